import { writeFileSync } from "node:fs";
import { buildJudge } from "./build.ts";
import { type JsonObject, stringify } from "./json.ts";
import { Oracle } from "./oracle.ts";
import { ANSWERS_FILE, kept, recordedLine } from "./recorded/answers.ts";
import { RECORDED } from "./recorded/cases.ts";

/** `npm run conformance:record`: asks Istio about the cases in recorded/, and keeps its answers for `npm test`. */
const oracle = new Oracle(buildJudge().program("oracle"));
const lines: string[] = [];
for (const recorded of Object.values(RECORDED).flat()) {
  const { asked, line } = recordedLine(recorded);
  const answer = await oracle.ask(line);
  const answers: JsonObject[] = [kept(asked, answer)];
  if (recorded.twice && answer.pod !== undefined) {
    const second = recordedLine(recorded, answer.pod);
    answers.push(kept(second.asked, await oracle.ask(second.line)));
  }
  lines.push(stringify({ name: recorded.name, answers }));
}
oracle.close();
writeFileSync(ANSWERS_FILE, `${lines.join("\n")}\n`);
console.log(`${lines.length} cases recorded`);
