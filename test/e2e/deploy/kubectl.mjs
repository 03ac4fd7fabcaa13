#!/usr/bin/env node
/**
 * Stands in for kubectl where a test has no cluster: `apply -f -` keeps what comes in as $CLUSTER_FOLDER/applied.yaml,
 * `get configmap NAME` prints $CLUSTER_FOLDER/NAME.json, which a server of the test's own serves as well.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.CLUSTER_FOLDER;
const args = process.argv.slice(2);

if (args.join(" ") === "apply -f -") {
  const manifest = readFileSync(0, "utf8");
  if (manifest.trim() === "") fail("error: no objects passed to apply");
  writeFileSync(join(folder, "applied.yaml"), manifest);
} else if (args[0] === "get" && /^(configmaps?|cm)$/.test(args[1])) {
  process.stdout.write(readFileSync(join(folder, `${args[2]}.json`), "utf8"));
} else {
  fail(`kubectl's stand-in cannot ${args.join(" ")}`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
