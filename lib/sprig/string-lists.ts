/** Lists of strings: splitting, joining, sorting. */

import { elementsOf } from "../gotemplate/typed.ts";
import { compareStrings } from "../gotemplate/utf8.ts";
import { type FuncMap, fn, type GoValue } from "../gotemplate/values.ts";
import { runes } from "./bytes.ts";
import { checkElements } from "./limits.ts";
import type { Limits } from "./options.ts";

import { toText, toTexts } from "./text.ts";

export function stringListFuncs(limits: Limits): FuncMap {
  return {
    join: fn("func(sep string, v any) string", (separator, value) => toTexts(value).join(separator)),
    split: fn("func(sep string, orig string) map[string]string", (separator, text) =>
      numbered(splitText(text, separator, -1n, limits)),
    ),
    splitn: fn("func(sep string, n int, orig string) map[string]string", (separator, n, text) =>
      numbered(splitText(text, separator, n, limits)),
    ),
    splitList: fn("func(sep string, orig string) []string", (separator, text) =>
      splitText(text, separator, -1n, limits),
    ),
    toStrings: fn("func(v any) []string", toTexts),
    sortAlpha: fn("func(list any) []string", sortAlpha),
  };
}

/** strings.SplitN: at most `n` parts, all of them if `n` is negative; an empty separator splits into characters. */
function splitText(text: string, separator: string, n: bigint, limits: Limits): string[] {
  if (n === 0n) return [];
  const parts = separator === "" ? runes(text) : text.split(separator);
  checkElements(parts.length, "split", limits);
  if (n < 0n || parts.length <= n) return parts;
  const head = parts.slice(0, Number(n) - 1);
  return [...head, parts.slice(head.length).join(separator)];
}

/** { _0: …, _1: … } */
function numbered(parts: readonly string[]): Map<string, string> {
  return new Map(parts.map((part, i) => [`_${i}`, part]));
}

function sortAlpha(list: GoValue): string[] {
  return elementsOf(list) === undefined ? [toText(list)] : toTexts(list).sort(compareStrings);
}
