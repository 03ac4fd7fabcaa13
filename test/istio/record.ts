/** Asks Istio about the cases of test/istio/cases and keeps what it answers: npm run record:istio */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { allCases } from "./cases/all.ts";
import { IstioPeer } from "./peer.ts";

const peer = new IstioPeer(process.argv[2]);
try {
  for (const [file, cases] of Object.entries(allCases)) {
    const answers = peer.ask(Object.values(cases));
    const recorded = Object.fromEntries(Object.keys(cases).map((name, i) => [name, answers[i]]));
    writeFileSync(
      join(import.meta.dirname, "answers", `${file}.json`),
      `${JSON.stringify(recorded, null, 2)}\n`,
    );
    console.log(`${file}: ${answers.length} answers`);
  }
} finally {
  peer.close();
}
