#!/usr/bin/env node
import { report } from "./fail.ts";
import { remora } from "./program.ts";

// Whoever read our output has seen enough: `remora inject … | head`.
for (const stream of [process.stdout, process.stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
}

// What Node a later SDK will need is no news for whoever runs this one.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

try {
  await remora().parseAsync();
} catch (error) {
  report(error);
}
