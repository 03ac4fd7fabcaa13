import { dirname, join } from "node:path";
import { clusterRouter } from "../../handler/routes.ts";
import type { Router } from "../../handler/service.ts";
import { directoryOf } from "../../lib/clusters/directory.ts";
import { InjectorPool } from "../../lib/clusters/injector-pool.ts";
import type { InjectorChoice } from "../../lib/clusters/registry.ts";
import { FileSource } from "../../lib/sources/file.ts";
import type { RefreshEvent } from "../../lib/sources/refreshing.ts";
import type { VersionedSource } from "../../lib/sources/versioned.ts";
import { type InjectorOptions, readInjector } from "../injector-options.ts";
import { callerPath } from "../paths.ts";

/** Files are read again at most twice a second, and a call waits for that. */
const TIMES = { ttl: 500, hardAge: 500, retryAfter: 500 };

/**
 * Answers by a registry in a local file. The injector that a cluster gets by default is the one that the
 * command's flags name; any other is the file `<name>.yaml` beside the registry.
 *
 * @throws SourceError, ClustersError where the registry cannot be read.
 */
export async function localClusters(
  registryFile: string,
  options: InjectorOptions,
  tell: (event: RefreshEvent) => void,
): Promise<Router> {
  const path = callerPath(registryFile);
  const directory = directoryOf(new FileSource(path), { times: TIMES, onEvent: tell });
  await directory.lookup("");
  const sourceOf = ({ injector }: InjectorChoice) =>
    injector === "injector" ? flagsSource(options) : new FileSource(join(dirname(path), `${injector}.yaml`));
  return clusterRouter(directory, new InjectorPool({ sourceOf, times: TIMES, onEvent: tell }));
}

/** What the flags name, as one text. */
function flagsSource(options: InjectorOptions): VersionedSource {
  return {
    name: "the injector of the command line",
    async fetch() {
      const { source, version } = await readInjector(options);
      return { id: version, content: JSON.stringify(source) };
    },
  };
}
