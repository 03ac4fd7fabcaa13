/**
 * Our reading of Istio's configuration against Istio's own, on cases made up from a seed:
 *
 *     npm run differential:istio -- --seed 1 --cases 20000 --only mesh
 */
import { parseArgs } from "node:util";
import { Random } from "../../kubernetes/differential/random.ts";
import { IstioPeer } from "../peer.ts";
import { compare, type Tally } from "./compare.ts";
import { subjects } from "./questions.ts";

const { values: options } = parseArgs({
  options: {
    seed: { type: "string" },
    cases: { type: "string" },
    only: { type: "string" },
    show: { type: "string" },
    program: { type: "string" },
  },
});
const seed = Number(options.seed ?? Math.floor(Math.random() * 2 ** 32));
const cases = Number(options.cases ?? 20_000);
console.log(`seed ${seed}, ${cases} cases`);

const peer = new IstioPeer(options.program);
const tallies: Tally[] = [];
try {
  for (const subject of subjects) {
    if (options.only !== undefined && options.only !== subject.name) continue;
    const count = options.only === undefined ? Math.ceil((cases * subject.share) / 100) : cases;
    const tally = compare(subject, peer, new Random(seed), count, Number(options.show ?? 3));
    tallies.push(tally);
    const { results, errors, unstable, different } = tally;
    console.log(
      `${subject.name.padEnd(11)} ${results} results and ${errors} errors alike, ` +
        `${unstable} where Istio contradicts itself, ${different} different`,
    );
  }
} finally {
  peer.close();
}
const total = (key: keyof Tally) => tallies.reduce((sum, tally) => sum + tally[key], 0);
console.log(`${total("results") + total("errors")} passed, ${total("different")} failed`);
process.exitCode = total("different") === 0 ? 0 : 1;
