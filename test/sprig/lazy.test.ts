import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Which of the heavy packages a process has loaded after it ran a template. */
function loadedAfter(template: string): string[] {
  const program = `
    const { createRequire } = await import("node:module");
    const { Template } = await import("./lib/gotemplate/template.ts");
    const { sprigFuncs } = await import("./lib/sprig/sprig.ts");
    const funcs = sprigFuncs({ clock: () => new Date(), random: (n) => new Uint8Array(n), env: {} });
    new Template("t").funcs(funcs).parse(${JSON.stringify(template)}).execute({});
    const { cache } = createRequire(${JSON.stringify(`${root}x.js`)});
    console.log(JSON.stringify(["re2js", "bcryptjs"].filter((name) => Object.keys(cache).some((path) => path.includes(name)))));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", "tsx", "--input-type=module", "-e", program],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}

test("packages are loaded when a template first calls for them, and not before", () => {
  expect(
    loadedAfter('{{ upper "x" }}{{ if false }}{{ regexMatch "a" "a" }}{{ bcrypt "x" }}{{ end }}'),
  ).toEqual([]);
  expect(loadedAfter('{{ regexMatch "a" "a" }}')).toEqual(["re2js"]);
});
