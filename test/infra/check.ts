/**
 * Holds every CloudFormation file, and what the framework makes of serverless.yml, against AWS's own
 * specification (cfn-lint) and a catalogue of security practices (checkov), both offline.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Checks } from "../support/checks.ts";
import { venv } from "../support/venv.ts";
import { CHECKOV_SKIPS } from "./checkov-skips.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** Everything switched on, so that every condition's both sides are seen. */
const EVERYTHING = {
  domain: "webhook.example.com",
  hostedZoneId: "Z0123456789ABCDEFGHIJ",
  allowedCidrs: "203.0.113.0/24",
  reservedConcurrency: "100",
  provisionedConcurrency: "2",
  functionUrl: "true",
  alarmEmail: "oncall@example.com",
};

const checks = new Checks();
const bin = venv(new URL("requirements.txt", import.meta.url));
const sources = ["infra", "infra/stacks"].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((file) => file.endsWith(".yml"))
    .map((file) => `${folder}/${file}`),
);
const failing = new Set<string>();

for (const file of sources) await lint(file, join(ROOT, file));
await lint("the template of a bare deployment", packaged({}));
await lint("the template with everything switched on", packaged(EVERYTHING));

await checks.check("a misspelt key of serverless.yml is an error", () => {
  const { status, output } = run("npx", ["serverless", "package"], misspelt());
  if (status === 0 || !/unrecognized property 'memroySize'/.test(output)) throw new Error(output);
});
await checks.check("every check that is skipped would fail without that", () => {
  const idle = Object.keys(CHECKOV_SKIPS).filter((id) => !failing.has(id));
  if (idle.length > 0) throw new Error(`not needed any more: ${idle.join(", ")}`);
});
checks.close();

async function lint(name: string, path: string): Promise<void> {
  // W3005, an edge of the dependency graph said twice, is the framework's own doing.
  await checks.check(`cfn-lint: ${name}`, () =>
    succeed(join(bin, "cfn-lint"), ["--ignore-checks", "W3005", "--", path]),
  );
  await checks.check(`checkov: ${name}`, () => {
    const failed = securityFailures(path);
    for (const { id } of failed) failing.add(id);
    const left = failed.filter(({ id }) => !Object.hasOwn(CHECKOV_SKIPS, id));
    if (left.length > 0) throw new Error(left.map(({ id, text }) => `${id} ${text}`).join("\n"));
  });
}

function securityFailures(path: string): { id: string; text: string }[] {
  const args = [
    "-f",
    path,
    "--framework",
    "cloudformation",
    "--output",
    "json",
    "--skip-download",
    "--quiet",
  ];
  const { output } = run(join(bin, "checkov"), args);
  const { results } = JSON.parse(output.slice(output.indexOf("{"))) as {
    results?: { failed_checks: { check_id: string; check_name: string; resource: string }[] };
  };
  return (results?.failed_checks ?? []).map(({ check_id, check_name, resource }) => ({
    id: check_id,
    text: `${check_name} (${resource})`,
  }));
}

/** Has the framework make the template of a deployment. */
function packaged(settings: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "remora-package-"));
  const params = Object.entries(settings).flatMap(([name, value]) => ["--param", `${name}=${value}`]);
  succeed("npx", ["serverless", "package", "--stage", "lint", "--package", folder, ...params]);
  return join(folder, "cloudformation-template-update-stack.json");
}

/** The project with a mistake in serverless.yml: a folder of links to everything else. */
function misspelt(): string {
  const folder = mkdtempSync(join(tmpdir(), "remora-misspelt-"));
  const text = readFileSync(join(ROOT, "serverless.yml"), "utf8");
  for (const entry of readdirSync(ROOT)) {
    if (entry !== "serverless.yml" && entry !== ".serverless")
      symlinkSync(join(ROOT, entry), join(folder, entry));
  }
  writeFileSync(join(folder, "serverless.yml"), text.replace("memorySize:", "memroySize:"));
  return folder;
}

function succeed(program: string, args: readonly string[]): void {
  const { status, output } = run(program, args);
  if (status !== 0) throw new Error(output || `${program} failed`);
}

function run(
  program: string,
  args: readonly string[],
  cwd = ROOT,
): { status: number | null; output: string } {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  return { status, output: error?.message ?? `${stdout}${stderr}` };
}
