import { compareStrings } from "../../gotemplate/utf8.ts";
import { stringifyJson } from "../../kubernetes/json.ts";
import type { FieldDescriptor, FieldKind, MessageDescriptor } from "./descriptors.ts";
import type { FieldValue, Message, Scalar, Singular } from "./message.ts";
import { writeScalar } from "./scalars.ts";
import { jsonForms } from "./well-known.ts";

/**
 * The JSON of a message as protomarshal.ToJSON writes it: compact, fields in the order of the .proto file
 * and only where they are set, map keys sorted, enums by name where the number has one.
 */
export function marshal(descriptor: MessageDescriptor, message: Message): string {
  const form = jsonForms.get(descriptor.fullName);
  if (form !== undefined) return form.write(message);
  const fields = descriptor.fields.filter((field) => message[field.json] !== undefined);
  return `{${fields.map((field) => `"${field.json}":${writeField(field, message[field.json])}`).join(",")}}`;
}

function writeField(field: FieldDescriptor, value: FieldValue): string {
  switch (field.label) {
    case "singular":
      return writeSingular(field.type, value as Singular);
    case "repeated":
      return `[${(value as readonly Singular[]).map((item) => writeSingular(field.type, item)).join(",")}]`;
    case "map": {
      const map = value as Readonly<Record<string, Singular>>;
      const keys = Object.keys(map).sort(compareStrings);
      return `{${keys.map((key) => `${stringifyJson(key)}:${writeSingular(field.type, map[key] as Singular)}`).join(",")}}`;
    }
  }
}

function writeSingular(type: FieldKind, value: Singular): string {
  switch (type.kind) {
    case "message":
      return marshal(type.message(), value as Message);
    case "enum": {
      if (type.enum.fullName === "google.protobuf.NullValue") return "null";
      const name = type.enum.nameOf.get(value as number);
      return name === undefined ? String(value) : `"${name}"`;
    }
    default:
      return writeScalar(type.kind, value as Scalar);
  }
}
