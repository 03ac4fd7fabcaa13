import { KubernetesError } from "../errors.ts";
import { JsonNumber } from "../json.ts";
import type { JsonField, KubernetesType } from "../schema/schema.ts";

/**
 * Decodes a value over what an earlier occurrence of the same key left (undefined at first) and returns the
 * JSON that Go would marshal.
 */
export type Decoder = (value: unknown, previous: unknown, context: Context) => unknown;

/** Where decoding is, for messages. */
export interface Context {
  /** The name of the innermost Go struct; "" outside of any. */
  struct: string;
  /** Fields, indexes of lists and keys of maps, from the root. */
  readonly path: (JsonField | number | string)[];
  /** encoding/json goes on after a value of the wrong type and reports the first one at the end. */
  firstError: KubernetesError | undefined;
  readonly reportUnknown: (key: string) => void;
  /** Objects that need no decoding; undefined where every value is decoded. */
  readonly canonical: ReadonlySet<unknown> | undefined;
}

interface ContextOptions {
  readonly onUnknownField?: (path: string) => void;
  readonly canonical?: ReadonlySet<unknown>;
}

export function newContext({ onUnknownField, canonical }: ContextOptions = {}): Context {
  const path: Context["path"] = [];
  return {
    struct: "",
    path,
    firstError: undefined,
    reportUnknown: (key) => onUnknownField?.(readablePath([...path, key])),
    canonical,
  };
}

/** "spec.containers[0].resources.limits.cpu" */
function readablePath(path: Context["path"]): string {
  const parts = path.map((part) => {
    if (typeof part === "number") return `[${part}]`;
    return typeof part === "string" ? `.${part}` : `.${part.jsonName}`;
  });
  return parts.join("").replace(/^\./, "");
}

/** Notes that a value does not fit the type, in encoding/json's words. */
export function mismatch(context: Context, value: unknown, type: KubernetesType): void {
  context.firstError ??= typeError(context, describe(value, type), type.name);
}

/** encoding/json's UnmarshalTypeError in the place that decoding has reached. */
export function typeError(context: Context, value: string, goType: string): KubernetesError {
  const place =
    context.struct === ""
      ? `Go value of type ${goType}`
      : `Go struct field ${context.struct}.${fieldPath(context)} of type ${goType}`;
  return new KubernetesError("JSON_TYPE", `json: cannot unmarshal ${value} into ${place}`);
}

/** Go's path has the names of embedded structs, and neither indexes nor keys of maps. */
function fieldPath(context: Context): string {
  return context.path
    .flatMap((part) => (typeof part === "object" ? [...part.embeddedIn, part.jsonName] : []))
    .join(".");
}

/** A number that does not fit an integer is shown; one where something else belongs is not. */
function describe(value: unknown, type: KubernetesType): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "bool";
  const literal = numberLiteral(value);
  if (literal === undefined) return "object";
  return /^u?int/.test(type.kind) ? `number ${literal}` : "number";
}

/** The literal of a JSON number, as it was written or as Go would write it; undefined for anything else. */
export function numberLiteral(value: unknown): string | undefined {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "bigint") return value.toString();
  return value instanceof JsonNumber ? value.text : undefined;
}
