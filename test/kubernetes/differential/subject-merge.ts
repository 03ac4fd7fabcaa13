import { decode } from "../../../lib/kubernetes/decode/decode.ts";
import { strategicMergePatch } from "../../../lib/kubernetes/merge/strategic-merge-patch.ts";
import type { StructSchema } from "../../../lib/kubernetes/schema/schema.ts";
import { parseYaml, stringifyYaml } from "../../../lib/kubernetes/yaml/yaml.ts";
import { generatePatch } from "./generate-patch.ts";
import { generateValue, odd, ordinary, pickType } from "./generate-value.ts";
import type { Random } from "./random.ts";
import type { Subject } from "./subject.ts";

/** strategicpatch.StrategicMergePatch. */
export const mergeSubject: Subject = {
  name: "merge",
  share: 40,
  comparison: "json",
  comparesMessages: true,
  generate: (random) => {
    const type = pickType(random);
    const original = generateOriginal(random, type);
    return {
      subject: "merge",
      type: type.name,
      original: JSON.stringify(original),
      patch: JSON.stringify(generatePatch(random, type, original)),
    };
  },
  answer: (question) =>
    JSON.stringify(
      strategicMergePatch(
        JSON.parse(question.original ?? ""),
        JSON.parse(question.patch ?? ""),
        question.type ?? "",
      ),
    ),
};

/** The same with the patch in YAML, as templates write it. */
export const mergeYamlSubject: Subject = {
  ...mergeSubject,
  name: "merge yaml",
  share: 8,
  generate: (random) => {
    const question = mergeSubject.generate(random);
    return { ...question, subject: "merge yaml", patch: stringifyYaml(JSON.parse(question.patch ?? "")) };
  },
  answer: (question) =>
    JSON.stringify(
      strategicMergePatch(
        JSON.parse(question.original ?? ""),
        parseYaml(question.patch ?? ""),
        question.type ?? "",
      ),
    ),
};

/** Mostly what Go would have marshalled, which is what patches meet in life. */
function generateOriginal(random: Random, type: StructSchema): unknown {
  if (random.chance(0.1)) return generateValue(random, type, odd) ?? {};
  return JSON.parse(JSON.stringify(decode(type.name, generateValue(random, type, ordinary))));
}
