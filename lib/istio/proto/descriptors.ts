import { enumTable, messageTable } from "./descriptors.generated.ts";

/** The scalar kinds that occur in Istio's configuration messages. */
export type ScalarKind = "bool" | "string" | "int32" | "int64" | "uint32" | "double";

export interface EnumDescriptor {
  readonly fullName: string;
  /** As Go's %T prints it: "v1alpha1.ProxyConfig_InboundInterceptionMode". */
  readonly goType: string;
  readonly numberOf: ReadonlyMap<string, number>;
  readonly nameOf: ReadonlyMap<number, string>;
}

/** One of a field's possible types; messages are looked up late, since they refer to each other. */
export type FieldKind =
  | { readonly kind: ScalarKind }
  | { readonly kind: "enum"; readonly enum: EnumDescriptor }
  | { readonly kind: "message"; readonly message: () => MessageDescriptor };

export interface OneofDescriptor {
  /** The Go field that holds whichever member is set, and its interface type. */
  readonly goName: string;
  readonly goInterface: string;
  /** The Go struct that wraps this member. */
  readonly goWrapper: string;
}

export interface FieldDescriptor {
  /** As in the .proto file: "drain_duration". */
  readonly name: string;
  /** As in JSON and as the key in a {@link Message}: "drainDuration". */
  readonly json: string;
  /** As in Go: "DrainDuration". */
  readonly goName: string;
  readonly label: "singular" | "repeated" | "map";
  /** Of the value, of each element or of each value of the map, whose keys are strings. */
  readonly type: FieldKind;
  readonly oneof?: OneofDescriptor;
}

export interface MessageDescriptor {
  readonly fullName: string;
  readonly goType: string;
  /** In the order of the .proto file, which is the order of the JSON that Istio writes. */
  readonly fields: readonly FieldDescriptor[];
}

const messages = new Map<string, MessageDescriptor>();
const enums = new Map<string, EnumDescriptor>();
const scalars: ReadonlySet<string> = new Set(["bool", "string", "int32", "int64", "uint32", "double"]);

/** The descriptor of a message by its full protobuf name; made at the first use. */
export function messageDescriptor(fullName: string): MessageDescriptor {
  let message = messages.get(fullName);
  if (message === undefined) {
    const row = messageTable[fullName];
    if (row === undefined) throw new Error(`no protobuf message ${fullName}`);
    const [goType = "", ...fields] = row;
    message = { fullName, goType, fields: fields.map(parseField) };
    messages.set(fullName, message);
  }
  return message;
}

function enumDescriptor(fullName: string): EnumDescriptor {
  let found = enums.get(fullName);
  if (found === undefined) {
    const [goType = "", ...values] = enumTable[fullName] ?? [];
    const pairs = values.map((value) => {
      const [name = "", number] = value.split("=");
      return [name, Number(number)] as const;
    });
    found = {
      fullName,
      goType,
      numberOf: new Map(pairs),
      nameOf: new Map(pairs.map(([name, number]) => [number, name] as const)),
    };
    enums.set(fullName, found);
  }
  return found;
}

/** Reads one line of the generated table; its form is said there. */
function parseField(line: string): FieldDescriptor {
  const [name = "", goName = "", typeText = "", ...options] = line.split(" ");
  const json = option(options, "json=") ?? name.replace(/_(.?)/g, (_, next: string) => next.toUpperCase());
  const oneof = option(options, "oneof=");
  const [goField = "", goInterface = "", goWrapper = ""] = oneof?.split("/") ?? [];
  return {
    name,
    json,
    goName,
    ...parseType(typeText),
    ...(oneof === undefined ? {} : { oneof: { goName: goField, goInterface, goWrapper } }),
  };
}

function option(options: readonly string[], prefix: string): string | undefined {
  return options.find((text) => text.startsWith(prefix))?.slice(prefix.length);
}

function parseType(text: string): Pick<FieldDescriptor, "label" | "type"> {
  if (text.startsWith("[]")) return { label: "repeated", type: parseKind(text.slice(2)) };
  if (text.startsWith("map[string]"))
    return { label: "map", type: parseKind(text.slice("map[string]".length)) };
  return { label: "singular", type: parseKind(text) };
}

function parseKind(text: string): FieldKind {
  if (scalars.has(text)) return { kind: text as ScalarKind };
  if (Object.hasOwn(enumTable, text)) return { kind: "enum", enum: enumDescriptor(text) };
  return { kind: "message", message: () => messageDescriptor(text) };
}

export const meshConfigDescriptor = messageDescriptor("istio.mesh.v1alpha1.MeshConfig");
export const proxyConfigDescriptor = messageDescriptor("istio.mesh.v1alpha1.ProxyConfig");
export const proxyConfigResourceDescriptor = messageDescriptor("istio.networking.v1beta1.ProxyConfig");
export const valuesDescriptor = messageDescriptor("istio.operator.v1alpha1.Values");
