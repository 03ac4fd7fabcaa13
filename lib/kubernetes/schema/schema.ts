import { namedTypes, structTypes } from "./schema.generated.ts";
import { openshiftStructs } from "./schema.openshift.ts";

/** Kinds of Go's basic types, as `reflect.Kind` names them. */
export type BasicKind =
  | "bool"
  | "string"
  | "int"
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float32"
  | "float64";

/** A Go type of the Kubernetes API. `name` is what %T prints: "v1.Protocol", "[]v1.Container", "*int64". */
export type KubernetesType =
  | { readonly kind: BasicKind; readonly name: string }
  | { readonly kind: "slice"; readonly name: string; readonly elem: KubernetesType }
  | {
      readonly kind: "map";
      readonly name: string;
      readonly key: KubernetesType;
      readonly elem: KubernetesType;
    }
  | { readonly kind: "ptr"; readonly name: string; readonly elem: KubernetesType }
  | StructSchema;

/** A Go struct. Its fields are worked out on first use, so that types may refer to each other. */
export interface StructSchema {
  readonly kind: "struct";
  readonly name: string;
  /** As declared, in order: embedded structs are one field. */
  readonly fields: readonly FieldSchema[];
  /** As encoding/json sees them: fields of embedded structs inlined, in Go's order. */
  readonly jsonFields: readonly JsonField[];
}

/** A field of a Go struct as declared. */
export interface FieldSchema {
  readonly goName: string;
  /** The key in JSON; "" for an embedded struct, whose fields are inlined. */
  readonly jsonName: string;
  readonly type: KubernetesType;
  readonly omitEmpty: boolean;
  readonly omitZero: boolean;
  /** "merge", "replace", "retainKeys", "merge,retainKeys" or "". */
  readonly patchStrategy: string;
  readonly patchMergeKey: string;
}

/** A key of the JSON object: a field, and through which embedded structs it is reached. */
export interface JsonField extends FieldSchema {
  /** The Go names of the embedded structs on the way: ["VolumeSource"] for a volume's emptyDir. */
  readonly embeddedIn: readonly string[];
}

const structs = { ...structTypes, ...openshiftStructs };

const known = new Map<string, KubernetesType>();

/**
 * The type of that name, or of that Go type expression: "v1.Pod", "[]v1.Container", "map[string]string".
 * Throws for a name that the generated schema does not have.
 */
export function kubernetesType(expression: string): KubernetesType {
  const found = known.get(expression);
  if (found) return found;
  const type = resolve(expression, expression);
  known.set(expression, type);
  return type;
}

/** Like {@link kubernetesType} where only a struct will do. */
export function structSchema(name: string): StructSchema {
  const type = kubernetesType(name);
  if (type.kind !== "struct") throw new TypeError(`${name} is not a struct, it is a ${type.kind}`);
  return type;
}

/**
 * The field that encoding/json decodes a key into: the exact name, else the first that is equal but for case.
 * (go: encoding/json, decode.go, object)
 */
export function jsonField(struct: StructSchema, key: string): JsonField | undefined {
  const lookup = lookupOf(struct);
  return lookup.exact.get(key) ?? lookup.folded.get(foldName(key));
}

/** Equal for two ASCII names exactly when Go's bytes.EqualFold says so; ſ and K (Kelvin) fold to s and k. */
function foldName(name: string): string {
  return name.toLowerCase().replaceAll("ſ", "s");
}

interface FieldLookup {
  readonly exact: ReadonlyMap<string, JsonField>;
  readonly folded: ReadonlyMap<string, JsonField>;
}

const lookups = new WeakMap<StructSchema, FieldLookup>();

function lookupOf(struct: StructSchema): FieldLookup {
  let lookup = lookups.get(struct);
  if (!lookup) {
    const exact = new Map(struct.jsonFields.map((field) => [field.jsonName, field]));
    const folded = new Map(struct.jsonFields.toReversed().map((field) => [foldName(field.jsonName), field]));
    lookup = { exact, folded };
    lookups.set(struct, lookup);
  }
  return lookup;
}

function resolve(expression: string, name: string): KubernetesType {
  if (expression.startsWith("*")) return { kind: "ptr", name, elem: kubernetesType(expression.slice(1)) };
  if (expression.startsWith("[]")) return { kind: "slice", name, elem: kubernetesType(expression.slice(2)) };
  const map = /^map\[([^\]]*)\](.*)$/.exec(expression);
  if (map)
    return { kind: "map", name, key: kubernetesType(map[1] ?? ""), elem: kubernetesType(map[2] ?? "") };
  if (Object.hasOwn(structs, expression)) return new LazyStruct(expression);
  const underlying = Object.hasOwn(namedTypes, expression) ? namedTypes[expression] : undefined;
  if (underlying !== undefined) return resolve(underlying, name);
  if (basicKinds.has(expression)) return { kind: expression as BasicKind, name };
  throw new TypeError(`${expression} is not among the Kubernetes types of the schema`);
}

const basicKinds: ReadonlySet<string> = new Set(
  "bool string int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 float32 float64".split(" "),
);

class LazyStruct implements StructSchema {
  readonly kind = "struct";
  readonly name: string;
  #fields: readonly FieldSchema[] | undefined;
  #jsonFields: readonly JsonField[] | undefined;

  constructor(name: string) {
    this.name = name;
  }

  get fields(): readonly FieldSchema[] {
    this.#fields ??= (structs[this.name] ?? []).map(parseField);
    return this.#fields;
  }

  get jsonFields(): readonly JsonField[] {
    this.#jsonFields ??= inlineEmbedded(this, []);
    return this.#jsonFields;
  }
}

function parseField(row: string): FieldSchema {
  const parts = row.split(" ").map((part) => (part === "-" ? "" : part));
  const [goName = "", jsonName = "", type = "", options = "", patchStrategy = "", patchMergeKey = ""] = parts;
  const flags = options.split(",");
  return {
    goName,
    jsonName,
    type: kubernetesType(type),
    omitEmpty: flags.includes("omitempty"),
    omitZero: flags.includes("omitzero"),
    patchStrategy,
    patchMergeKey,
  };
}

/** No two fields of a Kubernetes type have the same JSON name, so Go's rules for hidden fields are not needed. */
function inlineEmbedded(struct: StructSchema, embeddedIn: readonly string[]): readonly JsonField[] {
  return struct.fields.flatMap((field) =>
    field.jsonName === "" && field.type.kind === "struct"
      ? inlineEmbedded(field.type, [...embeddedIn, field.goName])
      : [{ ...field, embeddedIn }],
  );
}
