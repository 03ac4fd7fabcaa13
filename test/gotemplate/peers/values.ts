import { BASIC_TYPES } from "../../../lib/gotemplate/types.ts";
import {
  fn,
  type GoFunc,
  GoMap,
  type GoType,
  type GoValue,
  type MapType,
  type Methods,
  Named,
  Nil,
  Num,
  Pointer,
  type PointerType,
  Slice,
  type SliceType,
  Struct,
  type StructType,
} from "../../../lib/gotemplate/values.ts";
import type { ExecTables, Typed, TypeEntry } from "./tables.ts";

/** The data of Go's tables as values of ours, with their declared types. */
export class TableValues {
  private readonly entries: Readonly<Record<string, TypeEntry>>;
  private readonly methods: Readonly<Record<string, Methods>>;
  private readonly functions: Readonly<Record<string, GoFunc["call"]>>;
  private readonly types = new Map<string, GoType>();

  /** `methods` are by the name of the type, `functions` by the name of the field that holds one. */
  constructor(
    tables: ExecTables,
    methods: Readonly<Record<string, Methods>>,
    functions: Readonly<Record<string, GoFunc["call"]>>,
  ) {
    this.entries = tables.types;
    this.methods = methods;
    this.functions = functions;
  }

  value(typed: Typed | null): GoValue {
    return typed === null ? null : this.decode(typed.type, typed.value, "");
  }

  private type(name: string): GoType {
    let type = this.types.get(name);
    if (type === undefined) {
      type = this.declare(name);
      this.types.set(name, type);
    }
    return type;
  }

  private declare(name: string): GoType {
    const { kind, elem = "", key = "", fields = [] } = this.entries[name] as TypeEntry;
    switch (kind) {
      case "ptr":
        return { kind: "ptr", elem: this.type(elem) };
      case "slice":
        return { kind: "slice", elem: this.type(elem), ...(name.startsWith("[]") ? {} : { name }) };
      case "array":
        return { kind: "slice", elem: this.type(elem), name };
      case "map":
        return {
          kind: "map",
          key: this.type(key),
          elem: this.type(elem),
          ...(name.startsWith("map[") ? {} : { name }),
        };
      case "struct":
        return {
          kind: "struct",
          name,
          fields: () =>
            fields.map((field) => ({ name: field.name, json: field.name, type: this.type(field.type) })),
          methods: () => this.methods[name] ?? {},
        };
      case "func":
        return { kind: "func", name };
      case "interface":
        return { kind: "interface", name };
      default:
        return BASIC_TYPES.get(name) ?? { kind: "interface", name };
    }
  }

  private decode(typeName: string, value: unknown, field: string): GoValue {
    const type = this.type(typeName);
    const entry = this.entries[typeName] as TypeEntry;
    if (entry.kind === "interface") return this.value(value as Typed | null);
    if (isUnsupported(value)) return null;
    if (entry.kind === "func") {
      return value === null ? null : this.decodeFunction(typeName, value, field);
    }
    if (value === null) return new Nil(type as PointerType | SliceType | MapType);
    switch (type.kind) {
      case "ptr":
        return new Pointer(
          type,
          this.decode(entry.elem as string, (value as { target: unknown }).target, field),
        );
      case "slice": {
        const items = (value as unknown[]).map((item) => this.decode(entry.elem as string, item, field));
        return typeName === "[]interface {}" ? items : new Slice(type, items);
      }
      case "map": {
        const entries = (value as [unknown, unknown][]).map(([key, item]): [unknown, GoValue] => [
          this.decodeKey(entry.key as string, key),
          this.decode(entry.elem as string, item, field),
        ]);
        return typeName === "map[string]interface {}"
          ? Object.fromEntries(entries)
          : new GoMap(type, new Map(entries));
      }
      case "struct":
        return new Struct(type, this.decodeFields(type, entry, value as Record<string, unknown>));
      default:
        return decodeBasic(type, value);
    }
  }

  private decodeFunction(typeName: string, value: unknown, field: string): GoFunc {
    const { signature, yields } = value as { signature?: string; yields?: Typed[][] };
    if (signature === undefined || yields === undefined) {
      return fn(typeName, this.functions[field] ?? (() => null));
    }
    const values = yields.map((items) => items.map((item) => this.value(item)));
    return fn(signature, (yieldOne: (...items: GoValue[]) => boolean) => {
      values.every((items) => yieldOne(...items));
    });
  }

  private decodeFields(
    type: StructType,
    entry: TypeEntry,
    value: Record<string, unknown>,
  ): Record<string, unknown> {
    return Object.fromEntries(
      type.fields().map(({ name }, index) => {
        const fieldType = entry.fields?.[index]?.type as string;
        return [name, Object.hasOwn(value, name) ? this.decode(fieldType, value[name], name) : null];
      }),
    );
  }

  private decodeKey(typeName: string, key: unknown): unknown {
    const decoded = this.decode(typeName, key, "");
    return decoded instanceof Num || decoded instanceof Named ? decoded.value : decoded;
  }
}

const isUnsupported = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.hasOwn(value, "unsupported");

function decodeBasic(type: GoType, value: unknown): GoValue {
  switch (type.kind) {
    case "bool":
    case "string":
    case "float64":
      return value as GoValue;
    case "int":
      return BigInt(value as string);
    case "float32":
      return new Num(type, value as number);
    case "interface":
    case "func":
    case "slice":
    case "map":
    case "ptr":
    case "struct":
      return null;
    default:
      return new Num(type, BigInt(value as string));
  }
}
