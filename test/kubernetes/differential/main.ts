/**
 * Our Kubernetes library against Kubernetes' own, on cases made up from a seed:
 *
 *     npm run differential:kubernetes -- --seed 1 --cases 100000 --only merge
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { compareSubject, type Tally } from "./compare.ts";
import { GoPeer, generateSchema } from "./go-peer.ts";
import { Random } from "./random.ts";
import { decodeSubject } from "./subject-decode.ts";
import { mergeSubject, mergeYamlSubject } from "./subject-merge.ts";
import { quantitySubject } from "./subject-quantity.ts";
import { selectorSubject } from "./subject-selector.ts";
import { brokenYamlSubject, fastYamlSubject, yamlReadSubject } from "./subject-yaml-read.ts";
import { yamlWriteSubject } from "./subject-yaml-write.ts";

const subjects = [
  mergeSubject,
  mergeYamlSubject,
  decodeSubject,
  yamlReadSubject,
  fastYamlSubject,
  brokenYamlSubject,
  yamlWriteSubject,
  quantitySubject,
  selectorSubject,
];

const { values: options } = parseArgs({
  options: {
    seed: { type: "string" },
    cases: { type: "string" },
    only: { type: "string" },
    show: { type: "string" },
  },
});
const seed = Number(options.seed ?? Math.floor(Math.random() * 2 ** 32));
const cases = Number(options.cases ?? 60_000);
console.log(`seed ${seed}, ${cases} cases`);

const schemaFile = join(import.meta.dirname, "../../../lib/kubernetes/schema/schema.generated.ts");
const schemaIsCurrent = options.only !== undefined || readFileSync(schemaFile, "utf8") === generateSchema();
if (!schemaIsCurrent)
  console.log("lib/kubernetes/schema/schema.generated.ts is out of date: npm run schema:kubernetes");

const peer = new GoPeer();
const tallies: Tally[] = [];
try {
  for (const subject of subjects) {
    if (options.only && options.only !== subject.name) continue;
    const count = options.only ? cases : Math.ceil((cases * subject.share) / 100);
    const tally = compareSubject(subject, peer, new Random(seed), count, Number(options.show ?? 3));
    tallies.push(tally);
    console.log(
      `${subject.name.padEnd(11)} ${tally.results} results and ${tally.errors} errors alike, ` +
        `${tally.unstable} where Go contradicts itself, ${tally.known} different for a known reason, ${tally.passedOver} passed over, ${tally.different} different`,
    );
  }
} finally {
  peer.close();
}
const total = (key: keyof Tally) => tallies.reduce((sum, tally) => sum + tally[key], 0);
console.log(`${total("results") + total("errors")} passed, ${total("different")} failed`);
process.exitCode = total("different") === 0 && schemaIsCurrent ? 0 : 1;
