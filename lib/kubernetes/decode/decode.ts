import { occurrences, Repeated } from "../json.ts";
import { deepFreeze, isObject, type JsonObject, setOwn } from "../objects.ts";
import {
  type JsonField,
  jsonField,
  type KubernetesType,
  kubernetesType,
  type StructSchema,
} from "../schema/schema.ts";
import { type Decoder, mismatch, newContext } from "./context.ts";
import { decodeInteger, isInteger } from "./integer.ts";
import { decodeBytes, decodeSpecial, isSpecial, zeroSpecial } from "./special.ts";

export interface DecodeOptions {
  /** Called with the path of every key that the Go type has no field for: "spec.containers[0].foo". */
  readonly onUnknownField?: (path: string) => void;
  /**
   * Objects that have come out of decode() before, as what they are here, and stay as they are. With this set,
   * even if it is empty, a frozen object is decoded but once: its result, then frozen too, is kept for as long as
   * the object lives. Unknown fields are reported of neither.
   */
  readonly canonical?: ReadonlySet<unknown>;
}

/**
 * What json.Unmarshal into the Go type and json.Marshal of the result make of a JSON value: keys match
 * case-insensitively, unknown ones go, empty optional fields go, mandatory ones come, quantities and
 * timestamps become canonical. The order of the keys is Go's.
 *
 * Integers that a JavaScript number cannot hold are bigint, on the way in and out. The input is not
 * changed; the result shares nothing that is mutable with it but the contents of raw fields.
 *
 * @throws KubernetesError code JSON_TYPE, with encoding/json's message ("json: cannot unmarshal number
 *   into Go struct field Container.spec.containers.image of type string"), or what quantities and times say.
 */
export function decode(typeName: string, json: unknown, options: DecodeOptions = {}): unknown {
  const context = newContext(options);
  const decoded = decoderOf(kubernetesType(typeName))(json, undefined, context);
  if (context.firstError) throw context.firstError;
  return decoded;
}

const decoders = new WeakMap<KubernetesType, Decoder>();

/** Compiles a type once; the closure hands back the JSON that Go would marshal. */
function decoderOf(type: KubernetesType): Decoder {
  let decoder = decoders.get(type);
  if (!decoder) {
    // Types refer to themselves: the entry has to be there before the type is compiled.
    let compiled: Decoder | undefined;
    decoder = (value, previous, context) => {
      compiled ??= compile(type);
      return compiled(value, previous, context);
    };
    decoders.set(type, decoder);
  }
  return decoder;
}

function compile(type: KubernetesType): Decoder {
  if (isSpecial(type.name))
    return (value, previous, context) => decodeSpecial(type.name, value, previous, context);
  switch (type.kind) {
    case "ptr":
      return decodePointer(decoderOf(type.elem));
    case "slice":
      return type.elem.kind === "uint8"
        ? decodeBytes(type)
        : decodeSlice(type, decoderOf(type.elem), type.elem);
    case "map":
      return decodeMap(type, decoderOf(type.elem), type.elem);
    case "struct":
      return decodeStruct(type);
    case "string":
      return decodeString(type);
    case "bool":
      return decodeBool(type);
    default:
      if (isInteger(type.kind)) return decodeInteger(type);
      throw new TypeError(`no field of the Kubernetes API is of type ${type.name}`);
  }
}

/** The value that Go marshals for a variable that nothing was decoded into. */
function zero(type: KubernetesType): unknown {
  if (isSpecial(type.name)) return zeroSpecial(type.name);
  switch (type.kind) {
    case "ptr":
    case "slice":
    case "map":
      return null;
    case "struct":
      return decoderOf(type)({}, undefined, newContext());
    case "string":
      return "";
    case "bool":
      return false;
    default:
      return 0;
  }
}

function decodeString(type: KubernetesType): Decoder {
  return (value, previous, context) => {
    if (typeof value === "string") return value;
    if (value !== null) mismatch(context, value, type);
    return previous ?? "";
  };
}

function decodeBool(type: KubernetesType): Decoder {
  return (value, previous, context) => {
    if (typeof value === "boolean") return value;
    if (value !== null) mismatch(context, value, type);
    return previous ?? false;
  };
}

/** Nil is undefined here, so that it differs from a pointer to what is marshalled as null (the zero time). */
function decodePointer(decodeTarget: Decoder): Decoder {
  return (value, previous, context) =>
    value === null ? undefined : decodeTarget(value, previous ?? undefined, context);
}

function decodeSlice(type: KubernetesType, decodeElement: Decoder, element: KubernetesType): Decoder {
  return (value, previous, context) => {
    if (value === null) return null;
    if (!Array.isArray(value)) {
      mismatch(context, value, type);
      return previous ?? null;
    }
    const earlier = Array.isArray(previous) ? previous : [];
    return value.map((item, index) => {
      context.path.push(index);
      const decoded = decodeElement(item, earlier[index], context);
      context.path.pop();
      return decoded === undefined ? zero(element) : decoded;
    });
  };
}

