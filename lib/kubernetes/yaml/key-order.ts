/**
 * go-yaml's order of keys (sorter.go): numbers inside of names count as numbers, so that "port2" stands before
 * "port10", and letters come after everything else.
 */
export function compareYamlKeys(left: string, right: string): number {
  const a = Array.from(left);
  const b = Array.from(right);
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a[i] !== b[i]) return compareAt(a, b, i);
  }
  return a.length - b.length;
}

/** Compares two names from the first character in which they differ. */
function compareAt(a: readonly string[], b: readonly string[], at: number): number {
  const [x = "", y = ""] = [a[at], b[at]];
  const [xIsLetter, yIsLetter] = [isLetter(x), isLetter(y)];
  if (xIsLetter && yIsLetter) return codePoint(x) - codePoint(y);
  if (xIsLetter || yIsLetter) return yIsLetter ? -1 : 1;
  // A zero inside of a number counts, one that leads does not.
  const inNumber = (x === "0" || y === "0") && hasDigitsBefore(a, at);
  const [aNumber, aEnd] = readNumber(a, at, inNumber);
  const [bNumber, bEnd] = readNumber(b, at, inNumber);
  if (aNumber !== bNumber) return aNumber < bNumber ? -1 : 1;
  return aEnd === bEnd ? codePoint(x) - codePoint(y) : aEnd - bEnd;
}

function hasDigitsBefore(name: readonly string[], at: number): boolean {
  for (let i = at - 1; i >= 0 && isDigit(name[i] ?? ""); i--) {
    if (name[i] !== "0") return true;
  }
  return false;
}

function readNumber(name: readonly string[], start: number, inNumber: boolean): [bigint, number] {
  let number = inNumber ? 1n : 0n;
  let end = start;
  for (; end < name.length && isDigit(name[end] ?? ""); end++) {
    number = BigInt.asIntN(64, number * 10n + BigInt(codePoint(name[end] ?? "") - 0x30));
  }
  return [number, end];
}

function codePoint(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function isLetter(character: string): boolean {
  return /^\p{L}$/u.test(character);
}

function isDigit(character: string): boolean {
  return /^\p{Nd}$/u.test(character);
}
