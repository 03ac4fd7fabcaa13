import type { Kind } from "./data.ts";
import { type Source, stringLiteral } from "./source.ts";

/** Verbs of printf with the kinds of values that they are for; any other kind shows a "%!d(…)". */
const VERBS: Readonly<Record<string, readonly Kind[]>> = {
  v: ["string", "int", "float", "bool", "list", "map", "nil"],
  T: ["string", "int", "float", "bool", "list", "map", "nil"],
  t: ["bool"],
  d: ["int", "int", "list"],
  b: ["int", "float"],
  o: ["int"],
  O: ["int"],
  x: ["string", "int", "float", "list"],
  X: ["string", "int", "float"],
  c: ["int"],
  q: ["string", "string", "int", "list"],
  U: ["int"],
  e: ["float"],
  E: ["float"],
  f: ["float"],
  F: ["float"],
  g: ["float"],
  G: ["float"],
  s: ["string", "list", "map"],
  p: ["string", "int", "nil"],
  w: ["string"],
  z: ["int"],
};

const FLAGS = ["", "", "", "", "-", "+", "#", " ", "0", "+#", "-0", "# ", "+ 0"];
const WIDTHS = ["", "", "", "1", "5", "12"];
const PRECISIONS = ["", "", "", ".0", ".1", ".3", ".10", "."];

/** A call of printf with a few verbs, sometimes with explicit indexes, too few or too many operands. */
export function callOfPrintf(source: Source): string {
  const { random } = source;
  const operands: string[] = [];
  let format = "";
  for (let i = random.int(1, 3); i > 0; i--) {
    format += random.pick(["", "", " ", "x=", "%%", "é"]);
    format += directive(source, operands);
  }
  if (random.chance(0.03)) format += random.pick(["%", "%5", "%[", "%[9]d", "%.", "%!"]);
  if (random.chance(0.03)) operands.pop();
  if (random.chance(0.03)) operands.push(source.any());
  return ["printf", stringLiteral(random, format), ...operands].join(" ");
}

function directive(source: Source, operands: string[]): string {
  const { random } = source;
  const verb = source.rarest(Object.keys(VERBS), (name) => `verb %${name}`);
  source.count(`verb %${verb}`);
  const kinds = VERBS[verb] as readonly Kind[];
  const flags = random.pick(FLAGS);
  let width = random.pick(WIDTHS);
  if (random.chance(0.05)) {
    width = "*";
    operands.push(random.pick(["3", "-6", "0", '"x"']));
  }
  operands.push(random.chance(0.08) ? source.any() : source.operand(random.pick(kinds)));
  const index = random.chance(0.03) ? `[${random.int(0, operands.length + 1)}]` : "";
  return `%${flags}${width}${random.pick(PRECISIONS)}${index}${verb}`;
}
