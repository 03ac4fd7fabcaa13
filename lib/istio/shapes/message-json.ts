import { BASIC_TYPES } from "../../gotemplate/types.ts";
import { GoMap, type GoValue, type MapType, Struct, type StructType } from "../../gotemplate/values.ts";
import { parseJson } from "../../kubernetes/json.ts";
import type { FieldDescriptor, FieldKind, MessageDescriptor } from "../proto/descriptors.ts";
import type { FieldValue, Message, Singular } from "../proto/message.ts";
import { jsonForms } from "../proto/well-known.ts";

const any = { kind: "interface", name: "interface {}" } as const;
const mapType: MapType = { kind: "map", key: BASIC_TYPES.get("string") ?? any, elem: any };

/**
 * What encoding/json writes for a message, whose MarshalJSON is jsonpb's: as a value whose parts are in the
 * right order.
 */
export function jsonValue(descriptor: MessageDescriptor, message: Message): GoValue {
  const form = jsonForms.get(descriptor.fullName);
  if (form !== undefined) return parseJson(form.write(message)) as GoValue;
  const set = descriptor.fields.filter((field) => message[field.json] !== undefined);
  const type: StructType = {
    kind: "struct",
    name: descriptor.goType,
    fields: () => set.map((field) => ({ name: field.goName, json: field.json, type: any })),
  };
  return new Struct(
    type,
    Object.fromEntries(set.map((field) => [field.json, fieldJson(field, message[field.json])])),
  );
}

function fieldJson(field: FieldDescriptor, value: FieldValue): GoValue {
  if (field.label === "repeated")
    return (value as readonly Singular[]).map((item) => elementJson(field.type, item));
  if (field.label === "singular") return elementJson(field.type, value as Singular);
  const entries = Object.entries(value as Readonly<Record<string, Singular>>);
  return new GoMap(mapType, new Map(entries.map(([key, item]) => [key, elementJson(field.type, item)])));
}

function elementJson(type: FieldKind, value: Singular): GoValue {
  if (type.kind === "message") return jsonValue(type.message(), value as Message);
  if (type.kind === "enum") return type.enum.nameOf.get(value as number) ?? (value as number);
  const asText = type.kind === "int64" || (type.kind === "double" && !Number.isFinite(value));
  return asText ? String(value) : (value as GoValue);
}
