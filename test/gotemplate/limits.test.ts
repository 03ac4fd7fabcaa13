import { describe, expect, test } from "@jest/globals";
import { DEFAULT_LIMITS, Limiter, LimitReached, type Limits } from "../../lib/gotemplate/limits.ts";
import { Template } from "../../lib/gotemplate/template.ts";
import { fn, type GoValue } from "../../lib/gotemplate/values.ts";

describe("the limiter", () => {
  const limiter = (limits: Partial<Limits>) => new Limiter({ ...DEFAULT_LIMITS, ...limits });

  test("counts steps", () => {
    const three = limiter({ steps: 3 });
    for (let i = 0; i < 3; i++) three.step();
    expect(() => three.step()).toThrow(new LimitReached("exceeded 3 steps"));
  });

  test("lets output grow to the limit and not beyond", () => {
    limiter({ output: 5 }).output(5);
    expect(() => limiter({ output: 5 }).output(6)).toThrow("exceeded 5 characters of output");
  });

  test("knows how deep templates are within templates", () => {
    const two = limiter({ depth: 2 });
    two.enterTemplate();
    two.enterTemplate();
    expect(() => two.enterTemplate()).toThrow("exceeded maximum template depth (2)");
    two.leaveTemplate();
    two.enterTemplate();
  });

  test("refuses a range before it begins", () => {
    limiter({ range: 3 }).iterations(3);
    expect(() => limiter({ range: 3 }).iterations(4n)).toThrow(
      "range over 4 elements; at most 3 are allowed",
    );
  });

  test("looks at the clock now and then, once it is given one", () => {
    let now = 0;
    const timed = limiter({ clock: () => now, milliseconds: 10 });
    for (let i = 0; i < 5_000; i++) timed.step();
    now = 11;
    expect(() => {
      for (let i = 0; i < 5_000; i++) timed.step();
    }).toThrow("exceeded 10 ms");
  });

  test("looks at the clock before each call of a slow function", () => {
    const slow = { ...fn("func() string", () => "x"), slow: true };
    const template = new Template("t").funcs({ slow }).parse("{{ slow }}{{ slow }}{{ slow }}");
    expect(template.execute(null, { milliseconds: 3, clock: ticking() })).toBe("xxx");
    expect(() => template.execute(null, { milliseconds: 2, clock: ticking() })).toThrow(
      'template: t:1:23: executing "t" at <slow>: exceeded 2 ms',
    );
  });
});

describe("an execution ends at its limits, at the place where it reached them", () => {
  const cases: [string, string, Partial<Limits>, RegExp][] = [
    ["steps", "{{ range 1000 }}{{ range 1000 }}{{ end }}{{ end }}", { steps: 5_000 }, /exceeded 5000 steps$/],
    ["output", "{{ range 100 }}0123456789{{ end }}", { output: 99 }, /exceeded 99 characters of output$/],
    [
      "range",
      "{{ range 2000000 }}x{{ end }}",
      {},
      /range over 2000000 elements; at most 1000000 are allowed$/,
    ],
    [
      "range over an absurd number",
      "{{ range 9223372036854775807 }}{{ end }}",
      {},
      /range over 9223372036854775807/,
    ],
    [
      "depth",
      '{{ define "r" }}{{ template "r" }}{{ end }}{{ template "r" }}',
      {},
      /template depth \(1000\)$/,
    ],
    ["time", "{{ range 100000 }}{{ end }}", { milliseconds: 5, clock: ticking() }, /exceeded 5 ms$/],
  ];
  test.each(cases)("%s", (name, text, limits, message) => {
    const template = new Template("t", { limits }).parse(text);
    const code = name === "time" ? "deadline" : "limit";
    expect(() => template.execute()).toThrow(expect.objectContaining({ code }));
    expect(() => template.execute()).toThrow(message);
    expect(() => template.execute()).toThrow(/^template: t:1:\d+: executing "[tr]" at </);
  });

  test("limits may be given with the execution", () => {
    const template = new Template("t").parse("0123456789");
    expect(template.execute()).toBe("0123456789");
    expect(() => template.execute(null, { output: 5 })).toThrow("exceeded 5 characters");
  });
});

/** A clock on which every look takes a millisecond. */
function ticking(): () => number {
  let now = 0;
  return () => now++;
}

test("the time to parse grows with the text alone", () => {
  const spaces = " ".repeat(200_000);
  const texts = [
    `${spaces}x{{- 1 }}`,
    `{{ ${spaces}1${spaces}}}`,
    `{{/*${spaces}*/ -}}${spaces}`,
    `{{ "${spaces}" }}`,
  ];
  for (const text of texts) expect(typeof new Template("t").parse(text).execute()).toBe("string");
});

describe("what nests too deeply", () => {
  test.each([
    ["parentheses", `{{ ${"(".repeat(300)}1${")".repeat(300)} }}`, /max expression depth exceeded/],
    ["blocks", `${"{{ if 1 }}".repeat(300)}${"{{ end }}".repeat(300)}`, /max block depth exceeded/],
    ["a hundred thousand parentheses", `{{ ${"(".repeat(100_000)}`, /max expression depth exceeded/],
  ])("%s are refused by the parser", (_, text, message) => {
    expect(() => new Template("t").parse(text)).toThrow(message);
  });

  test("a long chain of else if is none too deep", () => {
    const chain = Array.from({ length: 500 }, (_, i) => `{{ else if eq . ${i + 1} }}${i + 1}`).join("");
    expect(new Template("t").parse(`{{ if eq . 0 }}0${chain}{{ end }}`).execute(500n)).toBe("500");
  });

  test("an endless chain of else if is a limit, not a crash", () => {
    const text = `{{ if 0 }}${"{{ else if 0 }}".repeat(100_000)}{{ end }}`;
    expect(() => new Template("t").parse(text).execute()).toThrow(expect.objectContaining({ code: "limit" }));
  });

  test("a value that contains itself is a limit, not a crash", () => {
    const data: Record<string, GoValue> = {};
    data.self = data;
    expect(() => new Template("t").parse("{{ . }}").execute(data)).toThrow(
      expect.objectContaining({ code: "limit" }),
    );
  });

  test("a function that runs a template again and again", () => {
    const template: Template = new Template("t");
    template.funcs({ again: fn("func() string", () => template.execute()) }).parse("{{ again }}");
    expect(() => template.execute()).toThrow(expect.objectContaining({ code: "limit" }));
  });
});
