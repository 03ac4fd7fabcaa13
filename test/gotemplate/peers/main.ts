/**
 * Runs the tables of text/template's own tests, as they are in the Go that is installed:
 *
 *   npm run peers:gotemplate
 */
import type { Node, Tree } from "../../../lib/gotemplate/ast.ts";
import { isEmptyList } from "../../../lib/gotemplate/ast.ts";
import { TemplateError } from "../../../lib/gotemplate/errors.ts";
import { parse } from "../../../lib/gotemplate/parser.ts";
import { printNode } from "../../../lib/gotemplate/print-node.ts";
import { isPrint } from "../../../lib/gotemplate/printable.ts";
import { quote } from "../../../lib/gotemplate/quote.ts";
import { Template } from "../../../lib/gotemplate/template.ts";
import { functionFields, functions, methods } from "./go-functions.ts";
import { LEFT_OUT } from "./left-out.ts";
import { type ExecCase, type ParseCase, readTables } from "./tables.ts";
import { TableValues } from "./values.ts";

const { exec, parse: parseCases } = readTables();
const values = new TableValues(exec, methods, functionFields);
const tally = new Map<string, { passed: number; failed: number; leftOut: number }>();
const reasons = new Map<string, number>();

for (const one of exec.cases) {
  judge(one, expected(one), () =>
    new Template("t").funcs(functions).parse(one.input).execute(values.value(one.data)),
  );
}
for (const one of parseCases) {
  judge(one, one.error ?? `${one.tree}${one.empty ? " (empty)" : ""}`, () => parsed(one));
}

function expected({ output, error }: ExecCase): string {
  return output ?? (error as string);
}

function parsed({ input }: ParseCase): string {
  const known = new Set(["printf", "contains"]);
  const tree = parse("t", input, { delims: ["", ""], hasFunction: (name) => known.has(name) }).get(
    "t",
  ) as Tree;
  return printNode(quoted(tree.root)) + (isEmptyList(tree.root) ? " (empty)" : "");
}

/** Go's parser tests print text in quotes. */
function quoted<T>(node: T): T {
  if (typeof node !== "object" || node === null || !("type" in node)) return node;
  const copy: Record<string, unknown> = { ...node };
  if ((node as unknown as Node).type === "text") copy.text = quote(String(copy.text));
  for (const key of ["list", "elseList"]) copy[key] = quoted(copy[key]);
  if (Array.isArray(copy.nodes)) copy.nodes = copy.nodes.map(quoted);
  return copy as T;
}

function judge(one: ExecCase | ParseCase, wanted: string, run: () => string): void {
  const counts = tally.get(one.table) ?? { passed: 0, failed: 0, leftOut: 0 };
  tally.set(one.table, counts);
  const reason = LEFT_OUT.find(
    ({ covers }) => covers.test(one.input) || covers.test(`${one.table}: ${one.name}`),
  )?.reason;
  if (reason !== undefined) {
    counts.leftOut++;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    return;
  }
  const actual = attempt(run);
  if (actual === wanted) {
    counts.passed++;
    return;
  }
  counts.failed++;
  console.log(
    `${one.table}: ${one.name}: ${one.input}\n  Go:   ${JSON.stringify(wanted)}\n  ours: ${JSON.stringify(actual)}`,
  );
}

function attempt(run: () => string): string {
  try {
    return run();
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    return `${(error as Error).stack}`;
  }
}

tally.set("strconv.IsPrint", comparePrintable());

/** All code points together count as one case. */
function comparePrintable(): { passed: number; failed: number; leftOut: number } {
  const prints = new Set(exec.printable.flatMap(([first, last]) => range(first, last)));
  const wrong = range(0, 0x10ffff).filter((codePoint) => isPrint(codePoint) !== prints.has(codePoint));
  if (wrong.length > 0)
    console.log(
      `isPrint differs: ${wrong
        .slice(0, 20)
        .map((one) => one.toString(16))
        .join(" ")}`,
    );
  const failed = wrong.length > 0 ? 1 : 0;
  return { passed: 1 - failed, failed, leftOut: 0 };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

let passed = 0;
let failed = 0;
for (const [table, counts] of tally) {
  const total = counts.passed + counts.failed + counts.leftOut;
  console.log(
    `${table}: ${total} cases, ${counts.passed} passed, ${counts.failed} failed, ${counts.leftOut} left out`,
  );
  passed += counts.passed;
  failed += counts.failed;
}
for (const [reason, times] of reasons) console.log(`left out: ${times}, ${reason}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
