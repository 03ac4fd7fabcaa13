import type { Random } from "./random.ts";

/** Where a document takes its parts from. */
interface Source {
  readonly random: Random;
  readonly keys: readonly string[];
  readonly scalars: readonly string[];
  /** How often a part is one of those, and no odd one. */
  readonly usual: number;
}

/** YAML as people and templates write it, and some as nobody should. */
export function generateYaml(random: Random): string {
  const source = random.chance(0.5)
    ? { random, keys: keys.slice(0, 16), scalars: scalars.slice(0, 38), usual: 0.8 }
    : { random, keys: plainKeys, scalars: plainScalars, usual: 1 };
  const document = generateDocument(source);
  return random.chance(0.1) ? document.trimEnd() : document;
}

/** The same with a character too many or too few somewhere, so that anything may come of it. */
export function generateDamagedYaml(random: Random): string {
  return damage(random, generateYaml(random));
}

const plainKeys = ["a", "b", "c", "name", "a-b", "a.b/c", "'q'", '"d q"', "é", "a b", "image", "args"];
const plainScalars = [
  "a",
  "foo bar",
  "15001",
  "1.5",
  "0x1F",
  "true",
  "off",
  "~",
  "2024-01-02",
  "image:tag",
  "http://x.y/z?a=b#c",
  "--flag=x",
  "a#b",
  "'it''s: x # y'",
  '"double: # x"',
  '"esc \\n \\u00e9 \\" x"',
  '""',
  "$(VAR)",
  "-1",
  "日本語 😀",
  "'multi  \n   line\n\n  x'",
  '"multi \n  line\n\n\n \\" x\n y"',
];

/** One of the usual ones, or now and then an odd one. */
function pick(source: Source, usual: readonly string[], odd: readonly string[]): string {
  return source.random.pick(source.random.chance(source.usual) ? usual : odd);
}

function generateDocument(source: Source): string {
  const start = pick(source, ["", "", "# comment\n", "\n"], ["---\n", "%YAML 1.1\n---\n", "--- # c\n"]);
  const end = pick(source, ["", "", "\n\n", "# end\n"], ["...\n", "---\nb: 2\n", "---\n- : bad\n  :x"]);
  return `${start}${generateBlock(source, 0, 0)}${end}`;
}

function generateBlock(source: Source, indent: number, depth: number): string {
  const kind = source.random.below(10);
  if (depth > 4 || kind === 0) return `${" ".repeat(indent)}${generateScalar(source, indent)}\n`;
  return kind < 7 ? generateMapping(source, indent, depth) : generateSequence(source, indent, depth);
}

function generateMapping(source: Source, indent: number, depth: number): string {
  return Array.from(
    { length: 1 + source.random.below(4) },
    () => `${" ".repeat(indent)}${generateMember(source, indent, depth)}`,
  ).join("");
}

function generateMember(source: Source, indent: number, depth: number): string {
  const key = generateKey(source);
  const noise = source.random.chance(0.08)
    ? `${source.random.pick(["", " ".repeat(indent)])}# comment: x\n`
    : source.random.chance(0.04)
      ? "\n"
      : "";
  const gap = source.random.chance(0.05) ? "  " : " ";
  switch (source.random.below(8)) {
    case 0:
      return `${key}:\n${noise}${generateBlock(source, indent + source.random.pick([2, 2, 4, 1]), depth + 1)}`;
    case 1:
      return `${key}:\n${noise}${generateSequence(source, indent + source.random.pick([0, 0, 2]), depth + 1)}`;
    case 2:
      return `${key}:${gap}${generateFlow(source, 0, indent)}\n`;
    case 3:
      return `${key}:${pick(source, ["", " ", " # c"], ["\t"])}\n`;
    case 4:
      return `${key}: ${generateBlockScalar(source, indent)}`;
    default:
      return `${key}:${gap}${generateScalar(source, indent)}${source.random.chance(0.1) ? " # comment" : ""}\n`;
  }
}

function generateSequence(source: Source, indent: number, depth: number): string {
  return Array.from({ length: 1 + source.random.below(3) }, () => {
    const lead = `${" ".repeat(indent)}-`;
    switch (source.random.below(6)) {
      case 0:
        return `${lead}\n${generateBlock(source, indent + 2, depth + 1)}`;
      case 1:
        return `${lead} ${generateMapping(source, indent + 2, depth + 1).trimStart()}`;
      case 2:
        return `${lead} ${generateFlow(source, 0, indent)}\n`;
      case 3:
        return `${lead} ${generateSequence(source, indent + 2, depth + 1).trimStart()}`;
      case 4:
        return `${lead} ${generateBlockScalar(source, indent)}`;
      default:
        return `${lead} ${generateScalar(source, indent)}\n`;
    }
  }).join("");
}

const keys = [
  "a",
  "b",
  "c",
  "name",
  "a-b",
  "a.b/c",
  "1",
  "1.50",
  "n",
  "yes",
  "'q'",
  '"d q"',
  "true",
  "0x10",
  "é",
  "a b",
  "~x",
  "1e3",
  "<<x",
  "!!str t",
  "? x",
  "&k k",
  ".5",
];

