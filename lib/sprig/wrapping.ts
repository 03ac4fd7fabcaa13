/** Shortening and wrapping text, as goutils does: by bytes, so that a character may be cut. */

import { byteLength, decodeUtf8, encodeUtf8 } from "../gotemplate/utf8.ts";
import { substring } from "./bytes.ts";

const MARKER = "...";

export function abbreviate(text: string, width: bigint): string {
  return width < 4n ? text : abbreviateFrom(text, 0n, width);
}

/** Cuts at both ends; `left` is where the text that must show begins. */
export function abbreviateBoth(text: string, left: bigint, width: bigint): string {
  if (width < 4n || (left > 0n && width < 7n)) return text;
  return abbreviateFrom(text, left, width);
}

function abbreviateFrom(text: string, left: bigint, width: bigint): string {
  const length = BigInt(byteLength(text));
  if (length <= width) return text;
  const room = width - 3n;
  const latest = length - room;
  const start = left > latest ? latest : left;
  if (start <= 4n) return substring(text, 0n, room) + MARKER;
  if (start < latest) return MARKER + abbreviateFrom(substring(text, start), 0n, room);
  return MARKER + substring(text, latest);
}

interface WrapOptions {
  readonly newLine: string;
  /** Whether a word longer than a line is cut. */
  readonly cutWords: boolean;
}

const SPACE = 0x20;

/** Breaks at spaces so that lines are at most `width` bytes; a space at the start of a line is dropped. */
export function wrapText(text: string, width: number, options: WrapOptions): string {
  const bytes = encodeUtf8(text);
  const line = Math.max(width, 1);
  const newLine = options.newLine === "" ? "\n" : options.newLine;
  const lines: string[] = [];
  let at = 0;
  const cut = (end: number, next: number) => {
    lines.push(decodeUtf8(bytes.subarray(at, end)));
    at = next;
  };
  while (bytes.length - at > line) {
    const space = bytes.lastIndexOf(SPACE, at + line);
    if (bytes[at] === SPACE) at++;
    else if (space >= at) cut(space, space + 1);
    else if (options.cutWords) cut(at + line, at + line);
    else {
      const next = bytes.indexOf(SPACE, at + line);
      if (next === -1) break;
      cut(next, next + 1);
    }
  }
  // A character that was cut is whole again where no line was broken inside it.
  return [...lines, decodeUtf8(bytes.subarray(at))].join(newLine);
}
