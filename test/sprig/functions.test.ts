import { describe, expect, test } from "@jest/globals";
import { TemplateError } from "../../lib/gotemplate/errors.ts";
import { Template } from "../../lib/gotemplate/template.ts";
import type { GoValue } from "../../lib/gotemplate/values.ts";
import { type SprigOptions, sprigFuncs } from "../../lib/sprig/sprig.ts";

const noon = () => new Date("2024-05-06T12:00:00.123Z");
const counting = (count: number) => Uint8Array.from({ length: count }, (_, i) => i);

function run(template: string, options: SprigOptions = {}, data: GoValue = {}): string {
  return new Template("t").funcs(sprigFuncs(options)).parse(template).execute(data);
}

function failure(template: string, options: SprigOptions = {}): TemplateError {
  try {
    run(template, options);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error("no error");
}

describe("what the caller passes in", () => {
  test.each([
    ["the clock", "{{ now }}", { clock: noon }, "2024-05-06 12:00:00.123 +0000 UTC"],
    ["the clock, where a date is none", '{{ date "15:04" "x" }}', { clock: noon }, "12:00"],
    ["how long ago", "{{ ago (int64 1714996800) }}", { clock: noon }, "0s"],
    ["the zone", "{{ now }}", { clock: noon, zone: "Asia/Tokyo" }, "2024-05-06 21:00:00.123 +0900 JST"],
    [
      "the zone for reading",
      '{{ toDate "2006-01-02" "2024-07-01" | toString }}',
      { zone: "Europe/Berlin" },
      "2024-07-01 00:00:00 +0200 CEST",
    ],
    ["random letters", "{{ randAlpha 3 }}", { random: counting }, "ABC"],
    ["a random identifier", "{{ uuidv4 }}", { random: counting }, "00010203-0405-4607-8809-0a0b0c0d0e0f"],
    ["random bytes", "{{ randBytes 3 }}", { random: counting }, "AAEC"],
    ["the environment", '{{ env "A" }}{{ expandenv "-$A-$B" }}', { env: { A: "x" } }, "x-x-"],
  ])("%s", (_, template, options, expected) => {
    expect(run(template, options)).toBe(expected);
  });
});

describe("what it does not pass in is refused when the template is loaded, even where it would not run", () => {
  test.each([
    ["now", "it tells the time, and templates were given no clock"],
    ['date "2006" 0', "it tells the time, and templates were given no clock"],
    ["randAlpha 3", "it is random, and templates were given no source of randomness"],
    ["uuidv4", "it is random, and templates were given no source of randomness"],
    ['genCA "x" 1', "it tells the time, and templates were given no clock"],
    ['bcrypt "x"', "it is random, and templates were given no source of randomness"],
    ['env "HOME"', "it reads the environment, and templates were given none"],
    ['getHostByName "x"', "templates may not use the network"],
  ])("%s", (call, reason) => {
    const name = call.split(" ")[0];
    const error = failure(`{{ if false }}{{ ${call} }}{{ end }}`);
    expect(error.message).toBe(`template: t:1: function "${name}" is refused: ${reason}`);
    expect(error.code).toBe("parse");
  });

  test("a zone that there is not", () => {
    expect(() => sprigFuncs({ zone: "Mars/Olympus" })).toThrow('no time zone "Mars/Olympus"');
  });
});

describe("limits", () => {
  const limits = { characters: 100, elements: 10 };
  test.each([
    ["repeat", '{{ repeat 1000000000 "x" }}'],
    ["indent", '{{ indent 200 "x" }}'],
    ["indent of many lines", '{{ indent 50 "x\\nx\\nx" }}'],
    ["nindent", '{{ nindent 9999999999 "x" }}'],
    ["replace", '{{ replace "" "0123456789" "0123456789" }}'],
    ["until", "{{ until 11 }}"],
    ["until, far away", "{{ until 9223372036854775807 }}"],
    ["untilStep", "{{ untilStep 0 -9000000000000000000 -1 }}"],
    ["seq", "{{ seq 1 1000000000 }}"],
    ["splitList", '{{ splitList "" "0123456789ab" }}'],
    ["randAlpha", "{{ randAlpha 1000000 }}"],
    ["randBytes", "{{ randBytes 1000000 }}"],
    ["regexReplaceAll", '{{ regexReplaceAll "" "0123456789" "0123456789" }}'],
    ["chunk", "{{ chunk 1 (list 1 2 3 4 5 6 7 8 9 10 11 12) }}"],
  ])("%s is stopped before it fills the memory", (_, template) => {
    const error = failure(template, { limits, random: counting });
    expect(error.code).toBe("limit");
    expect(error.message).toMatch(/at most (100|10) are allowed$/);
  });

  test("what stays within them passes", () => {
    expect(run('{{ repeat 100 "x" | len }} {{ until 10 | len }}', { limits })).toBe("100 10");
  });

  test("a regular expression that would take for ever elsewhere takes linear time", () => {
    expect(run(`{{ regexMatch "^(a+)+$" (printf "%s!" (repeat 5000 "a")) }}`)).toBe("false");
  });
});

describe("own properties only", () => {
  test.each([
    ['{{ get . "constructor" | quote }}', '""'],
    ['{{ hasKey . "__proto__" }}', "false"],
    ['{{ pluck "toString" . | len }}', "0"],
    ['{{ pick . "constructor" "__proto__" | len }}', "0"],
    ['{{ dig "constructor" "name" "none" . }}', "none"],
    ['{{ (fromJson "{}").constructor }}', "<no value>"],
    [
      '{{ $d := dict "__proto__" (dict "polluted" true) }}{{ $d.polluted }} {{ keys $d }}',
      "<no value> [__proto__]",
    ],
    [
      '{{ $d := set (dict) "__proto__" (dict "polluted" 1) }}{{ (dict).polluted }} {{ $d }}',
      "<no value> map[__proto__:map[polluted:1]]",
    ],
    [
      '{{ $d := merge (dict) (fromJson "{\\"__proto__\\":{\\"polluted\\":1}}") }}{{ (dict).polluted }} {{ $d }}',
      "<no value> map[__proto__:map[polluted:1]]",
    ],
    [
      '{{ $d := deepCopy (fromJson "{\\"__proto__\\":{\\"polluted\\":1}}") }}{{ $d.polluted }} {{ $d }}',
      "<no value> map[__proto__:map[polluted:1]]",
    ],
    ['{{ (split "," "a").constructor }}', "<no value>"],
    ['{{ derivePassword 1 "__proto__" "p" "u" "s" }}', "cannot find password template __proto__"],
    ['{{ unset . "toString" | len }}', "0"],
  ])("%s", (template, expected) => {
    expect(run(template)).toBe(expected);
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});
