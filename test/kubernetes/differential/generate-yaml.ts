import type { Random } from "./random.ts";

/** YAML as people and templates write it, and some as nobody should. */
export function generateYaml(random: Random): string {
  const document = generateDocument(random);
  const text = random.chance(0.1) ? document.trimEnd() : document;
  return random.chance(0.15 * Number(process.env.DAMAGE ?? 0)) ? damage(random, text) : text;
}

function generateDocument(random: Random): string {
  const start = random.pick(["", "", "", "---\n", "# comment\n", "\n", "%YAML 1.1\n---\n", "--- # c\n"]);
  const end = random.pick(["", "", "", "...\n", "---\nb: 2\n", "\n\n", "# end\n", "---\n- : bad\n  :x"]);
  return `${start}${generateBlock(random, 0, 0)}${end}`;
}

function generateBlock(random: Random, indent: number, depth: number): string {
  const kind = random.below(10);
  if (depth > 4 || kind === 0) return `${" ".repeat(indent)}${generateScalar(random, indent)}\n`;
  return kind < 7 ? generateMapping(random, indent, depth) : generateSequence(random, indent, depth);
}

function generateMapping(random: Random, indent: number, depth: number): string {
  return Array.from(
    { length: 1 + random.below(4) },
    () => `${" ".repeat(indent)}${generateMember(random, indent, depth)}`,
  ).join("");
}

function generateMember(random: Random, indent: number, depth: number): string {
  const key = generateKey(random);
  const noise = random.chance(0.08)
    ? `${random.pick(["", " ".repeat(indent)])}# comment: x\n`
    : random.chance(0.04)
      ? "\n"
      : "";
  const gap = random.chance(0.05) ? "  " : " ";
  switch (random.below(8)) {
    case 0:
      return `${key}:\n${noise}${generateBlock(random, indent + random.pick([2, 2, 4, 1]), depth + 1)}`;
    case 1:
      return `${key}:\n${noise}${generateSequence(random, indent + random.pick([0, 0, 2]), depth + 1)}`;
    case 2:
      return `${key}:${gap}${generateFlow(random, 0, indent)}\n`;
    case 3:
      return `${key}:${random.pick(["", " ", " # c", "\t"])}\n`;
    case 4:
      return `${key}: ${generateBlockScalar(random, indent)}`;
    default:
      return `${key}:${gap}${generateScalar(random, indent)}${random.chance(0.1) ? " # comment" : ""}\n`;
  }
}

function generateSequence(random: Random, indent: number, depth: number): string {
  return Array.from({ length: 1 + random.below(3) }, () => {
    const lead = `${" ".repeat(indent)}-`;
    switch (random.below(6)) {
      case 0:
        return `${lead}\n${generateBlock(random, indent + 2, depth + 1)}`;
      case 1:
        return `${lead} ${generateMapping(random, indent + 2, depth + 1).trimStart()}`;
      case 2:
        return `${lead} ${generateFlow(random, 0, indent)}\n`;
      case 3:
        return `${lead} ${generateSequence(random, indent + 2, depth + 1).trimStart()}`;
      case 4:
        return `${lead} ${generateBlockScalar(random, indent)}`;
      default:
        return `${lead} ${generateScalar(random, indent)}\n`;
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

function generateKey(random: Random): string {
  return random.chance(0.9) ? random.pick(keys.slice(0, 16)) : random.pick(keys);
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

function generateScalar(random: Random, indent: number): string {
  const scalar = random.chance(0.75) ? random.pick(scalars.slice(0, 38)) : random.pick(scalars);
  const prefix = random.chance(0.02) ? random.pick(["&x ", "&y ", "!!str ", "*x", "*y"]) : "";
  if (prefix.startsWith("*")) return prefix;
  if (/^[,*!&]/.test(scalar)) return scalar;
  return prefix + scalar.replaceAll("\n", `\n${" ".repeat(indent)}`);
}

function generateFlow(random: Random, depth: number, indent: number): string {
  const item = (): string =>
    depth < 3 && random.chance(0.25)
      ? generateFlow(random, depth + 1, indent)
      : random.pick([
          "a",
          "1",
          "'x'",
          '"y"',
          "true",
          "a b",
          "",
          "~",
          "http://x",
          "-1",
          "x:y",
          "a: b",
          "&z 1",
          "*z",
          "!!str 2",
        ]);
  const sep = random.pick([", ", ",", " , ", `,\n${" ".repeat(indent + 3)}`]);
  if (random.chance(0.5)) return `[${random.list(3, item).join(sep)}${random.chance(0.05) ? "," : ""}]`;
  const member = (): string =>
    `${random.pick(["a", "b", '"c"', "'d'", "1", "y", "e f"])}${random.pick([": ", ": ", ":", " : ", ""])}${item()}`;
  return `{${random.list(3, member).join(sep)}${random.chance(0.05) ? "," : ""}}`;
}

function generateBlockScalar(random: Random, indent: number): string {
  const header = random.pick(["|", "|", "|-", "|+", ">", ">-", ">+", "|2", "|2-", "| # c"]);
  const pad = " ".repeat(indent + 2);
  const line = () =>
    random.pick([
      `${pad}text`,
      `${pad}a: b`,
      `${pad}  more`,
      "",
      pad,
      `${pad}# no comment`,
      `${pad}- x`,
      `${pad}\ttab`,
      `${pad}x `,
    ]);
  return `${header}\n${random
    .list(5, line)
    .map((text) => `${text}\n`)
    .join("")}`;
}

function damage(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const rest = text.slice(at + random.below(3));
  return (
    text.slice(0, at) +
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
