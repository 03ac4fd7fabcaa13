import { formatShortest } from "./float.ts";
import { type Flags, noFlags, pad } from "./fmt-flags.ts";
import { formatFloatVerb, formatInteger } from "./fmt-number.ts";
import { formatString, hexDump } from "./fmt-string.ts";
import { LimitReached } from "./limits.ts";
import { sortedEntries } from "./maps.ts";
import { fieldValue, findMethod } from "./struct-fields.ts";
import { elementsOf } from "./typed.ts";
import { isGoFunc, isUnsignedKind, type Present, typeName, typeNameOf, typeOf } from "./types.ts";
import { decodeUtf8 } from "./utf8.ts";
import { type GoMap, type GoValue, Named, Nil, Num, Pointer, Struct } from "./values.ts";

/** Go prints the addresses of functions and of nested pointers; nothing here has one. */
const ADDRESS = 0xc000000000n;
const MAX_DEPTH = 500;

/** Writes one value with one verb, as package fmt's printArg does. */
export class Printer {
  private readonly flags: Flags;
  /** True while a bad verb is reported, when methods are not asked. */
  private erroring = false;

  constructor(flags: Flags = noFlags()) {
    this.flags = flags;
  }

  print(value: GoValue, verb: string): string {
    if (value === null || value === undefined) {
      return verb === "T" || verb === "v" ? pad(this.flags, "<nil>") : `%!${verb}(<nil>)`;
    }
    if (verb === "T") return formatString(this.flags, typeNameOf(value), "s") as string;
    if (verb === "p") return this.pointer(value, verb);
    return this.printNested(value, verb, 0);
  }

  /** `depth` is above 0 inside a list, a map or a struct. */
  private printNested(value: GoValue, verb: string, depth: number): string {
    if (value === null || value === undefined) return this.flags.sharpV ? "interface {}(nil)" : "<nil>";
    switch (typeof value) {
      case "string":
        return formatString(this.flags, value, verb) ?? this.badVerb(value, verb);
      case "boolean":
        return this.boolean(value, value, verb);
      case "bigint":
        return formatInteger(this.flags, value, false, verb) ?? this.badVerb(value, verb);
      case "number":
        return formatFloatVerb(this.flags, value, 64, verb) ?? this.badVerb(value, verb);
      default:
        if (verb === "w") return this.badVerb(value, verb);
        if (depth > MAX_DEPTH) throw new LimitReached(`a value nests deeper than ${MAX_DEPTH} levels`);
        return this.method(value, verb) ?? this.composite(value, verb, depth);
    }
  }

  /** What the methods Error or String say, for the verbs that want text. */
  private method(value: Present, verb: string): string | undefined {
    if (this.erroring || this.flags.sharpV || !/^[vsxXq]$/.test(verb)) return undefined;
    const method = findMethod(value, "Error") ?? findMethod(value, "String");
    if (method === undefined) return undefined;
    try {
      return formatString(this.flags, String(method.call(value)), verb);
    } catch (problem) {
      if (value instanceof Nil) return "<nil>";
      return `%!${verb}(PANIC=String method: ${problem instanceof Error ? problem.message : problem})`;
    }
  }

  private composite(value: Present, verb: string, depth: number): string {
    if (value instanceof Num) return this.number(value, verb);
    if (value instanceof Named) return this.named(value, verb);
    if (value instanceof Struct) return this.struct(value, verb, depth);
    if (value instanceof Pointer) return this.dereferenced(value, verb, depth);
    if (value instanceof Nil) return this.nil(value, verb);
    if (isGoFunc(value)) return this.pointer(value, verb);
    const elements = elementsOf(value);
    if (elements !== undefined) return this.list(value, elements, verb, depth);
    return this.map(value as GoMap, verb, depth);
  }

  private boolean(value: boolean, whole: Present, verb: string): string {
    return verb === "t" || verb === "v" ? pad(this.flags, String(value)) : this.badVerb(whole, verb);
  }

  private number(number: Num, verb: string): string {
    const { kind } = number.type;
    const text =
      typeof number.value === "bigint"
        ? formatInteger(this.flags, number.value, isUnsignedKind(kind), verb)
        : formatFloatVerb(this.flags, number.value, kind === "float32" ? 32 : 64, verb);
    return text ?? this.badVerb(number, verb);
  }

