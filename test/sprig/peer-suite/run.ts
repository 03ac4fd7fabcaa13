/**
 * Runs the templates of sprig's own tests, as they are installed, and compares with what they make of them in Go.
 *
 *   npm run peers:sprig
 */
import { randomBytes } from "node:crypto";
import { BASIC_TYPES } from "../../../lib/gotemplate/types.ts";
import { type BasicType, GoMap, type GoValue, Num, Slice } from "../../../lib/gotemplate/values.ts";
import { sprigFuncs } from "../../../lib/sprig/sprig.ts";
import { type Answer, buildPeer, run } from "../../gotemplate/peer.ts";
import { render } from "../../gotemplate/render.ts";

/** A template that a test ran; a test that ran none has no template. */
interface Run {
  /** When Go ran it, in milliseconds since 1970. */
  readonly at?: number;
  readonly test: string;
  readonly template?: string;
  readonly data?: Described;
  readonly leftOut?: string;
  readonly output?: string;
  readonly error?: string;
}

/** A Go value with its type. */
type Described = { readonly type: string; readonly value: unknown } | null;

const RANDOM = /\b(rand\w+|shuffle|uuidv4|gen\w+|bcrypt|htpasswd|encryptAES)\b/;
let now = 0;
const functions = sprigFuncs({
  clock: () => new Date(now),
  random: (count) => randomBytes(count),
  // The tests set it.
  env: { FOO: "bar" },
});

function goValue(described: Described | undefined): GoValue {
  if (described === null || described === undefined) return null;
  const { type, value } = described;
  const basic = BASIC_TYPES.get(type) as BasicType;
  if (type === "int") return BigInt(value as string);
  if (type === "bool" || type === "string" || type === "float64") return value as GoValue;
  if (type.startsWith("[]")) {
    const items = (value as Described[]).map(goValue);
    const elem = BASIC_TYPES.get(type.slice(2));
    return elem === undefined ? items : new Slice({ kind: "slice", elem }, items);
  }
  if (!type.startsWith("map[")) return new Num(basic, BigInt(value as string));
  const entries = Object.entries(value as Record<string, Described>).map(
    ([key, entry]): [string, GoValue] => [key, goValue(entry)],
  );
  if (type === "map[string]interface {}") return Object.fromEntries(entries);
  const string = BASIC_TYPES.get("string") as BasicType;
  return new GoMap({ kind: "map", key: string, elem: string }, new Map(entries));
}

/** Why we refuse a function that the template names. */
function refusal(template: string): string | undefined {
  const named = Object.entries(functions).find(([name, { refused }]) => refused && template.includes(name));
  return named?.[1].refused;
}

/** sprig's tests call their template "test", ours "t". */
function outcome(one: Run): Answer {
  if (one.error === undefined) return { output: one.output ?? "" };
  return {
    error: one.error
      .replaceAll("template: test:", "template: t:")
      .replaceAll('executing "test"', 'executing "t"'),
  };
}

function same(template: string, go: Answer, ours: Answer): boolean {
  if (RANDOM.test(template)) return "output" in go === "output" in ours;
  return JSON.stringify(go) === JSON.stringify(ours);
}

const lines = run(
  buildPeer(),
  ["sprig-tests"],
  "",
  new URL("../../gotemplate/go/", import.meta.url).pathname,
);
const runs = lines
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Run);
const reasons = new Map<string, string[]>();
let passed = 0;
let failed = 0;

for (const one of runs) {
  const { test, template } = one;
  const leftOut = one.leftOut ?? refusal(template ?? "");
  if (template === undefined || leftOut !== undefined) {
    reasons.set(leftOut ?? "", [...(reasons.get(leftOut ?? "") ?? []), test]);
    continue;
  }
  const go = outcome(one);
  now = one.at ?? 0;
  const ours = render({ template, data: goValue(one.data) }, functions);
  if (same(template, go, ours)) {
    passed++;
    continue;
  }
  failed++;
  console.log(`${test}: ${template}\n  Go:   ${JSON.stringify(go)}\n  ours: ${JSON.stringify(ours)}`);
}

for (const [reason, tests] of reasons) console.log(`left out, ${reason}: ${[...new Set(tests)].join(", ")}`);
const leftOut = [...reasons.values()].flat().length;
console.log(`${passed + failed} cases can be expressed, ${leftOut} are left out`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
