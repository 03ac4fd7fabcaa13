/**
 * Go values as JavaScript holds them: the one vocabulary of the engine, of every function given to it
 * and of every caller.
 *
 * | Go                      | here                                                              |
 * |-------------------------|-------------------------------------------------------------------|
 * | nil, a missing key      | `null` (`undefined` is taken as `null`)                           |
 * | bool, string            | `boolean`, `string`                                               |
 * | float64                 | `number`                                                          |
 * | int                     | `bigint`                                                          |
 * | any other numeric type  | {@link Num}                                                       |
 * | a declared string, bool | {@link Named}                                                     |
 * | map[string]any          | a plain object; own properties only                               |
 * | []any                   | an array                                                          |
 * | any other map, slice    | {@link GoMap}, {@link Slice}                                      |
 * | a struct, a pointer     | {@link Struct}, {@link Pointer}                                   |
 * | a nil map, slice, *T    | {@link Nil}                                                       |
 *
 * Go strings are bytes. Text is an ordinary JavaScript string; a byte that is not part of valid UTF-8
 * is the lone surrogate U+DC00 + byte (U+DC80…U+DCFF), and is written out as that byte again.
 */

/** The kinds of numbers that are neither `int` (bigint) nor `float64` (number). */
export type NumericKind =
  | "int8"
  | "int16"
  | "int32"
  | "int64"
  | "uint"
  | "uint8"
  | "uint16"
  | "uint32"
  | "uint64"
  | "float32";

export type BasicKind = "bool" | "string" | "int" | "float64" | NumericKind;

/** A basic type. `name` is what %T prints: the kind itself, or a declared name as in "v1.Protocol". */
export interface BasicType {
  readonly kind: BasicKind;
  readonly name: string;
  /** Methods of a declared type, such as `.InterceptionMode.String` of a protobuf enum. */
  readonly methods?: () => Methods;
}

/**
 * Methods by name. `signature` leaves out the receiver, and `call` gets it before the arguments, as the
 * template holds it: a {@link Struct}, a {@link Pointer}, a {@link Num}, a {@link Named} or, since Go calls
 * methods on nil pointers too, a {@link Nil}. `String` is what printing uses, `MarshalJSON` what JSON encoding uses.
 */
export type Methods = Readonly<Record<string, GoFunc>>;
export interface InterfaceType {
  readonly kind: "interface";
  readonly name: string;
}
export interface SliceType {
  readonly kind: "slice";
  readonly elem: GoType;
  readonly name?: string;
}
export interface MapType {
  readonly kind: "map";
  readonly key: GoType;
  readonly elem: GoType;
  readonly name?: string;
}
export interface PointerType {
  readonly kind: "ptr";
  readonly elem: GoType;
}
export interface FuncType {
  readonly kind: "func";
  readonly name: string;
}
/** A declared struct. `fields` and `methods` are thunks so that types may refer to each other. */
export interface StructType {
  readonly kind: "struct";
  /** As %T prints it: "v1.ObjectMeta". */
  readonly name: string;
  /** In Go's declaration order. */
  readonly fields: () => readonly StructField[];
  /** Methods of the value and of its pointer, by name. */
  readonly methods?: () => Methods;
  /**
   * For a type whose JSON is no object ("100m" of a Quantity, 8080 of an IntOrString): the object behind the
   * {@link Struct} from that JSON, or from `undefined` for the zero value. `MarshalJSON` goes back.
   */
  readonly fromJson?: (json: unknown) => Readonly<Record<string, unknown>>;
}
export interface StructField {
  /** The Go name, which templates use: "HoldApplicationUntilProxyStarts". */
  readonly name: string;
  /** The key in the JSON object behind the struct: "holdApplicationUntilProxyStarts"; "" inlines an embedded struct. */
  readonly json: string;
  readonly type: GoType;
}

export type GoType = BasicType | InterfaceType | SliceType | MapType | PointerType | FuncType | StructType;

/**
 * A number of a type that is neither int nor float64, or of a declared type ("v1alpha1.Mode"). 64-bit integers
 * and all others alike hold a bigint, floats a number.
 */
export class Num {
  readonly type: BasicType;
  readonly value: bigint | number;
  constructor(type: BasicType, value: bigint | number) {
    this.type = type;
    this.value = value;
  }
}

/** A string or bool of a declared type ("v1.Protocol"). */
export class Named {
  readonly type: BasicType;
  readonly value: string | boolean;
  constructor(type: BasicType, value: string | boolean) {
    this.type = type;
    this.value = value;
  }
}

/** A slice that is not []any; `items` are the elements as JSON has them, and take their type from `type.elem`. */
export class Slice {
  readonly type: SliceType;
  readonly items: unknown[];
  constructor(type: SliceType, items: unknown[]) {
    this.type = type;
    this.items = items;
  }
}