/** Every map of the API has string keys. Go prints them sorted. */
function decodeMap(type: KubernetesType, decodeElement: Decoder, element: KubernetesType): Decoder {
  return (value, previous, context) => {
    if (value === null) return null;
    if (!isObject(value)) {
      mismatch(context, value, type);
      return previous ?? null;
    }
    const decoded: Record<string, unknown> = isObject(previous) ? { ...previous } : {};
    for (const [key, item] of Object.entries(value)) {
      context.path.push(key);
      // Each value of a repeated key is decoded into an element of its own; the last one stays.
      for (const value of occurrences(item)) {
        const result = decodeElement(value, undefined, context);
        setOwn(decoded, key, result === undefined ? zero(element) : result);
      }
      context.path.pop();
    }
    return sortKeys(decoded);
  };
}

/** Mostly they are sorted already, since Go wrote them. */
function sortKeys(map: JsonObject): JsonObject {
  const keys = Object.keys(map);
  const sorted = keys.every((key, i) => i === 0 || (keys[i - 1] ?? "") <= key);
  return sorted ? map : Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A field with its compiled decoder and its place in the object. */
interface Slot {
  readonly field: JsonField;
  readonly decode: Decoder;
  readonly index: number;
}

function decodeStruct(type: StructSchema): Decoder {
  const slots = type.jsonFields.map(
    (field, index): Slot => ({ field, index, decode: decoderOf(field.type) }),
  );
  const slotsByKey = new Map(slots.map((slot) => [slot.field.jsonName, slot]));
  const findSlot = (key: string): Slot | undefined => {
    const exact = slotsByKey.get(key);
    if (exact) return exact;
    const field = jsonField(type, key);
    return field && slotsByKey.get(field.jsonName);
  };
  const goName = type.name.slice(type.name.indexOf(".") + 1);

  const decodeFields: Decoder = (value, previous, context) => {
    const values = previousValues(slots, previous);
    if (value === null) return previous === undefined ? marshal(slots, values) : previous;
    if (!isObject(value)) {
      mismatch(context, value, type);
      return previous === undefined ? marshal(slots, values) : previous;
    }
    const outerStruct = context.struct;
    for (const key of Object.keys(value)) {
      const slot = findSlot(key);
      if (!slot) {
        context.reportUnknown(key);
        continue;
      }
      context.struct = goName;
      context.path.push(slot.field);
      const item = value[key];
      if (item instanceof Repeated) {
        for (const each of item.values) values[slot.index] = slot.decode(each, values[slot.index], context);
      } else {
        values[slot.index] = slot.decode(item, values[slot.index], context);
      }
      context.path.pop();
    }
    context.struct = outerStruct;
    return marshal(slots, values);
  };
  return sparingly(decodeFields);
}

/** Leaves out what {@link DecodeOptions.canonical} says. */
function sparingly(decodeAnew: Decoder): Decoder {
  const known = new WeakMap<object, unknown>();
  return (value, previous, context) => {
    const { canonical } = context;
    if (canonical === undefined || previous !== undefined || !isObject(value)) {
      return decodeAnew(value, previous, context);
    }
    if (canonical.has(value)) return value;
    const before = known.get(value);
    if (before !== undefined) return before;
    const decoded = decodeAnew(value, previous, context);
    if (Object.isFrozen(value) && context.firstError === undefined) known.set(value, deepFreeze(decoded));
    return decoded;
  };
}

/** What an earlier occurrence of the same key left in the struct. */
function previousValues(slots: readonly Slot[], previous: unknown): unknown[] {
  if (!isObject(previous)) return new Array(slots.length);
  return slots.map((slot) =>
    Object.hasOwn(previous, slot.field.jsonName) ? previous[slot.field.jsonName] : undefined,
  );
}

function marshal(slots: readonly Slot[], values: readonly unknown[]): Record<string, unknown> {
  const object: Record<string, unknown> = {};
  for (const { field, index } of slots) {
    const value = values[index];
    if (value === undefined) {
      if (!field.omitEmpty || (field.type.kind === "struct" && !field.omitZero))
        object[field.jsonName] = zero(field.type);
    } else if (!(field.omitEmpty && isEmpty(value, field.type)) && !(field.omitZero && value === null)) {
      object[field.jsonName] = value;
    }
  }
  return object;
}

/** (go: encoding/json, isEmptyValue): a pointer that is not nil counts, whatever it points to, and so does a struct. */
function isEmpty(value: unknown, type: KubernetesType): boolean {
  switch (type.kind) {
    case "ptr":
    case "struct":
      return false;
    case "slice":
    case "map":
      return value === null || value === "" || Object.keys(value as object).length === 0;
    default:
      return value === "" || value === false || value === 0;
  }
}
