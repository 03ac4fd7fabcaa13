import { decode } from "../../../lib/kubernetes/decode/decode.ts";
import { parseJson, writeJson } from "../../../lib/kubernetes/json.ts";
import { generateValue, odd, ordinary, pickType } from "./generate-value.ts";
import type { Question } from "./question.ts";
import type { Random } from "./random.ts";
import type { Subject } from "./subject.ts";

/** json.Unmarshal into a type of the Kubernetes API, and json.Marshal of what came of it. */
export const decodeSubject: Subject = {
  name: "decode",
  share: 12,
  comparison: "json",
  comparesMessages: true,
  generate: (random) => {
    const type = pickType(random);
    const value = generateValue(random, type, random.chance(0.5) ? odd : ordinary);
    return { subject: "decode", type: type.name, text: spell(random, JSON.stringify(value)) };
  },
  answer: (question: Question) =>
    writeJson(decode(question.type ?? "", parseJson(question.text ?? "", { repeated: true }))),
};

/** Numbers in spellings that only the text shows. */
function spell(random: Random, text: string): string {
  if (!random.chance(0.1)) return text;
  return text.replace(/:(\d+)(?=[,}])/g, (member, digits) =>
    random.chance(0.1)
      ? random.pick([
          `:${digits}.0`,
          `:${digits}e1`,
          ":9223372036854775807",
          ":9223372036854775808",
          ":-0",
          `:${digits}E+2`,
        ])
      : member,
  );
}
