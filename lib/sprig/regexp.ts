/** Go's regexp package over re2js's matcher: what counts as a match, and what replacements expand to. */

import type { RE2JS } from "re2js";
import { GoError } from "../gotemplate/values.ts";
import { loadRe2js } from "./lazy.ts";
import { isLetter, isNumber } from "./letters.ts";
import { checkCharacters } from "./limits.ts";
import type { Limits } from "./options.ts";

export interface Pattern {
  readonly source: string;
  readonly compiled: RE2JS;
}

export interface Match {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** A group by its number or name; "" where it took no part. */
  readonly group: (name: number | string) => string;
}

const patterns = new Map<string, Pattern>();
const MAX_KNOWN = 256;

/** @throws GoError "error parsing regexp: …" */
export function compile(source: string): Pattern {
  const known = patterns.get(source);
  if (known !== undefined) return known;
  const { RE2JS, RE2JSException } = loadRe2js();
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(source);
  } catch (error) {
    if (error instanceof RE2JSException) throw new GoError(error.message);
    throw error;
  }
  if (patterns.size >= MAX_KNOWN) patterns.clear();
  const pattern = { source, compiled };
  patterns.set(source, pattern);
  return pattern;
}

/** The leftmost match from a position on; what stands before it still counts for `^` and `\b`. */
export function find(pattern: Pattern, text: string, from = 0): Match | undefined {
  const matcher = pattern.compiled.matcher(text);
  if (!matcher.find(from)) return undefined;
  const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? "");
  const names = matcher.namedGroups;
  return {
    start: matcher.start(),
    end: matcher.end(),
    text: groups[0] as string,
    group: (name) => {
      const index = typeof name === "string" ? (Object.hasOwn(names, name) ? names[name] : undefined) : name;
      return index === undefined ? "" : (groups[index] ?? "");
    },
  };
}

/** At most `n` matches, all of them if it is negative. An empty match right after another does not count. */
export function allMatches(pattern: Pattern, text: string, n: bigint): Match[] {
  const found: Match[] = [];
  let previousEnd = -1;
  for (let at = 0; at <= text.length && (n < 0n || found.length < n); ) {
    const match = find(pattern, text, at);
    if (match === undefined) break;
    const isEmptyHere = match.end === at;
    if (!isEmptyHere || match.start !== previousEnd) found.push(match);
    at = isEmptyHere ? at + widthAt(text, at) : match.end;
    previousEnd = match.end;
  }
  return found;
}

/** Units of the character at a position; one beyond the end, so that a loop ends. */
function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

interface ReplaceOptions {
  /** Whether `$1` and `${name}` stand for groups. */
  readonly template: boolean;
  readonly limits: Limits;
}

export function replaceAll(
  pattern: Pattern,
  text: string,
  replacement: string,
  options: ReplaceOptions,
): string {
  let result = "";
  let copied = 0;
  for (let at = 0; at <= text.length; ) {
    const match = find(pattern, text, at);
    if (match === undefined) break;
    result += text.slice(copied, match.start);
    // Not for an empty match right after another.
    if (match.end > copied || match.start === 0) {
      result += options.template ? expand(replacement, match) : replacement;
      checkCharacters(result.length, "a string", options.limits);
    }
    copied = match.end;
    at = Math.max(match.end, at + widthAt(text, at));
  }
  return result + text.slice(copied);
}

/** Regexp.Expand: $name, ${name}, $1, and $$ for a dollar. A dollar that starts none of them stays. */
function expand(template: string, match: Match): string {
  let result = "";
  for (let at = 0; at < template.length; ) {
    const dollar = template.indexOf("$", at);
    if (dollar === -1) return result + template.slice(at);
    result += template.slice(at, dollar);
    const reference = referenceAt(template, dollar + 1);
    if (template[dollar + 1] === "$") result += "$";
    else if (reference === undefined) result += "$";
    else result += match.group(reference.name);
    at = dollar + 1 + (template[dollar + 1] === "$" ? 1 : (reference?.length ?? 0));
  }
  return result;
}

function referenceAt(template: string, at: number): { name: number | string; length: number } | undefined {
  const braced = template[at] === "{";
  let end = at + (braced ? 1 : 0);
  while (end < template.length && isWordAt(template, end)) end += widthAt(template, end);
  const name = template.slice(at + (braced ? 1 : 0), end);
  if (name === "" || (braced && template[end] !== "}")) return undefined;
  const isNumber = /^(0|[1-9]\d{0,8})$/.test(name);
  return { name: isNumber ? Number(name) : name, length: end - at + (braced ? 1 : 0) };
}

function isWordAt(text: string, at: number): boolean {
  const rune = String.fromCodePoint(text.codePointAt(at) as number);
  return rune === "_" || isLetter(rune) || isNumber(rune);
}

/** Regexp.Split: at most `n` parts; none at all for 0. */
export function split(pattern: Pattern, text: string, n: bigint): string[] | null {
  if (n === 0n) return null;
  if (pattern.source !== "" && text === "") return [""];
  const parts: string[] = [];
  let start = 0;
  let end = 0;
  for (const match of allMatches(pattern, text, n)) {
    if (n > 0n && parts.length === Number(n) - 1) break;
    end = match.start;
    if (match.end !== 0) parts.push(text.slice(start, end));
    start = match.end;
  }
  if (end !== text.length) parts.push(text.slice(start));
  return parts;
}
