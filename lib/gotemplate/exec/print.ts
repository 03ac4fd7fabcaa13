import type { Node } from "../ast.ts";
import { printValue } from "../fmt-printer.ts";
import { printNode } from "../print-node.ts";
import { indirect } from "../typed.ts";
import { isGoFunc, typeNameOf } from "../types.ts";
import type { GoValue } from "../values.ts";
import type { State } from "./state.ts";

/** The output of an action: `%v` of what is behind the pointers. */
export function printResult(state: State, node: Node, value: GoValue): string {
  if (value === undefined) return "<no value>";
  const target = indirect(value);
  if (isGoFunc(target)) state.fail(`can't print ${printNode(node)} of type ${typeNameOf(target)}`);
  return printValue(target);
}
