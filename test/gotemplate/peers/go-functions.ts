import { sprint, sprintf, sprintln } from "../../../lib/gotemplate/fmt.ts";
import { isNilPointer } from "../../../lib/gotemplate/typed.ts";
import { typeNameOf } from "../../../lib/gotemplate/types.ts";
import {
  type FuncMap,
  fn,
  GoError,
  type GoFunc,
  type GoValue,
  type Methods,
  Nil,
  Num,
  Pointer,
  Struct,
} from "../../../lib/gotemplate/values.ts";

/** The functions and methods that the cases of text/template's tests call, doing what those of the tests do. */

const fail = (message: string) => () => {
  throw new GoError(message);
};

export const functions: FuncMap = {
  add: fn("func(args ...int) int", (...args: bigint[]) => args.reduce((sum, arg) => sum + arg, 0n)),
  count: fn("func(n int) any", () => null),
  dddArg: fn("func(a int, b ...string) string", (a: bigint, ...b: string[]) => sprintln(a, b)),
  die: fn("func() bool", fail("die")),
  echo: fn("func(arg any) any", (arg: GoValue) => arg),
  makemap: fn("func(arg ...string) map[string]string", (...args: string[]) => {
    if (args.length % 2 !== 0) throw new GoError("bad makemap");
    return new Map(args.flatMap((key, index) => (index % 2 === 0 ? [[key, args[index + 1]] as const] : [])));
  }),
  mapOfThree: fn("func() any", () => ({ three: 3n })),
  oneArg: fn("func(a string) string", (a: string) => `oneArg=${a}`),
  returnInt: fn("func() int", () => 7n),
  stringer: fn("func(s fmt.Stringer) string", (value: GoValue) => sprint(value)),
  twoArgs: fn("func(a, b string) string", (a: string, b: string) => `twoArgs=${a}${b}`),
  typeOf: fn("func(arg any) string", (arg: GoValue) => (arg === null ? "<nil>" : typeNameOf(arg))),
  valueString: fn("func(v string) string", () => "value is ignored"),
  vfunc: fn("func(a template.V, b *template.V) string", () => "vfunc"),
  zeroArgs: fn("func() string", () => "zeroArgs"),
};

const field = (receiver: GoValue, name: string): unknown => {
  const target = receiver instanceof Pointer ? receiver.target : receiver;
  return target instanceof Struct ? target.json[name] : undefined;
};

const shown = (nil: string, left: string, name: string, right: string) =>
  fn("func() string", (receiver: GoValue) =>
    receiver instanceof Nil ? nil : `${left}${sprint(field(receiver, name) as GoValue)}${right}`,
  );

export const methods: Readonly<Record<string, Methods>> = {
  "template.T": {
    Method0: fn("func() string", () => "M0"),
    Method1: fn("func(a int) int", (_receiver: GoValue, a: bigint) => a),
    Method2: fn("func(a uint16, b string) string", (_receiver: GoValue, a: bigint, b: string) =>
      sprintf("Method2: %d %s", a, b),
    ),
    Method3: fn("func(v any) string", (_receiver: GoValue, v: GoValue) => sprintf("Method3: %v", v)),
    Copy: fn("func() *template.T", (receiver: GoValue) => receiver),
    MAdd: fn("func(a int, b []int) []int", (_receiver: GoValue, a: bigint, b: (bigint | Num)[]) =>
      b.map((item) => (item instanceof Num ? (item.value as bigint) : item) + a),
    ),
    MyError: fn("func(error bool) (bool, error)", (_receiver: GoValue, error: boolean) => {
      if (error) throw new GoError("my error");
      return false;
    }),
    GetU: fn("func() *template.U", (receiver: GoValue) => field(receiver, "U")),
  },
  "template.U": {
    TrueFalse: fn("func(b bool) string", (_receiver: GoValue, b: boolean) => (b ? "true" : "")),
  },
  "template.V": { String: shown("nilV", "<", "j", ">") },
  "template.W": { Error: shown("nilW", "[", "k", "]") },
  "bytes.Buffer": { String: fn("func() string", () => "foozle") },
  "errors.errorString": { Error: fn("func() string", () => "erroozle") },
};

/** By the field of the test's struct that holds the function. */
export const functionFields: Readonly<Record<string, GoFunc["call"]>> = {
  BinaryFunc: (a: string, b: string) => `[${a}=${b}]`,
  VariadicFunc: (...s: string[]) => `<${s.join("+")}>`,
  VariadicFuncInt: (a: bigint, ...s: string[]) => `${a}=<${s.join("+")}>`,
  NilOKFunc: (value: GoValue) => isNilPointer(value),
  ErrFunc: () => "bla",
  PanicFunc: fail("test panic"),
  TooFewReturnCountFunc: () => undefined,
  TooManyReturnCountFunc: () => "",
  InvalidReturnTypeFunc: () => "",
};
