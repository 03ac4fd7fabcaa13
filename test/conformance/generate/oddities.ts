import type { Json } from "../json.ts";
import type { Random } from "./random.ts";

/** Things that are not quite JSON as it is usually written, or not quite a pod; each leaves the rest as it was. */
const ODDITIES: Readonly<Record<string, (random: Random, key: string, value: string) => string>> = {
  "an unknown field": (random, key, value) =>
    `${member(key, value)},"unknown${random.int(1, 9)}":{"a":[1,null]}`,
  "an unknown field with a big integer": (_, key, value) =>
    `${member(key, value)},"bigUnknown":9007199254740993`,
  "an unknown field in odd numbers": (_, key, value) =>
    `${member(key, value)},"oddUnknown":[1.0,1e3,-0,1.50,1E400]`,
  "a field in odd case": (_, key, value) => member(key.charAt(0).toUpperCase() + key.slice(1), value),
  "a field in capitals": (_, key, value) => member(key.toUpperCase(), value),
  "a null": (_, key) => member(key, "null"),
  "a null beside": (_, key, value) => `${member(key, value)},"activeDeadlineSeconds":null`,
  "a repeated key": (_, key, value) => `${member(key, value)},${member(key, value)}`,
  "a repeated key, first wrong": (_, key, value) => `${member(key, '"first"')},${member(key, value)}`,
  "a repeated key, null last": (_, key, value) => `${member(key, value)},${member(key, "null")}`,
  "a repeated key in other case": (_, key, value) =>
    `${member(key, value)},${member(key.toUpperCase(), value)}`,
  "a text instead": (_, key) => member(key, '"instead"'),
  "a number instead": (_, key) => member(key, "17"),
  "a fraction instead": (_, key) => member(key, "1.5"),
  "a float instead": (_, key) => member(key, "1e2"),
  "a huge number instead": (_, key) => member(key, "92233720368547758079"),
  "a boolean instead": (_, key) => member(key, "true"),
  "a list instead": (_, key) => member(key, "[]"),
  "an object instead": (_, key) => member(key, "{}"),
  "white space": (_, key, value) => ` ${JSON.stringify(key)} :\t${value} `,
  "an escaped key": (_, key, value) =>
    `"${key.replace(/^./, (first) => `\\u${first.charCodeAt(0).toString(16).padStart(4, "0")}`)}":${value}`,
  "a lone surrogate": (_, key, value) => `${member(key, value)},"surrogate":"\\ud800"`,
  "a prototype": (_, key, value) => `${member(key, value)},"__proto__":{"polluted":true},"constructor":1`,
};

export const ODDITY_NAMES = Object.keys(ODDITIES);

function member(key: string, value: string): string {
  return `${JSON.stringify(key)}:${value}`;
}

/** The text of a value, with one oddity at one of its members. */
export function writeOddly(value: Json, random: Random, oddity: string): string {
  const make = ODDITIES[oddity];
  if (!make) throw new Error(`no oddity ${oddity}`);
  let countdown = random.int(0, Math.max(0, members(value) - 1));
  const write = (at: Json): string => {
    if (typeof at === "bigint") return at.toString();
    if (Array.isArray(at)) return `[${at.map(write).join(",")}]`;
    if (at === null || typeof at !== "object") return JSON.stringify(at);
    const parts = Object.entries(at)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => {
        const here = countdown-- === 0;
        const text = write(inner);
        return here ? make(random, key, text) : member(key, text);
      });
    return `{${parts.join(",")}}`;
  };
  return write(value);
}

function members(value: Json): number {
  if (value === null || typeof value !== "object") return 0;
  const inner = Object.values(value) as Json[];
  return inner.reduce((sum: number, item) => sum + members(item), Array.isArray(value) ? 0 : inner.length);
}
