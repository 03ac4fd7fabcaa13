import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";

const ROOT = join(import.meta.dirname, "../..");
const document = readFileSync(join(ROOT, "docs/security.md"), "utf8");
const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** What cannot be shown by running anything, each with its reason. */
const SHOWN_BY_READING: Readonly<Record<string, string>> = {
  "a token is found out by timing": "a test that measures time would measure the machine",
  "secrets leak through the patch into the audit log": "Kubernetes writes it, whatever the webhook does",
};

const threats = (/^## Threats and answers$([\s\S]*?)^## /m.exec(document)?.[1] ?? "")
  .split("\n")
  .filter((line) => line.startsWith("| "))
  .slice(1)
  .map(
    (line) => line.split(" | ").map((cell) => cell.replaceAll(/^\| | \|$/g, "")) as [string, string, string],
  );

describe("docs/security.md names for each threat what shows the answer to it", () => {
  test("there are threats", () => expect(threats.length).toBeGreaterThan(25));

  test.each(threats)("%s", (threat, _answer, shown) => {
    if (Object.hasOwn(SHOWN_BY_READING, threat)) return;
    const proofs = [...shown.matchAll(/`([^`]+)`/g)].map(([, proof]) => proof as string);
    expect(proofs).not.toEqual([]);
    for (const proof of proofs) {
      const [, script] = /^npm run ([\w:-]+)$/.exec(proof) ?? [];
      if (script !== undefined) expect(scripts).toHaveProperty([script]);
      else expect([proof, isTest(proof)]).toEqual([proof, true]);
    }
  });

  test("what is shown by reading alone is a threat of the table", () => {
    const names = threats.map(([threat]) => threat);
    for (const threat of Object.keys(SHOWN_BY_READING)) expect(names).toContain(threat);
  });
});

/** A file of tests: a folder says too little. */
function isTest(path: string): boolean {
  return (
    /^test\/.*\.test\.ts$/.test(path) &&
    statSync(join(ROOT, path), { throwIfNoEntry: false })?.isFile() === true
  );
}
