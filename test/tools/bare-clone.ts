/**
 * What a new user does, as the README says it: a bare clone of what is committed, `npm start`, the curl line
 * that it prints, a change of its files, Ctrl-C, and the command line from another folder. It needs git, curl
 * and the package registry.
 *
 *   npm run test:clone
 */
import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jsonPatch from "fast-json-patch";

const ROOT = join(import.meta.dirname, "../..");
const home = mkdtempSync(join(tmpdir(), "remora-clone-"));
const clone = join(home, "remora");
const env = {
  ...withoutNpm(process.env),
  HOME: home,
  XDG_CACHE_HOME: join(home, "cache"),
  NODE_ENV: "production",
};

/** As from a shell that knows nothing of the npm that runs this. */
function withoutNpm(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !/^(npm_|INIT_CWD|NODE_)/i.test(name));
  const registry = Object.entries(environment).filter(([name]) =>
    /^npm_config_(cache|registry|userconfig)$/i.test(name),
  );
  return Object.fromEntries([...kept, ...registry]);
}

let passed = 0;
function check(name: string, run: () => void): void {
  run();
  passed++;
  console.log(`ok    ${name}`);
}

try {
  execFileSync("git", ["clone", "--quiet", "--depth", "1", `file://${ROOT}`, clone]);
  const server = spawn("npm", ["start", "--", "--port", "0"], { cwd: clone, env, detached: true });
  let [stdout, stderr] = ["", ""];
  server.stderr.on("data", (data) => {
    stderr += data;
  });
  const url = await new Promise<string>((resolve, reject) => {
    server.stdout.on("data", (data) => {
      stdout += data;
      const ready = /^remora ready (\S+)$/m.exec(stdout);
      if (ready) resolve(ready[1] as string);
    });
    server.once("exit", () => reject(new Error(`npm start ended:\n${stdout}${stderr}`)));
  });
  const exit = new Promise<number | null>((resolve) => server.once("exit", resolve));

  try {
    check("npm start installs what it needs by itself", () => assert.match(stderr, /Installing packages/));
    check("shows what it injects, and what to do next", () => {
      assert.match(stderr, /\+ {6}initContainers:/);
      assert.match(stderr, /kind: MutatingWebhookConfiguration/);
    });
    check("prints a curl line that gives the sidecar when it is pasted", () => {
      const line = /curl --cacert[^\n]*\\\n[^\n]*/.exec(stderr)?.[0] ?? "";
      const answer = JSON.parse(execFileSync("sh", ["-c", `${line} --silent`], { encoding: "utf8" }));
      const patch = JSON.parse(Buffer.from(answer.response.patch, "base64").toString());
      const review = JSON.parse(readFileSync(join(clone, "examples/foo/admission-review.json"), "utf8"));
      const { spec } = jsonPatch.applyPatch(review.request.object, patch).newDocument;
      const names = [...spec.initContainers, ...spec.containers].map(({ name }: { name: string }) => name);
      assert.deepEqual(new Set(names), new Set(["istio-init", "istio-proxy", "foo"]));
    });
    check("does not install a second time", () => {
      const { stderr } = spawnSync("node", ["tools/ensure-install.mjs"], {
        cwd: clone,
        env,
        encoding: "utf8",
      });
      assert.equal(stderr, "");
    });
    check("the command line runs from source, from the folder that the caller stands in", () => {
      const args = [
        "--prefix",
        clone,
        "run",
        "-s",
        "remora",
        "--",
        "inject",
        "-f",
        "deployment.yaml",
        "-o",
        "diff",
      ];
      const cwd = join(clone, "examples/foo");
      const { stdout, status, stderr } = spawnSync("npm", args, { cwd, env, encoding: "utf8" });
      assert.equal(status, 0, stderr);
      assert.match(stdout, /^--- Deployment\/foo-deployment$/m);
    });
  } finally {
    process.kill(-(server.pid as number), "SIGINT");
  }
  const code = await exit;
  check("Ctrl-C stops it with 0", () => assert.equal(code, 0));
  check("and it served at the address that it named", () =>
    assert.match(url, /^https:\/\/127\.0\.0\.1:\d+\/inject$/),
  );
  check("npm pack holds what the command and the library need", packAndUse);
  console.log(`${passed} passed, 0 failed`);
} finally {
  rmSync(home, { recursive: true, force: true });
}

/** The packed package in a project of its own: the command, and the example of the README, checked and run. */
function packAndUse(): void {
  const project = join(home, "project");
  const run = (command: string, args: string[], cwd = project) =>
    execFileSync(command, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  execFileSync("mkdir", [project]);
  run("npm", ["run", "-s", "build"], clone);
  run("npm", ["pack", "--silent", "--pack-destination", project], clone);
  run("npm", ["init", "--yes"]);
  run("npm", ["pkg", "set", "type=module"]);
  run("npm", ["install", "--silent", "--no-audit", "--no-fund", `./remora-${version()}.tgz`]);
  const injected = run("npx", ["remora", "inject", "-f", join(clone, "examples/foo/deployment.yaml")]);
  assert.match(injected, /name: istio-proxy/);

  const [example = ""] =
    /(?<=```ts\n)[\s\S]*?(?=```)/.exec(readFileSync(join(clone, "README.md"), "utf8")) ?? [];
  execFileSync("cp", ["-r", join(clone, "examples/foo"), join(clone, "examples/default-injector"), project]);
  execFileSync("tee", [join(project, "example.ts")], {
    input: example,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const tsc = [
    join(clone, "node_modules/.bin/tsc"),
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2023",
  ];
  run("sh", [
    "-c",
    `${tsc.join(" ")} --types node --typeRoots ${join(clone, "node_modules/@types")} example.ts`,
  ]);
  assert.match(run("node", ["example.js"]), /^inject /m);
}

function version(): string {
  return JSON.parse(readFileSync(join(clone, "package.json"), "utf8")).version;
}