/** A map that is not map[string]any. Keys are strings, bigints, numbers or booleans as `type.key` says. */
export class GoMap {
  readonly type: MapType;
  readonly entries: Map<unknown, unknown>;
  constructor(type: MapType, entries: Map<unknown, unknown>) {
    this.type = type;
    this.entries = entries;
  }
}

/** A struct over the JSON object that holds its fields; an absent field reads as the zero value of its type. */
export class Struct {
  readonly type: StructType;
  readonly json: Readonly<Record<string, unknown>>;
  readonly #read = new Map<StructField, GoValue>();

  constructor(type: StructType, json: Readonly<Record<string, unknown>>) {
    this.type = type;
    this.json = json;
  }

  /** The value of a field, by `read` when it is asked for first: templates read the same few again and again. */
  once(field: StructField, read: (struct: Struct, field: StructField) => GoValue): GoValue {
    const known = this.#read.get(field);
    if (known !== undefined) return known;
    const value = read(this, field);
    this.#read.set(field, value);
    return value;
  }
}

/** A pointer that is not nil. */
export class Pointer {
  readonly type: PointerType;
  readonly target: GoValue;
  constructor(type: PointerType, target: GoValue) {
    this.type = type;
    this.target = target;
  }
}

/** The nil of a typed map, slice or pointer. */
export class Nil {
  readonly type: MapType | SliceType | PointerType;
  constructor(type: MapType | SliceType | PointerType) {
    this.type = type;
  }
}

export type GoValue =
  | null
  | undefined
  | boolean
  | string
  | number
  | bigint
  | Num
  | Named
  | Slice
  | GoMap
  | Struct
  | Pointer
  | Nil
  | GoFunc
  | readonly GoValue[]
  | { readonly [key: string]: GoValue };

/**
 * A function that templates may call. `signature` is Go's: `func(spaces int, source string) string`,
 * `func(sep string, v any) (string, error)`, `func(items ...any) []any`.
 *
 * The engine checks and converts the arguments by it, with Go's own messages, so that `call` gets bare
 * JavaScript: an integer of any size as `bigint`, float as `number`, `[]string` as `string[]`,
 * `map[string]any` as the very object, any other map as a `Map`; `any` stays a {@link GoValue}. A nil slice
 * arrives as {@link nilSlice} and a nil map as {@link nilMap} or an empty `Map`; a struct, a pointer and its
 * nil arrive as they are. A result is typed by it likewise; a `null` for a slice, map or pointer is its nil.
 * Throwing {@link GoError} is returning a Go error. A type that the engine does not know (`*v1.Pod`,
 * `proto.Message`) is compared by its name, and an interface is taken to be implemented by any pointer.
 */
export interface GoFunc {
  readonly signature: string;
  // biome-ignore lint/suspicious/noExplicitAny: the parameters are what `signature` says
  readonly call: (...args: any[]) => unknown;
  /** True where two calls with equal arguments may differ (clock, randomness, environment): results are never cached. */
  readonly impure?: boolean;
  /**
   * For traced executions: what of its arguments a call depends on, where that is not all of each. It is given the
   * same arguments.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the parameters are what `signature` says
  readonly looksAt?: (...args: any[]) => readonly Look[];
  /** True where one call takes milliseconds: the time that an execution may take is looked at before each. */
  readonly slow?: boolean;
  /** For traced executions: the other arguments become part of the first, as `set` puts a value into a map. */
  readonly changesFirst?: boolean;
  /** Declared types that `signature` names, where a value has to be of them: { "time.Time": … }. */
  readonly types?: Readonly<Record<string, GoType>>;
  /** Why templates may not call it. One that names it fails to parse, with this reason. */
  readonly refused?: string;
}

/** A part of an argument that a function depends on. */
export interface Look {
  /** Its place, from 0. */
  readonly argument: number;
  /** From the argument to the part; none is all of it. */
  readonly keys?: readonly string[];
  /** False of what was looked at and did not count, so that another argument did. */
  readonly decided?: boolean;
}

export type FuncMap = Readonly<Record<string, GoFunc>>;

/** Declares a function for templates; see {@link GoFunc}. */
export function fn(signature: string, call: GoFunc["call"], looksAt?: GoFunc["looksAt"]): GoFunc {
  return looksAt === undefined ? { signature, call } : { signature, call, looksAt };
}

/** What a Go function returns as its error: the message alone, to be put into a template error by the engine. */
export class GoError extends Error {
  override readonly name = "GoError";
}

/** What a function gets for a nil slice, which reads as empty. Frozen: compare with `===` where nil matters. */
export const nilSlice: readonly never[] = Object.freeze([]);

/** What a function gets for a nil map[string]any, which reads as empty and, as in Go, cannot be written to. */
export const nilMap: Readonly<Record<string, never>> = Object.freeze({});
