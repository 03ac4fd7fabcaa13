import * as v from "valibot";
import { isObject, type JsonObject, own } from "../kubernetes/objects.ts";
import { parseYaml } from "../kubernetes/yaml/yaml.ts";
import { RuleError } from "./errors.ts";
import type { RuleInput } from "./rule.ts";

/** Whose annotations ask for a sidecar, where the injector was not started with another name. */
const ANNOTATIONS = "injector.tumblr.com";
const LATEST = "latest";

/**
 * Rules that do what tumblr/k8s-sidecar-injector does with these configurations (its pkg/server/webhook.go): a pod
 * asks for one by the annotation `injector.tumblr.com/request: NAME[:VERSION]`; containers, init containers,
 * volumes and host aliases are added behind the pod's own, variables and mounts to every container that has none
 * of that name, and the annotation `…/status: injected` keeps a pod from a second injection.
 *
 * Differences: a volume that the pod has already is merged with, where that injector makes a pod that the API
 * server refuses; names are compared as they are written or in lower case, and not in any other.
 *
 * @param texts YAML of a configuration each, or of the ConfigMaps that hold them; several documents may be in one
 * @throws RuleError `rule-invalid` for what is no such configuration
 */
export function fromK8sSidecarInjector(texts: readonly string[], annotations = ANNOTATIONS): RuleInput[] {
  const configurations = texts.flatMap(documentsOf).flatMap(configurationsIn);
  if (configurations.length === 0) throw invalid("there is no configuration in the files");
  return configurations.map((document) => ruleFor(check(document), annotations));
}

function documentsOf(text: string): unknown[] {
  return text.split(/^---(?=\s|$)/m).map((document) => parseYaml(document));
}

/** A ConfigMap holds one under each of its keys. */
function configurationsIn(document: unknown): unknown[] {
  if (document === null || document === undefined) return [];
  if (!isObject(document)) throw invalid("a configuration is an object with a name");
  if (own(document, "kind") === "List")
    return (own(document, "items") as unknown[]).flatMap(configurationsIn);
  if (own(document, "kind") !== "ConfigMap") return [document];
  return Object.values((own(document, "data") as JsonObject | undefined) ?? {})
    .flatMap((text) => documentsOf(String(text)))
    .flatMap(configurationsIn);
}

const named = v.array(v.looseObject({ name: v.string() }));

const configuration = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[^:]+(?::[^:]*)?$/, "must be a name, or name:version")),
  containers: v.optional(named, []),
  initContainers: v.optional(named, []),
  volumes: v.optional(named, []),
  env: v.optional(named, []),
  volumeMounts: v.optional(named, []),
  hostAliases: v.optional(v.array(v.object({ ip: v.string(), hostnames: v.array(v.string()) })), []),
  serviceAccountName: v.optional(v.string(), ""),
  hostNetwork: v.optional(v.boolean(), false),
  hostPID: v.optional(v.boolean(), false),
});
type Configuration = v.InferOutput<typeof configuration>;
type Named = Configuration["env"];

function check(document: unknown): Configuration {
  const inherits = isObject(document) ? own(document, "inherits") : undefined;
  if (inherits) {
    throw invalid(
      `inherits: ${String(inherits)}: rules inherit nothing; write what it has into this configuration`,
    );
  }
  const result = v.safeParse(configuration, document);
  if (result.success) return result.output;
  const name = isObject(document) ? String(own(document, "name") ?? "a configuration") : "a configuration";
  const faults = result.issues.map(
    (issue) =>
      `${v.getDotPath(issue)}: ${issue.expected === "never" ? "is not a key of a configuration" : issue.message}`,
  );
  throw invalid(`${name}: ${faults.join("; ")}`);
}

function ruleFor(given: Configuration, annotations: string): RuleInput {
  const [name = "", version = ""] = given.name.split(":");
  const wanted = version || LATEST;
  const requests = wanted === LATEST ? [name, `${name}:`, `${name}:${LATEST}`] : [`${name}:${wanted}`];
  return {
    name: `${name}${wanted === LATEST ? "" : `-${wanted}`}`
      .toLowerCase()
      .replace(/[^a-z0-9.-]/g, "-")
      .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, ""),
    match: {
      namespaces: ["!kube-system", "!kube-public"],
      annotations: {
        [`${annotations}/request`]: [...new Set(requests.flatMap((text) => [text, text.toLowerCase()]))],
      },
    },
    overlay: overlayFor(given, `${annotations}/status`),
  };
}