function generateKey(source: Source): string {
  return source.random.chance(source.usual) ? source.random.pick(source.keys) : source.random.pick(keys);
}

const scalars = [
  "a",
  "foo bar",
  "1",
  "0",
  "-5",
  "1.5",
  "1e3",
  "0x1F",
  "017",
  "08",
  "0o17",
  "0b11",
  "1_000",
  "1:30",
  "true",
  "Yes",
  "off",
  "y",
  "n",
  "~",
  "null",
  "NULL",
  "tRUE",
  "2024-01-02",
  "1e400",
  "image:tag",
  "a:b",
  "http://x.y/z?a=b#c",
  "-a",
  "--flag=x",
  "*star",
  "&amp",
  "!bang",
  "a#b",
  "'single'",
  "'it''s'",
  '"double"',
  '"esc \\n \\u00e9 \\x41 \\/"',
  '"a\\',
  "''",
  '""',
  "[a",
  "{b",
  "a]",
  "a, b",
  "- x",
  "? y",
  "@at",
  "`tick",
  "%pct",
  "|",
  ">",
  "a: b",
  "'a': b",
  '"x"y',
  "!!str 1",
  "!!int '5'",
  "!!float 5",
  "!!bool yes",
  "!!binary aGk=",
  "!!null ''",
  "!foo bar",
  "!!int x",
  "+1",
  "+.5",
  ".5",
  "5.",
  "-.inf",
  ".nan",
  ".inf",
  "0_1",
  "_1",
  "1__0",
  "0b-1",
  "-0",
  "-0x1",
  "9223372036854775807",
  "9223372036854775808",
  "18446744073709551615",
  "18446744073709551616",
  "123456789012345678901234567890",
  "<<",
  "=",
  ",",
  "a\tb",
  "a  b",
  "日本語",
  "😀",
  "$(VAR)",
  "{{ x }}",
  "0755",
  "1.2.3",
  "1.",
  "1.e3",
  "0x",
  "0xg",
  "-",
  "--",
  "a -b",
  "a - b",
  "x: ",
  '"\\ud83d\\ude00"',
  "'multi\n  line'",
  '"multi\n  line\\\n  x"',
  "plain\n  multi\n\n  line",
];

function generateScalar(source: Source, indent: number): string {
  const scalar = source.random.chance(source.usual)
    ? source.random.pick(source.scalars)
    : source.random.pick(scalars);
  const prefix = source.random.chance((1 - source.usual) / 10)
    ? source.random.pick(["&x ", "&y ", "!!str ", "*x", "*y"])
    : "";
  if (prefix.startsWith("*")) return prefix;
  if (/^[,*!&]/.test(scalar)) return scalar;
  return prefix + scalar.replaceAll("\n", `\n${" ".repeat(indent)}`);
}

const flowItems = ["a", "1", "'x'", '"y"', "true", "a b", "~", "http://x", "-1"];
const oddFlowItems = ["", "x:y", "a: b", "&z 1", "*z", "!!str 2", ":x", "- 1"];

function generateFlow(source: Source, depth: number, indent: number): string {
  const { random } = source;
  const item = (): string =>
    depth < 3 && random.chance(0.25)
      ? generateFlow(source, depth + 1, indent)
      : pick(source, flowItems, oddFlowItems);
  const member = (): string => {
    const key = pick(source, ["a", "b", '"c"', "'d'", "e f"], ["1", "y", "? z"]);
    return `${key}${pick(source, [": ", ": ", " : "], [":", ""])}${item()}`;
  };
  const separator = random.pick([", ", ",", " , ", `,\n${" ".repeat(indent + 3)}`]);
  const isList = random.chance(0.5);
  const parts = random.list(3, isList ? item : member).join(separator) + (random.chance(0.05) ? "," : "");
  return isList ? `[${parts}]` : `{${parts}}`;
}

function generateBlockScalar(source: Source, indent: number): string {
  const header = pick(source, ["|", "|", "|-", "|+", ">", ">-", ">+", "| # c"], ["|2", "|2-"]);
  const pad = " ".repeat(indent + 2);
  const usual = ["text", "a: b", "  more", "# no comment", "- x", "x "].map((line) => pad + line);
  const line = () => `${pick(source, ["", pad, ...usual], [`${pad}\ttab`])}\n`;
  return `${header}\n${source.random.list(5, line).join("")}`;
}

function damage(random: Random, text: string): string {
  const characters = Array.from(text);
  const at = random.below(characters.length + 1);
  const rest = characters.slice(at + random.below(3)).join("");
  return (
    characters.slice(0, at).join("") +
    random.pick([
      "",
      " ",
      "\n",
      "\t",
      ":",
      "-",
      "'",
      '"',
      "#",
      "[",
      "]",
      "{",
      "}",
      ",",
      "&a ",
      "*a",
      "|",
      ">",
      "%",
      "!",
      "\r\n",
      "\u0085",
      "\ufeff",
      "?",
    ]) +
    rest
  );
}
