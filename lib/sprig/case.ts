/** Changing the case of letters and words, as Go's strings package, goutils and xstrings do. */

import { runes } from "./bytes.ts";
import {
  isDigit,
  isLetter,
  isLower,
  isNumber,
  isPunctuation,
  isSpace,
  isTitle,
  isUpper,
  toLower,
  toTitle,
  toUpper,
} from "./letters.ts";

export function upper(text: string): string {
  return runes(text).map(toUpper).join("");
}

export function lower(text: string): string {
  return runes(text).map(toLower).join("");
}

/** strings.Title: a letter that follows a separator. */
export function title(text: string): string {
  let previous = " ";
  return runes(text)
    .map((rune) => {
      const starts = isSeparator(previous);
      previous = rune;
      return starts ? toTitle(rune) : rune;
    })
    .join("");
}

function isSeparator(rune: string): boolean {
  if (rune <= "\x7f") return !/[0-9A-Za-z_]/.test(rune);
  return !isLetter(rune) && !isDigit(rune) && isSpace(rune);
}

/** goutils.Uncapitalize: the first letter of every word. */
export function untitle(text: string): string {
  let starts = true;
  return runes(text)
    .map((rune) => {
      if (isSpace(rune)) {
        starts = true;
        return rune;
      }
      const changed = starts ? toLower(rune) : rune;
      starts = false;
      return changed;
    })
    .join("");
}

/** goutils.SwapCase: a small letter at the start of a word gets its title case. */
export function swapCase(text: string): string {
  let starts = true;
  return runes(text)
    .map((rune) => {
      const small = isLower(rune);
      if (!small && !isUpper(rune) && !isTitle(rune)) {
        starts = isSpace(rune);
        return rune;
      }
      const first = starts;
      starts = false;
      if (!small) return toLower(rune);
      return first ? toTitle(rune) : toUpper(rune);
    })
    .join("");
}

/** xstrings.ToPascalCase. Leading connectors stay, and so does the first of several in a row. */
export function pascalCase(text: string): string {
  const all = runes(text);
  const start = all.findIndex((rune) => !isConnector(rune));
  // Nothing but connectors: the last one is written a second time.
  if (start === -1) return all.length === 0 ? "" : all.join("") + all[all.length - 1];

  let result = all.slice(0, start).join("");
  let current = toUpper(all[start] as string);
  let inCapitals = isUpper(all[start] as string);
  for (const next of all.slice(start + 1)) {
    const previous = current;
    current = next;
    if (isConnector(current) && isConnector(previous)) {
      result += previous;
    } else if (isConnector(previous)) {
      inCapitals = isUpper(current);
      current = toUpper(current);
    } else {
      if (inCapitals && isUpper(current)) current = toLower(current);
      else inCapitals = false;
      result += previous;
    }
  }
  return result + current;
}

export function snakeCase(text: string): string {
  return joinWords(text, "_");
}

export function kebabCase(text: string): string {
  return joinWords(text, "-");
}

type WordKind = "none" | "number" | "upper" | "letters" | "connector" | "punctuation" | "other";
interface Word {
  readonly kind: WordKind;
  readonly text: string;
}

/** xstrings.ToSnakeCase and ToKebabCase, over the words that {@link wordsOf} finds. */
function joinWords(text: string, connector: string): string {
  const words = wordsOf(text);
  let at = 0;
  let result = "";
  const take = (): Word => words[at++] ?? { kind: "none", text: "" };
  const atEnd = () => at >= words.length;
  const write = (kind: WordKind, word: string) => {
    result += kind === "upper" || kind === "connector" ? lowerWord(word, connector) : word;
  };
  /** Letters and numbers that follow a number belong to it. */
  const writeRun = () => {
    while (word.kind === "letters" || word.kind === "number") {
      write(word.kind, word.text);
      word = take();
    }
    if (word.kind !== "none" && word.kind !== "punctuation" && word.kind !== "connector") result += connector;
  };

  let word = take();
  while (!atEnd()) {
    if (word.kind !== "connector") write(word.kind, word.text);
    const previous = word;
    word = take();
    if (previous.kind === "number") {
      writeRun();
    } else if (previous.kind === "connector") {
      write("connector", previous.text);
    } else if (previous.kind !== "punctuation") {
      if (word.kind !== "number") {
        if (word.kind !== "connector" && word.kind !== "punctuation") result += connector;
      } else if (!atEnd()) {
        const number = word;
        word = take();
        if (word.kind === "letters") {
          // Small letters after the number: it starts a word ("HTTP2xx" is http_2xx).
          result += connector;
          write("number", number.text);
          writeRun();
        } else {
          // Otherwise it ends one ("Bld4Floor" is bld4_floor).
          write("number", number.text);
          if (word.kind !== "connector" && word.kind !== "punctuation") result += connector;
        }
      }
    }
  }
  write(word.kind, word.text);
  return result;
}

function lowerWord(word: string, connector: string): string {
  return runes(word)
    .map((rune) => (isConnector(rune) ? connector : isUpper(rune) ? toLower(rune) : rune))
    .join("");
}

function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (let rest = [...text]; rest.length > 0; ) {
    const word = nextWord(rest);
    words.push({ kind: word.kind, text: rest.slice(0, word.length).join("") });
    rest = rest.slice(word.length);
  }
  return words;
}

function nextWord(all: readonly string[]): { kind: WordKind; length: number } {
  const first = all[0] as string;
  if (!first.isWellFormed()) return { kind: "none", length: 1 };
  const run = (kind: WordKind, belongs: (rune: string) => boolean, from = 1) => {
    const end = all.findIndex((rune, i) => i >= from && rune.isWellFormed() && !belongs(rune));
    return { kind, length: end === -1 ? all.length : end };
  };
  if (isConnector(first)) return run("connector", isConnector);
  if (isPunctuation(first)) return run("punctuation", isPunctuation);
  if (isUpper(first)) return upperWord(all, run);
  if (isAlphabetic(first)) return run("letters", isSmall);
  if (isNumber(first)) return run("number", isNumber);
  return run("other", (rune) => ![isConnector, isAlphabetic, isNumber, isPunctuation].some((is) => is(rune)));
}

/** "HTTPStatus" is "HTTP" and "Status": a capital that small letters follow starts the next word. */
function upperWord(
  all: readonly string[],
  run: (
    kind: WordKind,
    belongs: (rune: string) => boolean,
    from?: number,
  ) => { kind: WordKind; length: number },
): { kind: WordKind; length: number } {
  const second = all[1];
  if (second === undefined) return { kind: "upper", length: 1 };
  if (isUpper(second)) {
    const word = run("upper", isUpper, 2);
    const after = all[word.length];
    return after !== undefined && isAlphabetic(after) ? { kind: "upper", length: word.length - 1 } : word;
  }
  return isAlphabetic(second) ? run("upper", isSmall, 2) : { kind: "upper", length: 1 };
}

function isSmall(rune: string): boolean {
  return isAlphabetic(rune) && !isUpper(rune);
}

/** Letters but for the ideographs, as xstrings counts them. */
function isAlphabetic(rune: string): boolean {
  return isLetter(rune) && !/[\u3400-\u4d85\u4e00-\u9fcc\u{20000}-\u{2b81d}]/u.test(rune);
}

function isConnector(rune: string): boolean {
  return rune === "-" || rune === "_" || isSpace(rune);
}
