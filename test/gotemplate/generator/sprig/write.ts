import type { Kind } from "../data.ts";
import type { Call, Source } from "../source.ts";

/** How one argument is written: an operand of a kind, an operand of any kind, or as a function says. */
export type Argument = Kind | "any" | ((source: Source) => string);

/** A function called with these arguments. */
export function call(name: string, gives: Kind, ...args: readonly Argument[]): Call {
  return { name, gives, write: (source) => [name, ...args.map((arg) => argument(source, arg))].join(" ") };
}

/** The same arguments for functions that differ in their errors alone. */
export function both(name: string, gives: Kind, ...args: readonly Argument[]): Call[] {
  return [call(name, gives, ...args), call(must(name), gives, ...args)];
}

function must(name: string): string {
  return `must${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function argument(source: Source, arg: Argument): string {
  if (typeof arg === "function") return arg(source);
  return arg === "any" ? source.any() : source.operand(arg);
}

/** One of these, as it is written. */
export function oneOf(...texts: readonly string[]): Argument {
  return (source) => source.random.pick(texts);
}

/** One of these strings, as a literal. */
export function text(...texts: readonly string[]): Argument {
  return (source) => JSON.stringify(source.random.pick(texts));
}

/** From none to `most` arguments alike. */
export function several(kind: Kind | "any", least: number, most: number): Argument {
  return (source) =>
    source.random.times(source.random.int(least, most), () => argument(source, kind)).join(" ");
}

/** A number of things to make: a literal, since a computed one may ask for more than there is memory. */
export const size: Argument = oneOf("0", "1", "2", "3", "5", "-1");

/** `name` with its arguments and what follows, for functions whose result is another in every run. */
export function followed(name: string, gives: Kind, rest: string, ...args: readonly Argument[]): Call {
  const first = call(name, gives, ...args);
  return { ...first, write: (source) => `${first.write(source)} ${rest}` };
}

/**
 * A function that takes long is written as often as others but seldom run: `or` does not look at its second
 * argument where the first is true.
 */
export function seldom(probability: number, slow: Call): Call {
  return {
    ...slow,
    write: (source) =>
      source.random.chance(probability) ? slow.write(source) : `or "not run" (${slow.write(source)})`,
  };
}
