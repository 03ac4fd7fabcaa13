import { Ours } from "./ours.ts";

/**
 * `npm run -s conformance:ours < requests.jsonl`: answers each line of the oracle's protocol with this project's code.
 */
const ours = new Ours();
process.stdin.setEncoding("utf8");
let rest = "";
for await (const chunk of process.stdin) {
  const lines = (rest + chunk).split("\n");
  rest = lines.pop() ?? "";
  for (const line of lines) reply(line);
}
reply(rest);

function reply(line: string): void {
  if (line.trim() !== "") process.stdout.write(`${ours.answer(line)}\n`);
}
