import { type NamedPlace, plainPlace, valueAt } from "./names.ts";

/** Which layer of the configuration, or whose text, an input stands in. */
export type InputLayer =
  /** The injector's values, or its mesh configuration. */
  | { readonly kind: "values" | "mesh" }
  /** Where neither sets it: what Istio takes then. */
  | { readonly kind: "default" }
  /** A cluster's entry in the registry, which is laid over values and mesh. */
  | { readonly kind: "overlay"; readonly cluster: string }
  /** `defaultConfig` of the mesh configuration. */
  | { readonly kind: "mesh-default-config" }
  | {
      readonly kind: "proxy-config";
      /** "namespace/name" */
      readonly name: string;
      readonly scope: "mesh" | "namespace" | "selector";
    }
  /** The pod's annotation `proxy.istio.io/config`. */
  | { readonly kind: "proxy-config-annotation" }
  /** The pod's own text, as it was sent. */
  | { readonly kind: "pod" }
  /** What makes the pod: its owner's name and kind. */
  | { readonly kind: "workload" }
  /** The path of the webhook's URL, or else what the API server says of the call. */
  | { readonly kind: "url" | "request" }
  /** A setting beside the three texts: revision, nodes' versions, … */
  | { readonly kind: "setting" };

/** Something that a field's value depends on. */
export interface FieldInput {
  readonly of:
    | "values"
    | "mesh"
    | "proxyConfig"
    | "annotation"
    | "label"
    | "pod"
    | "workload"
    | "url"
    | "request"
    | "setting";
  /** "global.proxy.image" of values; the name of an annotation; "spec.containers[0].name" of a pod. */
  readonly path: string;
  /** What stands there, if it is a scalar. */
  readonly value?: string | number | boolean;
  /** Undefined where it is not set anywhere. */
  readonly layer?: InputLayer;
  /** False of what was looked at and did not count. */
  readonly decided: boolean;
}

/** A registry entry's part in the configuration. */
export interface OverlaySource {
  readonly cluster: string;
  readonly values?: unknown;
  readonly mesh?: unknown;
}

/** A place in the injector's values, with a cluster's overlay laid over them. */
export function valuesInput(
  values: unknown,
  overlay: OverlaySource | undefined,
  path: readonly string[],
  decided: boolean,
): FieldInput {
  const layer = layerIn(path, overlay?.values, overlay?.cluster, { kind: "values" });
  return input("values", plainPlace(values, path), decided, layer);
}

/** An overlay replaces what it names, and merges objects. */
export function layerIn(
  path: readonly string[],
  overlay: unknown,
  cluster: string | undefined,
  otherwise: InputLayer,
): InputLayer {
  return cluster !== undefined && valueAt(overlay, path) !== undefined
    ? { kind: "overlay", cluster }
    : otherwise;
}

/** A field of the pod; annotations and labels go by their names. */
export function podInput({ path, value }: NamedPlace, decided: boolean): FieldInput {
  const [part, map, key] = path;
  const layer: InputLayer = { kind: "pod" };
  if (part === "metadata" && key !== undefined && (map === "annotations" || map === "labels")) {
    const of = map === "labels" ? "label" : "annotation";
    return { ...input(of, { path: [], value }, decided, layer), path: key };
  }
  return input("pod", { path, value }, decided, layer);
}

/** An input; one without a value was set nowhere. */
export function input(
  of: FieldInput["of"],
  { path, value }: NamedPlace,
  decided: boolean,
  layer: InputLayer | undefined,
): FieldInput {
  const scalar = typeof value === "bigint" ? String(value) : value;
  const isScalar = ["string", "number", "boolean"].includes(typeof scalar);
  const isSet = value !== undefined && value !== null;
  return {
    of,
    path: dotted(path),
    ...(isScalar && { value: scalar as string | number | boolean }),
    ...(isSet && layer && { layer }),
    decided,
  };
}

/** `spec.containers[0].ports`, `labels["app.kubernetes.io/name"]` */
function dotted(path: readonly string[]): string {
  return path
    .map((key, i) => {
      if (/^\d+$/.test(key)) return `[${key}]`;
      if (!/^[\w-]+$/.test(key)) return `[${JSON.stringify(key)}]`;
      return i === 0 ? key : `.${key}`;
    })
    .join("");
}
