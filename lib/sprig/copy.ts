import { GoError, GoMap, type GoValue, Slice } from "../gotemplate/values.ts";
import { isDict } from "./own.ts";
import { isNothing } from "./reflect.ts";

/** Copies maps and lists all the way down; anything else cannot be changed by a template. */
export function deepCopy(value: GoValue): GoValue {
  if (isNothing(value)) throw new GoError("reflect: call of reflect.Value.Type on zero Value");
  return copy(value);
}

function copy(value: GoValue): GoValue {
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Slice) return new Slice(value.type, (value.items as GoValue[]).map(copy));
  if (value instanceof GoMap) {
    return new GoMap(
      value.type,
      new Map([...value.entries].map(([key, entry]) => [key, copy(entry as GoValue)])),
    );
  }
  if (!isDict(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, copy(entry)]));
}
