/** Asks Go about every case in cases/, and records what it says in answers.json: npm run record:kubernetes. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { tables } from "./cases/all.ts";
import { GoPeer } from "./differential/go-peer.ts";

const peer = new GoPeer();
const recorded = tables.map(({ about, cases }) => {
  const answers = peer.ask(cases.map(([, question]) => question));
  const unstable = cases.filter((_, i) => answers[i]?.unstable).map(([sentence]) => sentence);
  if (unstable.length > 0) throw new Error(`Go has more than one answer to: ${unstable.join("; ")}`);
  return [about, Object.fromEntries(cases.map(([sentence], i) => [sentence, answers[i]]))];
});
peer.close();
writeFileSync(
  join(import.meta.dirname, "answers.json"),
  `${JSON.stringify(Object.fromEntries(recorded), undefined, 2)}\n`,
);
console.log(`${tables.reduce((count, { cases }) => count + cases.length, 0)} answers recorded`);
