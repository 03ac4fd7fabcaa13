import { typeOf } from "../gotemplate/types.ts";
import type { GoValue } from "../gotemplate/values.ts";
import { type Dict, isDict, setKey } from "./own.ts";
import { entriesOf, isEmpty, isNothing } from "./reflect.ts";

interface MergeOptions {
  readonly overwrite: boolean;
}

/**
 * Merges `source` into `target` as mergo merges maps. Maps in both are merged in place; for the rest
 * there are these cases:
 *
 * - the key is missing or empty in the target: it takes the source's value, empty or not
 * - it has a value, and `overwrite` is off: it keeps it
 * - it has a value, and `overwrite` is on: it takes the source's, even an empty one or nil
 */
export function mergeInto(target: Dict, source: GoValue, options: MergeOptions): void {
  for (const [name, value] of entriesOf(source)) {
    const key = String(name);
    const missing = !Object.hasOwn(target, key);
    const present = missing ? undefined : target[key];
    if (isNothing(value)) {
      if (options.overwrite) setKey(target, key, null);
      continue;
    }
    const map = isMap(value);
    if (map && isDict(present)) mergeInto(present, value, options);
    if (map && isMap(present) && !isEmpty(present)) continue;
    if (missing || isEmpty(present) || options.overwrite) setKey(target, key, value);
  }
}

function isMap(value: GoValue): boolean {
  return !isNothing(value) && typeOf(value).kind === "map";
}
