import { builtinFunctions } from "./builtin-functions.ts";
import { type Kind, someData } from "./data.ts";
import { FAMILIES } from "./families.ts";
import { Random } from "./random.ts";
import { type Call, type Counts, Source } from "./source.ts";
import { Writer } from "./statements.ts";

export interface Case {
  readonly id: number;
  readonly template: string;
  readonly data: unknown;
  readonly options?: readonly string[];
  readonly delims?: readonly [string, string];
  /** Only the built-in functions are there: sprig hides one of them. */
  readonly plain?: boolean;
}

const OTHERS = FAMILIES.flatMap(({ calls }) => calls);
const PLAIN = byKind(builtinFunctions.calls);
const ALL = byKind([...builtinFunctions.calls.filter((call) => !isHidden(call)), ...OTHERS]);

/** A function that another family has too, in the place of the built-in one. */
function isHidden({ name }: Call): boolean {
  return name === "slice";
}

function byKind(calls: readonly Call[]): Map<Kind, Call[]> {
  const kinds = new Map<Kind, Call[]>();
  for (const call of calls) kinds.set(call.gives, [...(kinds.get(call.gives) ?? []), call]);
  return kinds;
}

/** A random template with data for it; `counts` is told what was written. */
export function generate(id: number, seed: number, counts: Counts): Case {
  const random = new Random(seed + id * 0x9e3779b1);
  const delims: readonly [string, string] = random.chance(0.05)
    ? random.pick([
        ["<<", ">>"],
        ["[%", "%]"],
        ["{", "}"],
      ] as const)
    : ["{{", "}}"];
  const options = random.chance(0.2)
    ? [`missingkey=${random.pick(["default", "zero", "error"])}`]
    : undefined;
  const plain = random.chance(0.3);
  const source = new Source(random, plain ? PLAIN : ALL, counts);
  const template = new Writer(source, delims).text();
  return {
    id,
    template,
    data: someData(random),
    ...(options && { options }),
    ...(delims[0] !== "{{" && { delims }),
    ...(plain && { plain }),
  };
}

/** Every function that has to be drawn. */
export const FUNCTION_NAMES: readonly string[] = [
  ...new Set([...builtinFunctions.calls, ...OTHERS].map(({ name }) => name)),
];
