/** Go's layouts of dates: the reference time, Mon Jan 2 15:04:05 MST 2006, written the way that is wanted. */

import { encodeUtf8 } from "../gotemplate/utf8.ts";

/** A part of a layout that stands for something, and the text before it. */
export interface Chunk {
  readonly before: string;
  /** "" at the end of the layout. */
  readonly token: string;
}

/** In the order in which Go tries them at each position. `_2006` is an underscore and a year. */
const TOKEN = new RegExp(
  [
    "January|Jan(?![a-z])",
    "Monday|Mon(?![a-z])|MST",
    "0[1-6]|002",
    "15|1",
    "2006|2",
    "_2(?!006)|__2",
    "[345]|PM|pm",
    "-070000|-07:00:00|-0700|-07:00|-07",
    "Z070000|Z07:00:00|Z0700|Z07:00|Z07",
    "[.,](?:0+|9+)(?!\\d)",
  ].join("|"),
  "g",
);

const layouts = new Map<string, readonly Chunk[]>();
const MAX_KNOWN = 256;

export function chunksOf(layout: string): readonly Chunk[] {
  const known = layouts.get(layout);
  if (known !== undefined) return known;
  const chunks: Chunk[] = [];
  let at = 0;
  for (const match of layout.matchAll(TOKEN)) {
    chunks.push({ before: layout.slice(at, match.index), token: match[0] });
    at = match.index + match[0].length;
  }
  chunks.push({ before: layout.slice(at), token: "" });
  if (layouts.size >= MAX_KNOWN) layouts.clear();
  layouts.set(layout, chunks);
  return chunks;
}

export function isFraction(token: string): boolean {
  return token.startsWith(".") || token.startsWith(",");
}

export const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
export const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** The time package's own quoting for messages: bytes beyond ASCII in hexadecimal. */
export function quoteBytes(text: string): string {
  const quoted = Array.from(encodeUtf8(text), (byte) => {
    if (byte < 0x20 || byte >= 0x80) return `\\x${byte.toString(16).padStart(2, "0")}`;
    const character = String.fromCharCode(byte);
    return character === '"' || character === "\\" ? `\\${character}` : character;
  });
  return `"${quoted.join("")}"`;
}
