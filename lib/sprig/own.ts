/** map[string]any as JavaScript holds it: an object of which own properties alone count. */

import { isPlainObject } from "../gotemplate/types.ts";
import type { GoValue } from "../gotemplate/values.ts";

export type Dict = Record<string, GoValue>;

export function isDict(value: GoValue): value is Dict {
  return isPlainObject(value);
}

/** Sets an own property, also under a name such as `__proto__` that an assignment would take for something else. */
export function setKey(map: Dict, key: string, value: GoValue): void {
  if (key in map && !Object.hasOwn(map, key)) {
    Object.defineProperty(map, key, { value, writable: true, enumerable: true, configurable: true });
  } else map[key] = value;
}
