import type { FieldInput, InputLayer } from "./field-input.ts";

/** `.Values.global.hub = docker.io/istio (values)`, for people. */
export function describeInput(input: FieldInput): string {
  const { layer, decided } = input;
  const name = nameOf(input);
  if (layer === undefined) return `${name}: not set`;
  const told = LAYERS_IN_NAME.has(layer.kind) ? "" : ` (${layerName(layer)})`;
  return `${name}${shownValue(input)}${told}${decided ? "" : ", which did not count"}`;
}

/** The layer as its owner calls it. */
export function layerName(layer: InputLayer): string {
  switch (layer.kind) {
    case "values":
      return "values";
    case "mesh":
      return "mesh configuration";
    case "default":
      return "Istio's default";
    case "overlay":
      return `overlay of cluster ${layer.cluster}`;
    case "mesh-default-config":
      return "defaultConfig of the mesh configuration";
    case "proxy-config":
      return `ProxyConfig ${layer.name}, ${SCOPES[layer.scope]}`;
    case "proxy-config-annotation":
      return "annotation proxy.istio.io/config";
    case "pod":
      return "the pod's own";
    case "workload":
      return "the pod's owner";
    case "url":
      return "the webhook's URL";
    case "request":
      return "the API server's request";
    case "setting":
      return "setting of the injector";
  }
}

const SCOPES = {
  mesh: "for the whole mesh",
  namespace: "for the namespace",
  selector: "which selects the pod",
} as const;

/** What an input is called says where it stands. */
const LAYERS_IN_NAME: ReadonlySet<InputLayer["kind"]> = new Set([
  "pod",
  "workload",
  "url",
  "request",
  "setting",
]);

function nameOf({ of, path }: FieldInput): string {
  const dotted = path === "" || path.startsWith("[") ? path : `.${path}`;
  switch (of) {
    case "values":
      return `.Values${dotted}`;
    case "mesh":
      return `.MeshConfig${dotted}`;
    case "proxyConfig":
      return `.ProxyConfig${dotted}`;
    case "annotation":
      return `annotation ${path}`;
    case "label":
      return `label ${path}`;
    case "pod":
      return `the pod's ${path}`;
    case "workload":
      return `its owner's ${path}`;
    case "url":
      return `the webhook URL's ${path}`;
    case "request":
      return `the request's ${path}`;
    case "setting":
      return `setting ${path}`;
  }
}

const LONGEST = 80;

function shownValue({ value }: FieldInput): string {
  if (value === undefined) return "";
  const text = JSON.stringify(value);
  const bare = typeof value === "string" && /^[^\s"]+$/.test(value) ? value : text;
  return ` = ${bare.length > LONGEST ? `${bare.slice(0, LONGEST - 1)}…` : bare}`;
}
