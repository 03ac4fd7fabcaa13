import type { GoValue } from "../../gotemplate/values.ts";

/** Whether a value is the same for all pods, as the parts of `.Values` are: those are frozen. */
export function isConstant(value: GoValue): value is GoValue & object {
  return typeof value === "object" && value !== null && Object.isFrozen(value);
}

/** A function whose result is kept for as long as the object that it was asked of. */
export function oncePerObject<K extends object, V>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (key) => {
    let found = known.get(key);
    if (found === undefined) {
      found = { value: compute(key) };
      known.set(key, found);
    }
    return found.value;
  };
}
