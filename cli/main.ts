#!/usr/bin/env node
import { report } from "./fail.ts";
import { remora } from "./program.ts";

// Whoever read our output has seen enough: `remora inject … | head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
}

try {
  await remora().parseAsync();
} catch (error) {
  report(error);
}
