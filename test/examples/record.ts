/**
 * Asks Istio's own injector what it makes of the cases, and writes its answers beside them.
 * `npm run record:examples`; an argument is the path of the program, if it is built already.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { buildJudge } from "../conformance/build.ts";
import { CASES, INJECTOR, reviewOf } from "./cases.ts";

const program = process.argv[2] ?? buildJudge().program("oracle");
const requests = CASES.map((one) => ({
  id: one.name,
  ...INJECTOR,
  path: one.path ?? "/inject",
  revision: one.revision ?? "",
  nativeSidecars: one.nativeSidecars ?? false,
  review: reviewOf(one),
}));
const input = requests.map((request) => `${JSON.stringify(request)}\n`).join("");
const { stdout, stderr } = spawnSync(program, { input, maxBuffer: 64 * 1024 * 1024, encoding: "utf8" });
const answers = stdout
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line))
  .map(({ id, status, response, pod, error }) => {
    if (error) throw new Error(`${id}: ${error}\n${stderr}`);
    const { allowed, status: denial } = response.response;
    return { name: id, status, allowed, ...(denial && { message: denial.message }), pod };
  });
const lines = answers.map((answer) => `${JSON.stringify(answer)}\n`);
writeFileSync(join(import.meta.dirname, "answers.jsonl"), lines.join(""));
