import {
  type Cursor,
  isAlpha,
  isBlank,
  isBlankOrEnd,
  isBreakOrEnd,
  isDigit,
  isHex,
  type Mark,
} from "./cursor.ts";
import { passComment } from "./scalars.ts";

/** Passes an anchor or an alias, and returns its name (go-yaml: scan_anchor). */
export function passAnchor(cursor: Cursor): string {
  const start = cursor.mark();
  cursor.skip();
  const name = passName(cursor);
  const next = cursor.char();
  if (name === "" || !(isBlankOrEnd(next) || /^[?:,\]}%@`]$/.test(next))) {
    cursor.fail("did not find expected alphabetic or numeric character", start);
  }
  return name;
}

function passName(cursor: Cursor): string {
  let name = "";
  while (isAlpha(cursor.char())) {
    name += cursor.char();
    cursor.skip();
  }
  return name;
}

/**
 * Passes a tag (go-yaml: scan_tag).
 *
 * @returns its handle, "" where it has none
 */
export function passTag(cursor: Cursor): string {
  const start = cursor.mark();
  let handle = "";
  if (cursor.char(1) === "<") {
    cursor.skip(2);
    passTagUri(cursor, start, false);
    if (cursor.char() !== ">") cursor.fail("did not find the expected '>'", start);
    cursor.skip();
  } else {
    const head = passTagHandle(cursor, start, false);
    if (head.length > 1 && head.endsWith("!")) {
      passTagUri(cursor, start, false);
      handle = head;
    } else {
      const hasSuffix = passTagUri(cursor, start, true) || head.length > 1;
      handle = hasSuffix ? "!" : "";
    }
  }
  if (!isBlankOrEnd(cursor.char())) cursor.fail("did not find expected whitespace or line break", start);
  return handle;
}

function passTagHandle(cursor: Cursor, start: Mark, isDirective: boolean): string {
  if (cursor.char() !== "!") cursor.fail("did not find expected '!'", start);
  cursor.skip();
  let handle = `!${passName(cursor)}`;
  if (cursor.char() === "!") {
    handle += "!";
    cursor.skip();
  } else if (isDirective && handle !== "!") {
    cursor.fail("did not find expected '!'", start);
  }
  return handle;
}

/** @returns whether there was one, which is an error unless it `mayBeEmpty` */
function passTagUri(cursor: Cursor, start: Mark, mayBeEmpty: boolean): boolean {
  const from = cursor.index;
  while (isAlpha(cursor.char()) || /^[;/?:@&=+$,.!~*'()[\]%]$/.test(cursor.char())) {
    if (cursor.char() === "%") passUriEscape(cursor, start);
    else cursor.skip();
  }
  if (cursor.index === from && !mayBeEmpty) cursor.fail("did not find expected tag URI", start);
  return cursor.index > from;
}

/** Octets in hexadecimal, as many as the first of them begins a character of. */
function passUriEscape(cursor: Cursor, start: Mark): void {
  let left = 0;
  do {
    if (cursor.char() !== "%" || !isHex(cursor.char(1)) || !isHex(cursor.char(2))) {
      cursor.fail("did not find URI escaped octet", start);
    }
    const octet = Number.parseInt(cursor.char(1) + cursor.char(2), 16);
    if (left === 0) {
      left = octetsOf(octet);
      if (left === 0) cursor.fail("found an incorrect leading UTF-8 octet", start);
    } else if ((octet & 0xc0) !== 0x80) {
      cursor.fail("found an incorrect trailing UTF-8 octet", start);
    }
    cursor.skip(3);
    left--;
  } while (left > 0);
}

function octetsOf(leading: number): number {
  if (leading < 0x80) return 1;
  if ((leading & 0xe0) === 0xc0) return 2;
  if ((leading & 0xf0) === 0xe0) return 3;
  return (leading & 0xf8) === 0xf0 ? 4 : 0;
}

export type Directive =
  | { readonly name: "YAML"; readonly version: string }
  | { readonly name: "TAG"; readonly handle: string };

/** Passes a directive and the rest of its line (go-yaml: scan_directive). */
export function passDirective(cursor: Cursor): Directive {
  const start = cursor.mark();
  cursor.skip();
  const directive = passDirectiveValue(cursor, start, passDirectiveName(cursor, start));
  cursor.skipWhile(isBlank);
  passComment(cursor);
  if (!isBreakOrEnd(cursor.char())) cursor.fail("did not find expected comment or line break", start);
  cursor.skipLine();
  return directive;
}

function passDirectiveName(cursor: Cursor, start: Mark): string {
  const name = passName(cursor);
  if (name === "") cursor.fail("could not find expected directive name", start);
  if (!isBlankOrEnd(cursor.char())) cursor.fail("found unexpected non-alphabetical character", start);
  return name;
}

function passDirectiveValue(cursor: Cursor, start: Mark, name: string): Directive {
  if (name === "YAML") {
    cursor.skipWhile(isBlank);
    const major = passVersionNumber(cursor, start);
    if (cursor.char() !== ".") cursor.fail("did not find expected digit or '.' character", start);
    cursor.skip();
    return { name, version: `${major}.${passVersionNumber(cursor, start)}` };
  }
  if (name !== "TAG") cursor.fail("found unknown directive name", start);
  cursor.skipWhile(isBlank);
  const handle = passTagHandle(cursor, start, true);
  if (!isBlank(cursor.char())) cursor.fail("did not find expected whitespace", start);
  cursor.skipWhile(isBlank);
  passTagUri(cursor, start, false);
  if (!isBlankOrEnd(cursor.char())) cursor.fail("did not find expected whitespace or line break", start);
  return { name: "TAG", handle };
}

function passVersionNumber(cursor: Cursor, start: Mark): number {
  let digits = "";
  while (isDigit(cursor.char())) {
    digits += cursor.char();
    if (digits.length > 2) cursor.fail("found extremely long version number", start);
    cursor.skip();
  }
  if (digits === "") cursor.fail("did not find expected version number", start);
  return Number(digits);
}
