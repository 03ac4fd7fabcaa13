import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { newToken } from "../../lib/clusters/token.ts";
import { INJECTOR } from "../examples/cases.ts";
import { ROOT } from "./commands.ts";

/** Of the clusters that are there already. */
export const TOKEN = newToken(() => new Uint8Array(32).fill(7));

/** A pod of the namespace shop, in the cluster and in a file. */
export const POD = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web-0", namespace: "shop", labels: { app: "web" } },
  spec: { containers: [{ name: "web", image: "example.com/web:1" }] },
};

const configMap = (name: string, data: object) =>
  stringify({ apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "istio-system" }, data });

const CONFIG_MAPS = [
  configMap("istio-sidecar-injector", { config: INJECTOR.config, values: INJECTOR.values }),
  configMap("istio", { mesh: INJECTOR.mesh }),
].join("---\n");

/** A configuration that says of itself which one it is. */
export const marked = (version: string) =>
  JSON.stringify({ ...INJECTOR, mesh: INJECTOR.mesh.replace("cluster.local", `${version}.example`) });

const DEPLOYMENT = readFileSync(join(ROOT, "examples/foo/deployment.yaml"), "utf8");

const sidecar = (name: string) => stringify({ name, containers: [{ name, image: `example.com/${name}:1` }] });

/** In place of Helm: what the two charts of the documents render. */
const HELM = `#!/bin/sh
case "$*" in
  "template istiod istio/istiod -n istio-system") cat <<'END'
${CONFIG_MAPS}---
apiVersion: v1
kind: ServiceAccount
metadata: { name: istiod }
END
  ;;
  "template app ./chart") cat deployment.yaml ;;
  *) echo "no such chart: $*" >&2; exit 1 ;;
esac
`;

const REMORA = `#!/bin/sh
exec "${process.execPath}" --import "${import.meta.resolve("tsx")}" "${join(ROOT, "cli/main.ts")}" "$@"
`;

/** The files that the documents name, by their paths from where one stands. */
export function documentedFiles(ca: string): Readonly<Record<string, string>> {
  return {
    "deployment.yaml": DEPLOYMENT,
    "pod.yaml": stringify(POD),
    "injector.yaml": CONFIG_MAPS,
    "injector.json": marked("first"),
    "injector-1-29.json": marked("v1-29"),
    "injector-1-30.json": marked("v1-30"),
    "config.yaml": INJECTOR.config,
    "values.yaml": INJECTOR.values,
    "mesh.yaml": INJECTOR.mesh,
    "overlay.yaml": "overlay: { values: { global: { proxy: { logLevel: warning } } } }\n",
    "data.yaml": "name: remora\n",
    "values.json": '{"name": "remora"}\n',
    "config.tmpl": 'home: {{ env "HOME" }}\nname: {{ .name }}\n',
    "sidecars/redis.yaml": sidecar("redis"),
    "sidecars/metrics.yaml": sidecar("metrics"),
    "ca.pem": ca,
    token: `${TOKEN}\n`,
    "bin/helm": HELM,
    "bin/remora": REMORA,
  };
}
