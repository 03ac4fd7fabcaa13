import { typed } from "../../gotemplate/typed.ts";
import { BASIC_TYPES, STRING } from "../../gotemplate/types.ts";
import {
  type BasicType,
  fn,
  type GoFunc,
  type GoType,
  type GoValue,
  type Methods,
  type Num,
  Pointer,
  type PointerType,
  Struct,
  type StructField,
  type StructType,
} from "../../gotemplate/values.ts";
import type { EnumDescriptor, FieldDescriptor, FieldKind, MessageDescriptor } from "../proto/descriptors.ts";
import type { Message } from "../proto/message.ts";
import { formatMessage } from "../proto/text.ts";
import { jsonBehind } from "./json-behind.ts";
import { jsonValue } from "./message-json.ts";
import { wellKnownMethods } from "./well-known.ts";

/** Protobuf messages as templates see them: the Go structs that protoc-gen-go writes, with their getters. */

const structTypes = new Map<string, StructType>();
const enumTypes = new Map<string, BasicType>();
const descriptors = new WeakMap<StructType, MessageDescriptor>();

/** A message as the pointer that Go code holds. */
export function messagePointer(descriptor: MessageDescriptor, message: Message): Pointer {
  return typed({ kind: "ptr", elem: messageType(descriptor) }, message) as Pointer;
}

/** The message behind a pointer or a struct that a template passes on; undefined for anything else, nil too. */
export function messageOf(value: unknown): { descriptor: MessageDescriptor; message: Message } | undefined {
  const struct = value instanceof Pointer ? value.target : value;
  if (!(struct instanceof Struct)) return undefined;
  const descriptor = descriptors.get(struct.type);
  return descriptor && { descriptor, message: struct.json as Message };
}

export function messageType(descriptor: MessageDescriptor): StructType {
  let type = structTypes.get(descriptor.fullName);
  if (type === undefined) {
    type = makeMessageType(descriptor);
    structTypes.set(descriptor.fullName, type);
    descriptors.set(type, descriptor);
  }
  return type;
}

function makeMessageType(descriptor: MessageDescriptor): StructType {
  const hasOneofs = descriptor.fields.some((field) => field.oneof !== undefined);
  return {
    kind: "struct",
    name: descriptor.goType,
    fields: once(() => goFields(descriptor)),
    methods: once(() => methodsOf(descriptor)),
    ...(hasOneofs
      ? { fromJson: (message: unknown) => withOneofs(descriptor, (message ?? {}) as Message) }
      : {}),
  };
}

/** Plain fields, and one field for each oneof, which holds a pointer to the wrapper of the member that is set. */
function goFields(descriptor: MessageDescriptor): StructField[] {
  const fields = new Map<string, StructField>();
  for (const field of descriptor.fields) {
    if (field.oneof === undefined) {
      fields.set(field.goName, { name: field.goName, json: field.json, type: fieldType(field) });
    } else {
      const { goName, goInterface } = field.oneof;
      fields.set(goName, {
        name: goName,
        json: oneofKey(goName),
        type: { kind: "interface", name: goInterface },
      });
    }
  }
  return [...fields.values()];
}

/** A key that no field of the message has, for JSON names begin with a small letter. */
function oneofKey(goName: string): string {
  return `oneof ${goName}`;
}

function withOneofs(descriptor: MessageDescriptor, message: Message): Record<string, unknown> {
  const json: Record<string, unknown> = { ...message };
  for (const field of descriptor.fields) {
    if (field.oneof === undefined || message[field.json] === undefined) continue;
    const member = { name: field.goName, json: field.json, type: fieldType(field) };
    const wrapper: StructType = { kind: "struct", name: field.oneof.goWrapper, fields: () => [member] };
    json[oneofKey(field.oneof.goName)] = typed(
      { kind: "ptr", elem: wrapper },
      { [field.json]: message[field.json] },
    );
  }
  return json;
}

function fieldType(field: FieldDescriptor): GoType {
  const elem = kindType(field.type);
  if (field.label === "repeated") return { kind: "slice", elem };
  return field.label === "map" ? { kind: "map", key: STRING, elem } : elem;
}

function kindType(type: FieldKind): GoType {
  if (type.kind === "message") return pointerType(type.message());
  if (type.kind === "enum") return enumType(type.enum);
  return BASIC_TYPES.get(type.kind === "double" ? "float64" : type.kind) as BasicType;
}

const pointerTypes = new Map<string, PointerType>();

function pointerType(descriptor: MessageDescriptor): PointerType {
  let type = pointerTypes.get(descriptor.fullName);
  if (type === undefined) {
    type = { kind: "ptr", elem: messageType(descriptor) };
    pointerTypes.set(descriptor.fullName, type);
  }
  return type;
}

function enumType(descriptor: EnumDescriptor): BasicType {
  let type = enumTypes.get(descriptor.fullName);
  if (type === undefined) {
    const nameOf = (value: Num) => descriptor.nameOf.get(Number(value.value)) ?? String(value.value);
    type = {
      kind: "int32",
      name: descriptor.goType,
      methods: once(() => ({
        String: fn("func() string", nameOf),
        Number: fn("func() any", (value: Num) => value),
      })),
    };
    enumTypes.set(descriptor.fullName, type);
  }
  return type;
}

function methodsOf(descriptor: MessageDescriptor): Methods {
  const getters = descriptor.fields.map((field): [string, GoFunc] => [`Get${field.goName}`, getter(field)]);
  const oneofs = descriptor.fields
    .filter((field) => field.oneof !== undefined)
    .map((field): [string, GoFunc] => [`Get${field.oneof?.goName}`, oneofGetter(field.oneof?.goName ?? "")]);
  return Object.fromEntries([
    ...getters,
    ...oneofs,
    ["String", fn("func() string", printReceiver)],
    ...(hasOwnJson(descriptor) ? [["MarshalJSON", fn("func() any", marshalReceiver)] as const] : []),
    ...Object.entries(wellKnownMethods[descriptor.fullName] ?? {}),
  ]);
}

/** Istio's messages marshal themselves; durations and wrappers are plain structs to encoding/json. */
function hasOwnJson({ fullName }: MessageDescriptor): boolean {
  return !/^google\.protobuf\.(Duration|\w+Value)$/.test(fullName) || fullName.endsWith(".ListValue");
}

/** Getters work on nil pointers: they answer with the zero value. */
function getter(field: FieldDescriptor): GoFunc {
  const type = fieldType(field);
  return fn("func() any", (receiver: GoValue) => typed(type, jsonBehind(receiver)[field.json]));
}

function oneofGetter(goName: string): GoFunc {
  return fn("func() any", (receiver: GoValue) => jsonBehind(receiver)[oneofKey(goName)] ?? null);
}

function printReceiver(receiver: GoValue): string {
  const found = messageOf(receiver);
  return found === undefined ? "<nil>" : formatMessage(found.descriptor, found.message);
}

/** Gives the value to write, not the bytes. */
function marshalReceiver(receiver: GoValue): GoValue {
  const found = messageOf(receiver);
  return found === undefined ? null : jsonValue(found.descriptor, found.message);
}

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
