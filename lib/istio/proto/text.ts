import { formatFloat } from "../../gotemplate/float.ts";
import { compareStrings } from "../../gotemplate/utf8.ts";
import type { FieldDescriptor, FieldKind, MessageDescriptor } from "./descriptors.ts";
import type { FieldValue, Message, Singular } from "./message.ts";

/**
 * A message in protobuf's text format on one line, which is what Go prints for it. Go puts one or two spaces
 * between fields, as each build of a program pleases; here it is one.
 */
export function formatMessage(descriptor: MessageDescriptor, message: Message): string {
  const set = descriptor.fields.filter((field) => message[field.json] !== undefined);
  return set.flatMap((field) => formatField(field, message[field.json])).join(" ");
}

function formatField(field: FieldDescriptor, value: FieldValue): string[] {
  switch (field.label) {
    case "singular":
      return [`${field.name}:${formatSingular(field.type, value as Singular)}`];
    case "repeated":
      return (value as readonly Singular[]).map(
        (item) => `${field.name}:${formatSingular(field.type, item)}`,
      );
    case "map": {
      const map = value as Readonly<Record<string, Singular>>;
      const keys = Object.keys(map).sort(compareStrings);
      return keys.map((key) => {
        const entry = `key:${quoteText(key)} value:${formatSingular(field.type, map[key] as Singular)}`;
        return `${field.name}:{${entry}}`;
      });
    }
  }
}

function formatSingular(type: FieldKind, value: Singular): string {
  switch (type.kind) {
    case "message":
      return `{${formatMessage(type.message(), value as Message)}}`;
    case "enum":
      return type.enum.nameOf.get(value as number) ?? String(value);
    case "string":
      return quoteText(value as string);
    case "double":
      return formatDouble(value as number);
    default:
      return String(value);
  }
}

function formatDouble(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return formatFloat(value, "g", -1);
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function quoteText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
  return `"${text.replace(/[\x00-\x1f"\\\x7f-\x9f]/g, escapeCharacter)}"`;
}

function escapeCharacter(char: string): string {
  const code = char.charCodeAt(0);
  if (code >= 0x80) return `\\u${code.toString(16).padStart(4, "0")}`;
  return shortEscapes[char] ?? `\\x${code.toString(16).padStart(2, "0")}`;
}
