import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "@jest/globals";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "remora-render-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function render(args: readonly string[], input = "") {
  const command = ["--import", "tsx", "cli/main.ts", "template", "render", ...args];
  const { stdout, stderr, status } = spawnSync(process.execPath, command, {
    cwd: root,
    input,
    env: { ...process.env, GREETING: "hello", NO_COLOR: "1" },
  });
  return { output: stdout.toString("latin1"), text: stdout.toString(), problem: stderr.toString(), status };
}

describe("a file", () => {
  const template = file("a.tpl", "{{ .name | upper }} {{ add .count 1 }}\n{{ .list | toYaml }}\n");

  test.each([
    ["YAML", file("a.yaml", "name: é\ncount: 41\nlist: [a, 1.5]\n")],
    ["JSON", file("a.json", '{"name":"é","count":41,"list":["a",1.5]}')],
  ])("over data in %s", (_, data) => {
    expect(render(["-t", template, "-d", data])).toMatchObject({ text: "É 42\n- a\n- 1.5\n", status: 0 });
  });

  test("from standard input, without data, byte for byte", () => {
    expect(render(["-t", "-"], '{{ b64dec "/w==" }}{{ . }}').output).toBe("\xff<no value>");
  });

  test("sees the variables that are named, and no others", () => {
    const text = '{{ env "GREETING" }}-{{ env "PATH" }}-';
    expect(render(["-t", "-", "--env", "GREETING"], text).text).toBe("hello--");
  });

  test("an option", () => {
    const result = render(
      ["-t", "-", "--option", "missingkey=error", "-d", file("e.yaml", "{}")],
      "{{ .x }}",
    );
    expect(result.status).toBe(1);
    expect(result.problem).toContain('template: -:1:3: executing "-" at <.x>: map has no entry for key "x"');
    expect(result.problem).toContain("1 | {{ .x }}\n       ^");
  });
});

describe("lines of JSON", () => {
  test("are answered in their order, whatever becomes of each", () => {
    const lines = [
      { id: 1, template: "{{ .a | quote }}", data: { a: "x" } },
      { id: "b", template: "<<.>>{{.}}", data: 1e21, delims: ["<<", ">>"] },
      { id: null, template: "{{ .a }}", data: {}, options: ["missingkey=error"] },
      { id: 4, template: "{{ fail .m }}", data: { m: "<no>" }, options: "missingkey=zero" },
      { template: "{{ nope }}" },
      { id: 6 },
      { id: 7, template: '{{ b64dec "/w==" }}' },
    ];
    const input = [...lines.map((line) => JSON.stringify(line)), "{", "", ""].join("\n");
    const { text } = render(["--jsonl"], input);
    expect(
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual([
      { id: 1, output: '"x"' },
      { id: "b", output: "1e+21{{.}}" },
      { id: null, error: 'template: t:1:3: executing "t" at <.a>: map has no entry for key "a"' },
      { id: 4, error: 'template: t:1:3: executing "t" at <fail .m>: error calling fail: <no>' },
      { error: 'template: t:1: function "nope" not defined' },
      { id: 6, error: 'the line has no "template"' },
      { id: 7, output: "\ufffd" },
      { error: "unexpected end of JSON input" },
    ]);
  });
});

test("says what is missing", () => {
  expect(render([])).toMatchObject({
    status: 1,
    problem: expect.stringContaining("a template to render is missing"),
  });
});
