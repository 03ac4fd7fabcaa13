/**
 * Stands in for kubectl in front of a real API server without controllers: as much of it as the documents use, over
 * the same REST calls. Where the real one leaves work to controllers (a Deployment's new pods), it does that itself.
 */
import { text } from "node:stream/consumers";
import { parse, parseAllDocuments, stringify } from "yaml";
import { KubernetesApi, type KubernetesObject } from "../../../cli/kubernetes/api.ts";
import { WEBHOOKS } from "../../../cli/kubernetes/injectors.ts";
import { readKubeconfig } from "../../../cli/kubernetes/kubeconfig.ts";

const COLLECTIONS: Readonly<Record<string, (namespace: string) => string>> = {
  mutatingwebhookconfiguration: () => WEBHOOKS,
  namespace: () => "/api/v1/namespaces",
  deployment: (namespace) => `/apis/apps/v1/namespaces/${namespace}/deployments`,
};

const args = process.argv.slice(2);
const api = new KubernetesApi(await readKubeconfig({}));
try {
  await run(args);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  api.close();
}

async function run([verb = "", ...rest]: string[]): Promise<void> {
  const flag = (name: string) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);
  const namespace = flag("-n") ?? "default";
  const [kind = "", name = ""] = rest;
  switch (verb) {
    case "apply":
      return apply(await text(process.stdin));
    case "replace":
      return replace(parse(await text(process.stdin)));
    case "get":
      return get(pathOf(kind, name, namespace), flag("-o") ?? "");
    case "delete":
      await must("DELETE", pathOf(kind, name, namespace));
      return console.log(`${kind} "${name}" deleted`);
    case "label":
      return label(pathOf(kind, name, namespace), rest.slice(2));
    case "patch":
      await merge(pathOf(kind, name, namespace), JSON.parse(flag("-p") ?? ""));
      return restart(namespace, name);
    case "rollout":
      return restart(namespace);
    default:
      throw new Error(`kubectl's stand-in cannot ${args.join(" ")}`);
  }
}

function pathOf(kind: string, name: string, namespace: string): string {
  const collection = COLLECTIONS[kind];
  if (collection === undefined) throw new Error(`kubectl's stand-in knows no ${kind}`);
  return `${collection(namespace)}/${name}`;
}

async function apply(input: string): Promise<void> {
  const objects = parseAllDocuments(input).map((document) => document.toJS());
  if (!objects.some(Boolean)) throw new Error("error: no objects passed to apply");
  for (const object of objects.filter(Boolean)) {
    const { managedFields: _, resourceVersion: __, uid: ___, ...metadata } = object.metadata;
    const path = pathOf(object.kind.toLowerCase(), metadata.name, "");
    await must(
      "PATCH",
      `${path}?fieldManager=kubectl&force=true`,
      { ...object, metadata },
      "apply-patch+yaml",
    );
    console.log(`${object.kind.toLowerCase()}/${metadata.name} serverside-applied`);
  }
}

async function replace(object: KubernetesObject): Promise<void> {
  const path = pathOf(object.kind.toLowerCase(), object.metadata.name, "");
  const { resourceVersion } = (await must("GET", path)).metadata;
  await must("PUT", path, { ...object, metadata: { ...object.metadata, resourceVersion } });
  console.log(`${object.kind.toLowerCase()}/${object.metadata.name} replaced`);
}

async function get(path: string, output: string): Promise<void> {
  const found = await must("GET", path);
  if (output === "yaml") return void process.stdout.write(stringify(found));
  const expression = /^jsonpath=\{(.*)\}$/.exec(output)?.[1] ?? "";
  const keys = expression.split(/[.[\]]+/).filter(Boolean);
  process.stdout.write(String(keys.reduce((value, key) => value?.[key], found)));
}

/** One request, as kubectl has it: whoever looks sees all of the labels or none of them changed. */
async function label(path: string, words: readonly string[]): Promise<void> {
  const changes = words.filter((word) => !word.startsWith("--")).map((word) => word.split("="));
  const labels = Object.fromEntries(
    changes.map(([key = "", value]) => (value === undefined ? [key.replace(/-$/, ""), null] : [key, value])),
  );
  const { metadata } = await must("GET", path);
  const overwritten = Object.keys(labels).filter((key) => labels[key] !== null && metadata.labels?.[key]);
  if (overwritten.length > 0 && !words.includes("--overwrite"))
    throw new Error(`error: '${overwritten[0]}' already has a value, and --overwrite is false`);
  await merge(path, { metadata: { labels } });
  console.log(`${path} labeled`);
}

/** What `rollout restart` has controllers do: every pod of a Deployment goes, another one comes. */
async function restart(namespace: string, name?: string): Promise<void> {
  const deployments: KubernetesObject[] = await api.list(
    pathOf("deployment", "", namespace).replace(/\/$/, ""),
  );
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  for (const { metadata, spec } of deployments.filter(
    (each) => name === undefined || each.metadata.name === name,
  )) {
    const own = (await api.list(pods)).filter((pod) => pod.metadata.labels?.app === metadata.name);
    for (const pod of own) await must("DELETE", `${pods}/${pod.metadata.name}?gracePeriodSeconds=0`);
    for (let i = 0; i < (spec.replicas ?? 1); i++)
      await must("POST", pods, {
        metadata: { ...spec.template.metadata, generateName: `${metadata.name}-` },
        spec: spec.template.spec,
      });
    console.log(`deployment.apps/${metadata.name} restarted`);
  }
}

async function merge(path: string, change: object): Promise<void> {
  await must("PATCH", path, change, "merge-patch+json");
}

async function must(method: string, path: string, body?: object, type = "json"): Promise<KubernetesObject> {
  const answer = await api.request(method, path, body, body ? { "content-type": `application/${type}` } : {});
  if (answer.status >= 300) throw new Error(`Error from server: ${answer.body?.message ?? answer.status}`);
  for (const warning of answer.warnings) console.error(`Warning: ${warning}`);
  return answer.body;
}
