import type { NumberNode, Operand } from "../ast.ts";
import type { GoValue } from "../values.ts";
import type { State } from "./state.ts";

/** A constant where nothing says which type is wanted. An integer too large for an int fails when evaluated. */
export function constantValue(node: Operand): (state: State) => GoValue {
  switch (node.type) {
    case "bool": {
      const { value } = node;
      return () => value;
    }
    case "string": {
      const { text } = node;
      return () => text;
    }
    case "number":
      return idealConstant(node);
    default:
      throw new TypeError(`${node.type} is no constant`);
  }
}

/** The spelling decides: a point or an exponent makes it a float, unless it is hexadecimal or a character. */
function idealConstant({ text, int, float }: NumberNode): (state: State) => GoValue {
  const isHexInteger = /^0[xX]/.test(text) && !/[pP]/.test(text);
  if (float !== undefined && !isHexInteger && !text.startsWith("'") && /[.eEpP]/.test(text))
    return () => float;
  if (int !== undefined) return () => int;
  return (state) => state.fail(`${text} overflows int`);
}