  private named(named: Named, verb: string): string {
    if (typeof named.value === "boolean") return this.boolean(named.value, named, verb);
    return formatString(this.flags, named.value, verb) ?? this.badVerb(named, verb);
  }

  private list(value: Present, elements: readonly GoValue[], verb: string, depth: number): string {
    const type = typeOf(value);
    if (type.kind === "slice" && type.elem.kind === "uint8" && /^[sqxX]$/.test(verb)) {
      return this.bytes(elements as readonly Num[], verb);
    }
    const items = elements.map((element) => this.printNested(element, verb, depth + 1));
    return this.flags.sharpV ? `${typeName(type)}{${items.join(", ")}}` : `[${items.join(" ")}]`;
  }

  /** []byte is text to the verbs of strings. */
  private bytes(elements: readonly Num[], verb: string): string {
    const bytes = Uint8Array.from(elements, (element) => Number(element.value));
    if (verb === "x" || verb === "X") return hexDump(this.flags, bytes, verb);
    return formatString(this.flags, decodeUtf8(bytes), verb) as string;
  }

  private map(value: GoMap | Readonly<Record<string, GoValue>>, verb: string, depth: number): string {
    const items = sortedEntries(value).map(
      ([key, item]) => `${this.printNested(key, verb, depth + 1)}:${this.printNested(item, verb, depth + 1)}`,
    );
    return this.flags.sharpV ? `${typeNameOf(value)}{${items.join(", ")}}` : `map[${items.join(" ")}]`;
  }

  private struct(struct: Struct, verb: string, depth: number): string {
    const { sharpV, plusV } = this.flags;
    const items = struct.type.fields().map((field) => {
      const value = fieldValue(struct, field);
      const name = sharpV || plusV ? `${field.name}:` : "";
      return name + this.printNested(value, verb, depth + 1);
    });
    return sharpV ? `${struct.type.name}{${items.join(", ")}}` : `{${items.join(" ")}}`;
  }

  /** A pointer shows what it points to at the top only, and only a composite. */
  private dereferenced(pointer: Pointer, verb: string, depth: number): string {
    const target = pointer.target;
    const kind = target === null || target === undefined ? "interface" : typeOf(target).kind;
    const composite = kind === "struct" || kind === "map" || kind === "slice";
    return depth === 0 && composite ? `&${this.printNested(target, verb, 1)}` : this.pointer(pointer, verb);
  }

  private nil(nil: Nil, verb: string): string {
    const { type } = nil;
    if (type.kind === "ptr") {
      if (verb !== "v") return this.integerAddress(0n, verb) ?? this.badVerb(nil, verb);
      return this.flags.sharpV ? `(${typeName(type)})(nil)` : pad(this.flags, "<nil>");
    }
    if (this.flags.sharpV) return `${typeName(type)}(nil)`;
    if (type.kind === "map") return "map[]";
    return type.elem.kind === "uint8" && /^[sqxX]$/.test(verb) ? this.bytes([], verb) : "[]";
  }

  private pointer(value: Present, verb: string): string {
    const { kind } = typeOf(value);
    if (kind !== "func" && kind !== "map" && kind !== "ptr" && kind !== "slice")
      return this.badVerb(value, verb);
    const address = value instanceof Nil ? 0n : ADDRESS;
    if (verb === "v" && this.flags.sharpV) return `(${typeNameOf(value)})(0x${address.toString(16)})`;
    if (verb === "v" || verb === "p") {
      const flags = { ...this.flags, sharp: !this.flags.sharp };
      return formatInteger(flags, address, true, "x") as string;
    }
    return this.integerAddress(address, verb) ?? this.badVerb(value, verb);
  }

  private integerAddress(address: bigint, verb: string): string | undefined {
    return /^[bodxX]$/.test(verb) ? formatInteger(this.flags, address, true, verb) : undefined;
  }

  private badVerb(value: Present, verb: string): string {
    this.erroring = true;
    const shown = this.print(value, "v");
    this.erroring = false;
    return `%!${verb}(${typeNameOf(value)}=${shown})`;
  }
}

/** `fmt.Sprint` of one value: `%v`. */
export function printValue(value: GoValue): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
      return formatShortest(value);
    case "bigint":
    case "boolean":
      return String(value);
    default:
      return new Printer().print(value, "v");
  }
}
