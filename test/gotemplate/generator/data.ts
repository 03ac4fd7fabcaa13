import type { Random } from "./random.ts";

/** The data of a case: always the same keys, so that templates can name them, with random values. */

export type Kind = "string" | "int" | "float" | "bool" | "list" | "map" | "nil";

/** Paths from the root by what they lead to. JSON has no int: those come from constants and functions. */
export const PATHS: Readonly<Record<Kind, readonly string[]>> = {
  string: [".s", ".t", ".empty", ".m.s", ".deep.inner.s"],
  int: [],
  float: [".f", ".g", ".m.f", ".deep.inner.f"],
  bool: [".yes", ".no", ".m.b"],
  list: [".strings", ".floats", ".mixed", ".none", ".deep.list", ".rows"],
  map: [".m", ".deep", ".deep.inner", ".byName", ".nothing"],
  nil: [".nil", ".missing", ".m.missing", ".m.nil", ".missing.deeper"],
};

const WORDS = [
  "a",
  "B",
  "istio",
  "Hello World",
  "a-b_c",
  "x/y",
  "1",
  "42",
  "1.5",
  "true",
  "  pad ",
  "tab\there",
];
const HARD = [
  "",
  "é",
  "日本語",
  "😀!",
  "<a href='x'>&\"",
  "line\nbreak",
  "back\\slash",
  "\u0000\u0007",
  "\u2028",
  "%d %",
];

export function someString(random: Random): string {
  if (random.chance(0.25)) return random.pick(HARD);
  return random.chance(0.2) ? random.pick(WORDS) + random.pick(WORDS) : random.pick(WORDS);
}

const FLOATS = [
  0, 1, -1, 3, 0.1, 1.5, -2.75, 100, 1e6, 12345678, 1e21, 1e-7, 123456.789, 2.5, 0.5, 1e100, -0.001,
];

export const someFloat = (random: Random): number =>
  random.chance(0.7) ? random.pick(FLOATS) : Math.round((random.next() - 0.5) * 1e6) / 10 ** random.int(0, 6);

function someValue(random: Random, depth: number): unknown {
  switch (random.int(0, depth > 0 ? 6 : 4)) {
    case 0:
      return someFloat(random);
    case 1:
      return random.chance(0.5);
    case 2:
      return null;
    case 5:
      return random.times(random.int(0, 3), () => someValue(random, depth - 1));
    case 6:
      return Object.fromEntries(
        random.times(random.int(0, 3), () => [random.pick(WORDS), someValue(random, depth - 1)]),
      );
    default:
      return someString(random);
  }
}

export function someData(random: Random): Record<string, unknown> {
  const row = () => ({ name: someString(random), n: someFloat(random), on: random.chance(0.5) });
  return {
    s: someString(random),
    t: someString(random),
    empty: "",
    f: someFloat(random),
    g: someFloat(random),
    yes: true,
    no: false,
    nil: null,
    m: { s: someString(random), f: someFloat(random), b: random.chance(0.5), nil: null },
    deep: {
      inner: { s: someString(random), f: someFloat(random) },
      list: random.times(random.int(0, 4), () => someValue(random, 2)),
    },
    byName: Object.fromEntries(
      random.times(random.int(0, 4), () => [random.pick(WORDS), someString(random)]),
    ),
    nothing: {},
    strings: random.times(random.int(0, 4), () => someString(random)),
    floats: random.times(random.int(0, 4), () => someFloat(random)),
    mixed: random.times(random.int(0, 5), () => someValue(random, 2)),
    none: [],
    rows: random.times(random.int(0, 3), row),
  };
}
