import { openRouter } from "../../handler/routes.ts";
import { readRegistry } from "../../lib/clusters/directory.ts";
import { readBytes } from "../files.ts";
import { injectorFiles, isEmbedded } from "../injector-options.ts";
import { packageFile } from "../paths.ts";
import { requireRegistry } from "../registry.ts";
import type { ServeOptions } from "../serve.ts";
import type { Backend, TellRefresh } from "./backend.ts";
import { localClusters } from "./local-clusters.ts";
import { LocalInjector } from "./local-injector.ts";
import { watch } from "./watch.ts";

/** @throws what is wrong with the files: there is nothing to serve without them */
export async function fileBackend(options: ServeOptions, tell: TellRefresh): Promise<Backend> {
  const injector = await LocalInjector.load(options);
  const { registry } = options;
  await requireRegistry(options);
  return {
    name: isEmbedded(options)
      ? `the example injector (${packageFile("examples", "default-injector")})`
      : "your injector",
    route:
      registry === undefined
        ? openRouter(async () => injector.served)
        : await localClusters(registry, options, tell),
    current: async () => injector,
    registry: async () =>
      registry === undefined ? undefined : readRegistry({ content: await readBytes(registry) }),
    follow: (say) => watch(injectorFiles(options), () => void injector.reload().then(say)),
  };
}
