/**
 * Runs generated templates through Go and through us, and compares byte for byte.
 *
 *   npm run differential:gotemplate -- [--seed N] [--count 20000] [--show 10]
 */
import { parseArgs } from "node:util";
import { DISAGREEMENTS } from "./disagreements.ts";
import { peerFunctions } from "./functions.ts";
import { type Case, FUNCTION_NAMES, generate } from "./generator/generate.ts";
import type { Counts } from "./generator/source.ts";
import { type Answer, askPeer, buildPeer } from "./peer.ts";
import { render } from "./render.ts";

const LEAST_DRAWN = 50;
const LEAST_OUTPUTS = 0.6;
const BATCH = 2_000;

const { values } = parseArgs({
  options: { seed: { type: "string" }, count: { type: "string" }, show: { type: "string" } },
});
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 32));
const count = Number(values.count ?? 20_000);
const show = Number(values.show ?? 10);

console.log(`seed ${seed}, ${count} cases`);
const peer = buildPeer();
const functions = await peerFunctions();
const counts: Counts = new Map(FUNCTION_NAMES.map((name) => [`function ${name}`, 0]));
const reasons = new Map<string, number>();
let outputs = 0;
let disagreements = 0;

for (let start = 0; start < count; start += BATCH) {
  const size = Math.min(BATCH, count - start);
  const cases = Array.from({ length: size }, (_, index) => generate(start + index, seed, counts));
  const answers = askPeer(peer, cases);
  cases.forEach((one, index) => {
    compare(one, answers[index] as Answer);
  });
}

function compare(one: Case, go: Answer): void {
  if ("output" in go) outputs++;
  const ours = render(one, functions);
  if (sameAnswer(go, ours)) return;
  const known = DISAGREEMENTS.find(({ covers }) => covers(one, go, ours));
  if (known !== undefined) {
    reasons.set(known.reason, (reasons.get(known.reason) ?? 0) + 1);
    return;
  }
  if (disagreements++ >= show) return;
  console.log(
    `\ncase ${one.id}\n  ${JSON.stringify(one)}\n  Go:   ${JSON.stringify(go)}\n  ours: ${JSON.stringify(ours)}`,
  );
}

/** JSON cannot carry bytes outside UTF-8: Go's encoder writes U+FFFD for each of them. */
function sameAnswer(go: Answer, ours: Answer): boolean {
  if ("output" in go) return "output" in ours && go.output === ours.output.toWellFormed();
  return "error" in ours && go.error === ours.error.toWellFormed();
}

const rare = [...counts].filter(([, drawn]) => drawn < LEAST_DRAWN);
console.log(
  `drawn: ${[...counts]
    .sort()
    .map(([what, drawn]) => `${what} ${drawn}`)
    .join(", ")}`,
);
for (const [reason, times] of reasons) console.log(`known: ${times} times, ${reason}`);
console.log(`${outputs} ended in an output, ${count - outputs} in an error`);
const problems = disagreements;
if (rare.length > 0)
  console.log(`drawn fewer than ${LEAST_DRAWN} times: ${rare.map(([what]) => what).join(", ")}`);
if (outputs < LEAST_OUTPUTS * count) console.log(`fewer than ${LEAST_OUTPUTS * 100} % ended in an output`);
const failed = problems + rare.length + Number(outputs < LEAST_OUTPUTS * count);
console.log(`${count - problems} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
