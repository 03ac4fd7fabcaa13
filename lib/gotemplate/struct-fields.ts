import { typed } from "./typed.ts";
import { isPlainObject } from "./types.ts";
import {
  type GoFunc,
  GoMap,
  type GoType,
  type GoValue,
  type Methods,
  Named,
  Nil,
  Num,
  Pointer,
  Struct,
  type StructField,
  type StructType,
} from "./values.ts";

const fieldTables = new WeakMap<StructType, ReadonlyMap<string, StructField>>();
const methodTables = new WeakMap<GoType, Methods>();

/** The field of that name, found in embedded structs too; the shallowest wins, as in Go. */
export function findField(type: StructType, name: string): StructField | undefined {
  let table = fieldTables.get(type);
  if (table === undefined) {
    table = tabulate(type);
    fieldTables.set(type, table);
  }
  return table.get(name);
}

function tabulate(type: StructType): Map<string, StructField> {
  const table = new Map<string, StructField>();
  let level: StructType[] = [type];
  while (level.length > 0) {
    const fields = level.flatMap((outer) => outer.fields());
    for (const field of fields) if (!table.has(field.name)) table.set(field.name, field);
    level = fields.flatMap((field) => (field.json === "" ? (structBehind(field.type) ?? []) : []));
  }
  return table;
}

function structBehind(type: GoType): StructType | undefined {
  const target = type.kind === "ptr" ? type.elem : type;
  return target.kind === "struct" ? target : undefined;
}

/** The value of a field, found in embedded structs too. */
export function fieldValue(struct: Struct, field: StructField): GoValue {
  return struct.once(field, readField);
}

function readField(struct: Struct, field: StructField): GoValue {
  return typed(field.type, rawField(struct, field));
}

/** JSON inlines embedded structs, so that the same object holds the fields of all of them. */
function rawField(struct: Struct, field: StructField): unknown {
  if (field.json === "") return struct.json;
  return Object.hasOwn(struct.json, field.json) ? struct.json[field.json] : undefined;
}

/** A method of the value or, through a pointer, of what it points to; undefined where there is none. */
export function findMethod(value: GoValue, name: string): GoFunc | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (value instanceof Struct || value instanceof Num || value instanceof Named) {
    return methodOfType(value.type, name);
  }
  if (value instanceof Pointer || value instanceof Nil) {
    return value.type.kind === "ptr" ? methodOfType(value.type.elem, name) : undefined;
  }
  return undefined;
}

function methodOfType(type: GoType, name: string): GoFunc | undefined {
  if (!("methods" in type) || type.methods === undefined) return undefined;
  let methods = methodTables.get(type);
  if (methods === undefined) {
    methods = type.methods();
    methodTables.set(type, methods);
  }
  return Object.hasOwn(methods, name) ? methods[name] : undefined;
}

/** The names that could have been given after a dot, for messages. */
export function fieldNames(value: GoValue | StructType): string[] {
  if (value instanceof Struct) return fieldNames(value.type);
  if (value instanceof GoMap) return Array.from(value.entries.keys(), (key) => `.${String(key)}`);
  if (isStructType(value)) return value.fields().map((field) => `.${field.name}`);
  return isPlainObject(value) ? Object.keys(value).map((key) => `.${key}`) : [];
}

const isStructType = (value: unknown): value is StructType =>
  typeof value === "object" && value !== null && typeof (value as StructType).fields === "function";
