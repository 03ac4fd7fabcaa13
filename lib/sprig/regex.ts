/** Regular expressions in RE2's syntax and linear time, through re2js. */

import { canBackquote, quote } from "../gotemplate/quote.ts";
import { type FuncMap, fn, GoError, type GoFunc } from "../gotemplate/values.ts";
import type { Limits } from "./options.ts";
import { allMatches, compile, find, type Pattern, replaceAll, split } from "./regexp.ts";

export function regexFuncs(limits: Limits): FuncMap {
  const replaceWith = (template: boolean) => (pattern: Pattern, text: string, replacement: string) =>
    replaceAll(pattern, text, replacement, { template, limits });
  return {
    regexMatch: fn("func(regex string, s string) bool", (regex, text) => matchesOrFalse(regex, text)),
    mustRegexMatch: fn(
      "func(regex string, s string) (bool, error)",
      (regex, text) => find(compile(regex), text) !== undefined,
    ),
    ...both(
      "regexFind",
      "regex string, s string",
      "string",
      (pattern, text: string) => find(pattern, text)?.text ?? "",
    ),
    ...both(
      "regexFindAll",
      "regex string, s string, n int",
      "[]string",
      (pattern, text: string, n: bigint) => {
        const found = allMatches(pattern, text, n).map((match) => match.text);
        return found.length === 0 ? null : found;
      },
    ),
    ...both("regexReplaceAll", "regex string, s string, repl string", "string", replaceWith(true)),
    ...both("regexReplaceAllLiteral", "regex string, s string, repl string", "string", replaceWith(false)),
    ...both("regexSplit", "regex string, s string, n int", "[]string", split),
    regexQuoteMeta: fn("func(s string) string", (text) => text.replace(/[\\.+*?()|[\]{}^$]/g, "\\$&")),
  };
}

/** The form that fails with Go's error, and the one that panics with MustCompile's. */
function both(
  name: string,
  parameters: string,
  result: string,
  // biome-ignore lint/suspicious/noExplicitAny: as in GoFunc
  call: (pattern: Pattern, ...args: any[]) => unknown,
): Record<string, GoFunc> {
  const must = `must${(name[0] as string).toUpperCase()}${name.slice(1)}`;
  return {
    [name]: fn(`func(${parameters}) ${result}`, (regex, ...args) => call(compiledOrPanic(regex), ...args)),
    [must]: fn(`func(${parameters}) (${result}, error)`, (regex, ...args) => call(compile(regex), ...args)),
  };
}

function compiledOrPanic(regex: string): Pattern {
  try {
    return compile(regex);
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    const quoted = canBackquote(regex) ? `\`${regex}\`` : quote(regex);
    throw new GoError(`regexp: Compile(${quoted}): ${error.message}`);
  }
}

function matchesOrFalse(regex: string, text: string): boolean {
  try {
    return find(compile(regex), text) !== undefined;
  } catch (error) {
    if (error instanceof GoError) return false;
    throw error;
  }
}
