import * as v from "valibot";
import { type Document, parseAllDocuments } from "yaml";
import { isObject } from "../kubernetes/objects.ts";
import type { MutatorSource } from "../rules/mutator.ts";
import { decompress } from "./decompress.ts";
import { SourceError } from "./errors.ts";
import { proxyConfigSchema } from "./proxy-config-schema.ts";

/**
 * Reads an injector's configuration in any of the shapes that it is kept in:
 *
 * - the ConfigMaps `istio-sidecar-injector` and `istio` as `kubectl get configmap -o yaml` prints them,
 *   as several documents or as a List; ProxyConfig resources may stand among them;
 * - one object, JSON or YAML, with the keys of {@link MutatorSource}; `config`, `values` and `mesh` are
 *   texts, as in the ConfigMaps, or written out as objects; with `rules`, it can do without them;
 *
 * each plain, gzip, or gzip in base64.
 *
 * Several texts together make one configuration: the ConfigMaps in a file each.
 *
 * @throws SourceError `source-invalid` with every fault found, `source-empty`, and as {@link decompress}.
 */
export function loadInjectorSource(
  contents: string | Uint8Array | readonly (string | Uint8Array)[],
  given: GivenTexts = {},
): MutatorSource {
  const list = typeof contents === "string" || contents instanceof Uint8Array ? [contents] : contents;
  const documents = list.flatMap((content) => readDocuments(decompress(content)));
  return combine(documents, given);
}

/** `config`, `values` and `mesh` given apart, each as its bare text or as the ConfigMap that holds it; they win. */
export type GivenTexts = Readonly<Partial<Record<(typeof REQUIRED)[number], string | Uint8Array>>>;

type Part = { readonly [Key in keyof MutatorSource]?: MutatorSource[Key] | undefined };

function combine(documents: readonly unknown[], given: GivenTexts): MutatorSource {
  const merged = mergeParts(documents.flatMap(flattenList).map(partOf));
  for (const [key, content] of Object.entries(given)) merged[key] = givenText(key, content);
  checkComplete(merged);
  return merged as MutatorSource;
}

function mergeParts(parts: readonly Part[]): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const [key, value] of parts.flatMap((part) => Object.entries(part))) {
    if (value === undefined) continue;
    const before = merged[key];
    if (key === "proxyConfigs") merged[key] = [...((before as unknown[]) ?? []), ...(value as unknown[])];
    else if (before === undefined || before === value) merged[key] = value;
    else throw new SourceError("source-invalid", describeTwice(key));
  }
  return merged;
}

/** Istio's part is there as a whole, or there are rules and nothing of it but values. */
function checkComplete(merged: Readonly<Record<string, unknown>>): void {
  const missing = REQUIRED.filter((key) => merged[key] === undefined);
  if (missing.length === 0) return;
  if (merged.rules !== undefined && missing.includes("config") && missing.includes("mesh")) return;
  const code = missing.length === REQUIRED.length ? "source-empty" : "source-invalid";
  throw new SourceError(code, describeMissing(missing));
}

const REQUIRED = ["config", "values", "mesh"] as const;

function givenText(key: string, content: string | Uint8Array): string {
  const text = decompress(content);
  const [document] = readDocuments(text);
  if (!isObject(document) || document.kind !== "ConfigMap") return text;
  const data = checked(configMap, document).data?.[key];
  if (data === undefined)
    throw new SourceError("source-invalid", `the ConfigMap has no ${JSON.stringify(key)} in its data`);
  return data;
}

function describeMissing(keys: readonly string[]): string {
  return (
    `the injector's configuration lacks ${keys.join(", ")}: give the ConfigMap istio-sidecar-injector (config, values) ` +
    "and the ConfigMap istio (mesh), or one object with the keys config, values and mesh, or with rules"
  );
}

function describeTwice(key: string): string {
  return `${key} is given twice, and differently; an injector has the ConfigMaps of one revision (label istio.io/rev)`;
}

