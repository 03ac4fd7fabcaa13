/** Writes docs/cli.md from the commands' own help: `npm run docs:cli`. A test holds it to them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { remora } from "../cli/program.ts";
import { reference } from "../cli/reference.ts";

writeFileSync(join(import.meta.dirname, "../docs/cli.md"), reference(remora()));
