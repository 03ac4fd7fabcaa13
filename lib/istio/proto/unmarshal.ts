import type { FieldDescriptor, FieldKind, MessageDescriptor } from "./descriptors.ts";
import { jsonKind, typeError } from "./go-json.ts";
import { type Draft, type Message, newMap, type Singular, setField } from "./message.ts";
import { readEnum, readScalar } from "./scalars.ts";
import { jsonForms } from "./well-known.ts";

/**
 * Reads a document over a message, as protomarshal.ApplyJSON does: every field that the document has and
 * that is not null replaces the message's own, whole; unknown fields are passed over; names may be spelt in
 * camelCase or as in the .proto file, and camelCase wins where both are there. Throws ProtoError.
 *
 * @param document what JSON or YAML readers give; null leaves the message as it is
 * @param base the message to read over, which stays as it was
 */
export function unmarshal(descriptor: MessageDescriptor, document: unknown, base: Message = {}): Message {
  if (document === null || document === undefined) return base;
  const form = jsonForms.get(descriptor.fullName);
  if (form !== undefined) return form.read(document);
  const object = expectObject(document);
  const draft: Draft = { ...base };
  for (const field of descriptor.fields) {
    const value = pick(object, field);
    if (value === undefined || (value === null && !readsNull(field))) continue;
    setField(draft, descriptor, field, readField(field, value));
  }
  return draft;
}

function pick(object: Readonly<Record<string, unknown>>, field: FieldDescriptor): unknown {
  if (Object.hasOwn(object, field.json)) return object[field.json];
  return Object.hasOwn(object, field.name) ? object[field.name] : undefined;
}

function readsNull(field: FieldDescriptor): boolean {
  if (field.label !== "singular") return false;
  if (field.type.kind === "enum") return field.type.enum.fullName === "google.protobuf.NullValue";
  return field.type.kind === "message" && jsonForms.get(field.type.message().fullName)?.readsNull === true;
}

function readField(field: FieldDescriptor, value: unknown): Draft[string] {
  switch (field.label) {
    case "singular":
      return readSingular(field.type, value);
    case "repeated":
      if (!Array.isArray(value)) throw typeError(jsonKind(value), "[]json.RawMessage");
      return value.map((item) => readSingular(field.type, item));
    case "map": {
      const entries = Object.entries(expectObject(value));
      return newMap(entries.map(([key, item]) => [key, readSingular(field.type, item)]));
    }
  }
}

function readSingular(type: FieldKind, value: unknown): Singular {
  switch (type.kind) {
    case "message":
      return unmarshalElement(type.message(), value);
    case "enum":
      return readEnum(type.enum, value);
    default:
      return readScalar(type.kind, value);
  }
}

/** A null among the elements of a list or a map is an empty message, or the null of google.protobuf.Value. */
function unmarshalElement(descriptor: MessageDescriptor, value: unknown): Message {
  const form = jsonForms.get(descriptor.fullName);
  if (value === null && form?.readsNull === true) return form.read(null);
  return unmarshal(descriptor, value);
}

function expectObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw typeError(jsonKind(value), "map[string]json.RawMessage");
  }
  return value as Readonly<Record<string, unknown>>;
}