function readDocuments(text: string): unknown[] {
  if (text.trimStart().startsWith("{")) {
    try {
      return [JSON.parse(text)];
    } catch {
      // YAML's flow style begins alike; it also says where the fault is.
    }
  }
  return parseAllDocuments(text)
    .map(toValue)
    .filter((document) => document !== null && document !== undefined);
}

/** Aliases are few in a configuration; thousands are an attack (each may stand for thousands more). */
function toValue(document: Document): unknown {
  const [error] = document.errors;
  try {
    if (error) throw error;
    return document.toJS({ maxAliasCount: 100 });
  } catch (cause) {
    throw new SourceError("source-invalid", (cause as Error).message, { cause });
  }
}

/** `kubectl get … -o yaml` prints several objects as a List. */
function flattenList(document: unknown): unknown[] {
  const isList = isObject(document) && typeof document.kind === "string" && document.kind.endsWith("List");
  return isList && Array.isArray(document.items) ? document.items.flatMap(flattenList) : [document];
}

/** What one document says of the injector. */
function partOf(document: unknown): Part {
  if (!isObject(document)) {
    throw new SourceError(
      "source-invalid",
      `expected an object, got ${JSON.stringify(document).slice(0, 60)}`,
    );
  }
  if (document.kind === "ConfigMap") return partOfConfigMap(document);
  if (document.kind === "ProxyConfig") return { proxyConfigs: [checked(proxyConfigSchema, document)] };
  if (typeof document.kind === "string") {
    const message = `a ${document.kind} is no part of an injector's configuration; have ConfigMap, ProxyConfig, List`;
    throw new SourceError("source-invalid", message);
  }
  return checked(injectorObject, document);
}

/**
 * Which ConfigMap it is shows in its keys, since its name may carry a revision. Others (Istio's namespace
 * has several) say nothing of the injector.
 */
function partOfConfigMap(document: Record<string, unknown>): Part {
  const { metadata, data } = checked(configMap, document);
  const revision = metadata?.labels?.["istio.io/rev"];
  if (data?.config !== undefined && data.values !== undefined) {
    return { config: data.config, values: data.values, ...(revision !== undefined && { revision }) };
  }
  return data?.mesh === undefined ? {} : { mesh: data.mesh };
}

const text = v.string("must be a text; put it in quotes");
/** A text as in the ConfigMaps, or the same written out: JSON is YAML. */
const textOrObject = v.union(
  [
    v.string(),
    v.pipe(
      v.custom<Record<string, unknown>>(isObject, "must be a text or an object"),
      v.transform((value) => JSON.stringify(value)),
    ),
  ],
  "must be a text or an object",
);

const labels = v.record(v.string(), v.string());

const configMap = v.object({
  metadata: v.optional(v.object({ labels: v.optional(labels) })),
  data: v.optional(labels),
});

const injectorKeys = {
  config: v.optional(textOrObject),
  values: v.optional(textOrObject),
  mesh: v.optional(textOrObject),
  revision: v.optional(text),
  proxyConfigs: v.optional(v.array(proxyConfigSchema)),
  kubernetesVersion: v.optional(text),
  nodes: v.optional(v.array(v.object({ name: text, kubeletVersion: text }))),
  nativeSidecars: v.optional(v.boolean()),
  platform: v.optional(text),
  namespaces: v.optional(
    v.array(v.object({ metadata: v.object({ name: text, annotations: v.exactOptional(labels) }) })),
  ),
  compliancePolicy: v.optional(text),
  env: v.optional(labels),
  /** Read where they are compiled. */
  rules: v.optional(v.array(v.unknown())),
};

const injectorObject = v.strictObject(injectorKeys, ({ expected }) =>
  expected === "never"
    ? `is no key of an injector's; have ${Object.keys(injectorKeys).join(", ")}`
    : "must be an object",
);

function checked<T extends v.GenericSchema>(schema: T, document: unknown): v.InferOutput<T> {
  const result = v.safeParse(schema, document);
  if (result.success) return result.output;
  throw new SourceError("source-invalid", result.issues.map(describeIssue).join("\n"));
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  return `${v.getDotPath(issue) ?? "the document"}: ${issue.message}`;
}
