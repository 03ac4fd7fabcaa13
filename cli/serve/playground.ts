import { stringify } from "yaml";
import type { Registry } from "../../lib/clusters/registry.ts";
import type { MutatorSource } from "../../lib/rules/mutator.ts";
import type { InitialState } from "../../playground/api.ts";
import type { Served } from "../../playground/server/configuration.ts";
import { EXAMPLES } from "../../playground/server/examples.ts";
import { createPlayground, type Playground } from "../../playground/server/playground.ts";
import { joinDocuments, splitDocuments } from "../inject/documents.ts";
import { injectText } from "../inject/inject-text.ts";
import type { Backend, Current } from "./backend.ts";
import { pageAssets } from "./playground-assets.ts";
import { type HttpServer, listen } from "./server.ts";

/** The playground of a served injector, by its clusters where there is a registry. */
export function localPlayground(backend: Backend): Playground {
  return createPlayground({
    assets: pageAssets,
    initialState: async () => initialState(await backend.current(), await registryOf(backend)),
    sourceFor: async (cluster) =>
      sourceFor((await backend.current()).source, await registryOf(backend), cluster),
    rulesText,
    split: splitDocuments,
    join: joinDocuments,
    inject: injectText,
  });
}

/**
 * The playground alone, over plain HTTP on the loopback interface, where no certificate is in the way: on the port
 * behind the server's, or any free one.
 */
export async function openPlainPort(playground: Playground, serverPort: number): Promise<HttpServer> {
  const respond = async (request: Parameters<Playground>[0]) =>
    (await playground(request, "http")) ?? NOT_HERE;
  const on = (port: number) => listen({ host: "127.0.0.1", port }, respond);
  if (serverPort === 0 || serverPort === 65_535) return on(0);
  return on(serverPort + 1).catch(() => on(0));
}

const NOT_HERE = {
  status: 404,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body: "this port has the playground alone, at /playground/; the webhook is served over HTTPS\n",
};

async function registryOf(backend: Backend): Promise<Registry> {
  return (await backend.registry()) ?? { clusters: new Map() };
}

/** A cluster that the registry does not know has the injector as it is. */
function sourceFor(common: MutatorSource, registry: Registry, cluster = ""): Served {
  const entry = registry.clusters.get(cluster);
  return { source: common, ...(entry && { cluster: { name: cluster, entry } }) };
}

/** The rules as the page shows them; a comment that says how to begin, where there are none. */
function rulesText({ source: { rules } }: Served): string {
  return rules === undefined ? NO_RULES : stringify({ rules }, { lineWidth: 0 });
}

const NO_RULES = `## Rules change any object, beside Istio's injection
## or without it. To try this one, select everything
## (Ctrl-A) and take the comment away (Ctrl-/).
#
# rules:
#   - name: log-shipper
#     match:
#       labels: { matchLabels: { app: web } }
#     overlay: |
#       spec:
#         containers:
#           - name: log-shipper
#             image: example.com/log-shipper:1.4.2
#             args:
#               - --namespace={{ .Namespace }}
`;

function initialState({ source, served }: Current, registry: Registry): InitialState {
  const { config = "", values = "", mesh = "", revision = "", kubernetesVersion = "" } = source;
  return {
    config,
    values,
    mesh,
    rules: rulesText({ source }),
    revision,
    kubernetesVersion,
    clusters: [...registry.clusters.keys()],
    version: served.version,
    examples: EXAMPLES,
  };
}