/** A list is written in brackets wherever it may come to nothing: without a value, it would take the pod's away. */
function overlayFor(given: Configuration, status: string): string {
  const { hostAliases, serviceAccountName, hostNetwork, hostPID, volumes } = given;
  const lines = [
    `{{- if ne (get .Object.metadata.annotations ${quoted(status)} | lower) "injected" }}`,
    "metadata:",
    `  annotations: { ${quoted(status)}: injected }`,
    "spec:",
    ...containerLines(given),
    ...initContainerLines(given),
    ...(volumes.length > 0 ? ["  volumes:", ...volumes.map((volume) => `    - ${literal(volume)}`)] : []),
    ...(hostAliases.length > 0 ? ["  hostAliases:", ...hostAliases.flatMap(aliasLines)] : []),
    ...(hostNetwork ? ["  hostNetwork: true"] : []),
    ...(hostPID ? ["  hostPID: true"] : []),
    ...(serviceAccountName ? serviceAccountLines(serviceAccountName) : []),
    "{{- end }}",
  ];
  return `${lines.join("\n")}\n`;
}

/** The pod's own containers first, so that what is added comes behind them. */
function containerLines({ containers, env, volumeMounts }: Configuration): string[] {
  return [
    "  containers:",
    "    {{- range .Object.spec.containers }}",
    "    - name: {{ .name }}",
    ...missingLines("env", env),
    ...missingLines("volumeMounts", volumeMounts),
    "    {{- end }}",
    ...containers.map((container) => `    - ${literal(withMissing(container, { env, volumeMounts }))}`),
  ];
}

function initContainerLines({ initContainers, env, volumeMounts }: Configuration): string[] {
  if (initContainers.length === 0) return [];
  return [
    "  initContainers:",
    "    {{- range .Object.spec.initContainers }}",
    "    - name: {{ .name }}",
    "    {{- end }}",
    ...initContainers.map((container) => `    - ${literal(withMissing(container, { env, volumeMounts }))}`),
  ];
}

/** What a container of the pod's own lacks of a list, by name. */
function missingLines(key: "env" | "volumeMounts", members: Named): string[] {
  if (members.length === 0) return [];
  return [
    `      {{- $${key} := list }}{{ range .${key} }}{{ $${key} = append $${key} .name }}{{ end }}`,
    `      ${key}: [`,
    ...members.map(
      (member) => `        {{- if not (has ${quoted(member.name)} $${key}) }} ${literal(member)},{{ end }}`,
    ),
    "      ]",
  ];
}

/** The same for a container that is added, now and not when a pod comes. */
function withMissing(
  container: Named[number],
  lists: { readonly env: Named; readonly volumeMounts: Named },
): object {
  const filled = new Map<string, unknown>(Object.entries(container));
  for (const [key, members] of Object.entries(lists)) {
    const present = (own(container, key) ?? []) as Named;
    const missing = members.filter(({ name }) => !present.some((member) => member.name === name));
    if (missing.length > 0) filled.set(key, [...present, ...missing]);
  }
  return Object.fromEntries(filled);
}

/** An address that the pod has names for keeps them. */
function aliasLines({ ip, hostnames }: Configuration["hostAliases"][number]): string[] {
  return [
    `    {{- $hostnames := list ${hostnames.map(quoted).join(" ")} }}`,
    `    {{- range .Object.spec.hostAliases }}{{ if eq .ip ${quoted(ip)} }}`,
    "      {{- $hostnames = concat .hostnames $hostnames | uniq }}{{ end }}{{ end }}",
    `    - { ip: ${literal(ip)}, hostnames: {{ $hostnames | toJson }} }`,
  ];
}

function serviceAccountLines(name: string): string[] {
  return [
    '  {{- if eq (.Object.spec.serviceAccountName | default "default") "default" }}',
    `  serviceAccountName: ${literal(name)}`,
    "  {{- end }}",
  ];
}

/** A text of a template's. */
const quoted = (text: string) => JSON.stringify(text);

/** YAML, which JSON is, in a template: what looks like an action is none. */
function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll("{{", '{{ "{{" }}');
}

const invalid = (message: string) => new RuleError("rule-invalid", message);
