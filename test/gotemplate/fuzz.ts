/**
 * Throws broken templates at the parser and the executor for a while; nothing but a TemplateError may come out.
 *
 *   npm run fuzz:gotemplate -- [--seconds 60] [--seed N]
 */
import { parseArgs } from "node:util";
import { TemplateError } from "../../lib/gotemplate/errors.ts";
import { Template } from "../../lib/gotemplate/template.ts";
import { decodeUtf8, encodeUtf8 } from "../../lib/gotemplate/utf8.ts";
import type { GoValue } from "../../lib/gotemplate/values.ts";
import { generate } from "./generator/generate.ts";
import { Random } from "./generator/random.ts";

const { values } = parseArgs({ options: { seconds: { type: "string" }, seed: { type: "string" } } });
const seconds = Number(values.seconds ?? 60);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
const SLOW = 2_000;
const LIMITS = { steps: 100_000, output: 1_000_000, depth: 100, range: 10_000 };

/** Pieces that a parser stumbles over, put in at random places. */
const PIECES = [
  ..."{{ }} {{- -}} {{/* */}} ( ) | . $ := = , ` \" ' \\ \0 \n".split(" "),
  ..."if else end range with define template block break continue nil true".split(" "),
  ...[
    "{{end}}",
    "{{else}}",
    "{{else if}}",
    "$x",
    ".a.b",
    "((((",
    "1e9",
    "0x",
    "1i",
    "'\\x",
    "%*d",
    "%[",
    "\u{1f600}",
  ],
  ...[".constructor", ".__proto__", ".toString", "range 1000000", 'printf "%999999d" 1', "\udc80", "\ud800"],
];

console.log(`seed ${seed}, ${seconds} s`);
const end = performance.now() + seconds * 1000;
const tally = { output: 0, parse: 0, execute: 0, limit: 0, deadline: 0, usage: 0 };
let problems = 0;
let run = 0;

for (; performance.now() < end; run++) {
  const random = new Random(seed + run * 0x85ebca6b);
  const { template, data } = generate(run, seed, new Map());
  const broken = breakText(random, template);
  const start = performance.now();
  try {
    new Template("t", { limits: LIMITS }).parse(broken).execute(data as GoValue);
    tally.output++;
  } catch (error) {
    if (error instanceof TemplateError) tally[error.code]++;
    else report(`${(error as Error).stack}`, broken, data);
  }
  const took = performance.now() - start;
  if (took > SLOW) report(`took ${Math.round(took)} ms`, broken, data);
}

function breakText(random: Random, template: string): string {
  let bytes = [...encodeUtf8(template)];
  for (let i = random.int(1, 6); i > 0; i--) {
    const at = random.int(0, bytes.length);
    const kind = random.int(0, 4);
    if (kind === 0) bytes.splice(at, random.int(1, 4));
    else if (kind === 1) bytes.splice(at, 0, random.int(0, 255));
    else if (kind === 2) bytes[at] = random.int(0, 255);
    else if (kind === 3) bytes.splice(at, 0, ...encodeUtf8(random.pick(PIECES)));
    else bytes = [...bytes.slice(0, at), ...bytes.slice(random.int(0, bytes.length))];
  }
  return decodeUtf8(Uint8Array.from(bytes, (byte) => byte ?? 0));
}

function report(problem: string, template: string, data: unknown): void {
  if (problems++ < 10) console.log(`${problem}\n  ${JSON.stringify(template)}\n  ${JSON.stringify(data)}`);
}

console.log(
  Object.entries(tally)
    .map(([what, count]) => `${count} ${what}`)
    .join(", "),
);
console.log(`${run - problems} passed, ${problems} failed`);
process.exitCode = problems > 0 || run === 0 ? 1 : 0;
