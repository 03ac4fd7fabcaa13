import type { FieldDescriptor, MessageDescriptor } from "./descriptors.ts";

/**
 * A protobuf message: its fields by their JSON names. As in protobuf, only fields that are set are there: a
 * scalar that equals its zero value, an empty list and an empty map are absent, but for members of a oneof.
 *
 * | protobuf          | here                                                    |
 * |-------------------|---------------------------------------------------------|
 * | bool, string      | `boolean`, `string`                                     |
 * | int32, uint32     | `number`                                                |
 * | int64             | `bigint`                                                |
 * | double            | `number`                                                |
 * | enum              | its `number`                                            |
 * | message           | {@link Message}; wrappers and Duration have no form of their own |
 * | repeated          | array                                                   |
 * | map               | object without a prototype                              |
 *
 * Messages are never changed once they are handed out.
 */
export interface Message {
  readonly [field: string]: FieldValue;
}
export type Scalar = boolean | string | number | bigint;
export type Singular = Scalar | Message;
export type FieldValue = Singular | readonly Singular[] | Readonly<Record<string, Singular>> | undefined;

/** A message under construction. */
export type Draft = Record<string, FieldValue>;

/** Sets a field as protobuf does: zero values of plain fields vanish, members of a oneof displace each other. */
export function setField(
  draft: Draft,
  descriptor: MessageDescriptor,
  field: FieldDescriptor,
  value: FieldValue,
): void {
  const oneof = field.oneof;
  if (oneof !== undefined) {
    for (const member of descriptor.fields) {
      if (member.oneof?.goName === oneof.goName) delete draft[member.json];
    }
  }
  if (oneof === undefined && isZero(field, value)) delete draft[field.json];
  else draft[field.json] = value;
}

function isZero(field: FieldDescriptor, value: FieldValue): boolean {
  if (value === undefined) return true;
  if (field.label === "repeated") return (value as readonly Singular[]).length === 0;
  if (field.label === "map") return Object.keys(value).length === 0;
  // -0 is set: protobuf compares the bits of a double.
  return value === "" || value === false || value === 0n || Object.is(value, 0);
}

/** An object for the entries of a protobuf map, in which no key has a meaning of its own. */
export function newMap<T>(entries: Iterable<readonly [string, T]> = []): Record<string, T> {
  const map: Record<string, T> = Object.create(null);
  for (const [key, value] of entries) map[key] = value;
  return map;
}

/** proto.Equal, for two messages of one type. */
export function equal(a: FieldValue, b: FieldValue): boolean {
  if (typeof a !== "object" || typeof b !== "object") return a === b;
  const keys = Object.keys(a);
  if (Array.isArray(a) !== Array.isArray(b) || keys.length !== Object.keys(b).length) return false;
  const left = a as Readonly<Record<string, FieldValue>>;
  const right = b as Readonly<Record<string, FieldValue>>;
  return keys.every((key) => Object.hasOwn(right, key) && equal(left[key], right[key]));
}
