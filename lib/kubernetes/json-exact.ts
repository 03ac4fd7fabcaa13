/**
 * Whether JSON.parse lost nothing of a text: no doubtful number, no repeated key, no half character, no depth that
 * is refused. It may doubt what is exact; that costs time, not correctness.
 *
 * @param value what JSON.parse made of it
 */
export function isExact(text: string, value: unknown, maxDepth: number): boolean {
  if (typeof value === "number" || ESCAPED_SURROGATE.test(text)) return false;
  const census: Census = { keys: 0, listsNumbers: false };
  return (
    count(value, census, maxDepth) &&
    census.keys === countKeysWritten(text) &&
    !(census.listsNumbers && UNSAFE_NUMBER.test(text))
  );
}

interface Census {
  keys: number;
  /** Whether a number is an element of a list: {@link countKeysWritten} sees those behind keys. */
  listsNumbers: boolean;
}

/** Counts what a value consists of; false where it is nested too deeply. */
function count(value: unknown, census: Census, maxDepth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (maxDepth === 0) return false;
  if (Array.isArray(value)) {
    for (const element of value) {
      if (typeof element === "number") census.listsNumbers = true;
      else if (!count(element, census, maxDepth - 1)) return false;
    }
    return true;
  }
  for (const key in value) {
    census.keys++;
    if (!count((value as Record<string, unknown>)[key], census, maxDepth - 1)) return false;
  }
  return true;
}

const [BACKSLASH, COLON, MINUS, ZERO, NINE, POINT] = [92, 58, 45, 48, 57, 46];

/**
 * Quotes followed by a colon that are not themselves escaped: every key, once for each time it is written, and texts
 * that begin with a colon. So it is never less than the keys there are. NaN where a number stands behind one that
 * might not survive.
 */
function countKeysWritten(text: string): number {
  let keys = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) {
    const next = pastSpace(text, at + 1);
    if (text.charCodeAt(next) !== COLON || isEscaped(text, at)) continue;
    if (isDoubtfulNumber(text, pastSpace(text, next + 1))) return Number.NaN;
    keys++;
  }
  return keys;
}

/** By an odd number of backslashes: a key may end in escaped ones. */
function isEscaped(text: string, place: number): boolean {
  let first = place;
  while (text.charCodeAt(first - 1) === BACKSLASH) first--;
  return (place - first) % 2 === 1;
}

function pastSpace(text: string, place: number): number {
  let at = place;
  for (let code = text.charCodeAt(at); code === 32 || code === 10 || code === 13 || code === 9; ) {
    code = text.charCodeAt(++at);
  }
  return at;
}

/** See {@link UNSAFE_NUMBER}. */
function isDoubtfulNumber(text: string, place: number): boolean {
  const isNegative = text.charCodeAt(place) === MINUS;
  const start = isNegative ? place + 1 : place;
  let at = start;
  let code = text.charCodeAt(at);
  if (isNegative && code === ZERO) return true;
  while (code >= ZERO && code <= NINE) code = text.charCodeAt(++at);
  const digits = at - start;
  return digits >= 16 || (digits > 0 && (code === POINT || code === 69 || code === 101));
}

/**
 * A literal that might not survive, where a value may stand: `1.`, `1e`, sixteen digits, `-0`. It may strike
 * inside a string as well, though not in "image:1.0"; that costs time, not correctness.
 */
const UNSAFE_NUMBER = /(?:(?<!\\)"\s*:|[[,])\s*(?:-0|-?\d+[.eE]|-?\d{16})|^\s*-?\d/;

/** An escaped surrogate: half of a pair alone is U+FFFD to Go. */
const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;
