import { isAlias, isMap, isSeq } from "yaml";
import type { YamlScalar } from "./scalars.ts";

/**
 * A node as fmt's %#v prints what go-yaml makes of it, for the one message that shows it:
 * `map[interface {}]interface {}{"foo":interface {}(nil)}`, which is what a forgotten `{{ foo }}` comes to.
 */
export function goValueOf(
  node: unknown,
  resolve: { alias: (node: unknown) => unknown; scalar: (node: unknown) => YamlScalar },
): string {
  const print = (at: unknown): string => {
    const target = isAlias(at) ? resolve.alias(at) : at;
    if (isMap(target)) {
      const members = target.items.map(({ key, value }) => `${print(key)}:${print(value)}`);
      return `map[interface {}]interface {}{${members.sort().join(", ")}}`;
    }
    if (isSeq(target)) return `[]interface {}{${target.items.map(print).join(", ")}}`;
    return printScalar(resolve.scalar(target));
  };
  return print(node);
}

function printScalar({ tag, value }: YamlScalar): string {
  if (value === null) return "interface {}(nil)";
  if (tag === "str" || tag === "timestamp" || tag === "binary") return JSON.stringify(value);
  return String(value);
}
