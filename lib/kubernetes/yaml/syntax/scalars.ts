import { type Cursor, END, isBlank, isBlankOrEnd, isBreak, isBreakOrEnd, isDigit, isHex } from "./cursor.ts";

/** Passes a literal or folded scalar; `indent` is that of the collection around it (go-yaml: scan_block_scalar). */
export function passBlockScalar(cursor: Cursor, indent: number): void {
  const start = cursor.mark();
  cursor.skip();
  const given = passBlockHeader(cursor);
  cursor.skipWhile(isBlank);
  passComment(cursor);
  if (!isBreakOrEnd(cursor.char())) cursor.fail("did not find expected comment or line break", start);
  cursor.skipLine();
  let depth = given === 0 ? 0 : Math.max(indent, 0) + given;
  depth = passBlockIndent(cursor, depth, indent);
  while (cursor.column === depth && cursor.char() !== END) {
    cursor.skipWhile((char) => !isBreakOrEnd(char));
    cursor.skipLine();
    depth = passBlockIndent(cursor, depth, indent);
  }
}

/** The signs of chomping and of indentation, in either order; returns the latter, 0 for none. */
function passBlockHeader(cursor: Cursor): number {
  const start = cursor.mark();
  let indent = 0;
  const passSign = () => {
    if (cursor.char() === "+" || cursor.char() === "-") cursor.skip();
  };
  passSign();
  if (isDigit(cursor.char())) {
    if (cursor.char() === "0") cursor.fail("found an indentation indicator equal to 0", start);
    indent = Number(cursor.char());
    cursor.skip();
    if (cursor.index === start.index + 1) passSign();
  }
  return indent;
}

/** Passes empty lines and the indentation of the next; finds the depth of the scalar where it is not known (0). */
function passBlockIndent(cursor: Cursor, depth: number, indent: number): number {
  const start = cursor.mark();
  let deepest = 0;
  for (;;) {
    while ((depth === 0 || cursor.column < depth) && cursor.char() === " ") cursor.skip();
    deepest = Math.max(deepest, cursor.column);
    if ((depth === 0 || cursor.column < depth) && cursor.char() === "\t") {
      cursor.fail("found a tab character where an indentation space is expected", start);
    }
    if (!isBreak(cursor.char())) break;
    cursor.skipLine();
  }
  return depth === 0 ? Math.max(deepest, indent + 1, 1) : depth;
}

const HEX_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Passes a scalar in quotes (go-yaml: scan_flow_scalar). */
export function passQuotedScalar(cursor: Cursor, quote: '"' | "'"): void {
  const start = cursor.mark();
  cursor.skip();
  for (;;) {
    if (cursor.isAtDocumentIndicator()) cursor.fail("found unexpected document indicator", start);
    if (cursor.char() === END) cursor.fail("found unexpected end of stream", start);
    while (!isBlankOrEnd(cursor.char()) && cursor.char() !== quote) {
      if (quote === '"' && cursor.char() === "\\") passEscape(cursor, start);
      else cursor.skip();
    }
    if (cursor.char() === quote) {
      if (quote === '"' || cursor.char(1) !== "'") break;
      cursor.skip(2);
    }
    passBlanksAndBreaks(cursor);
  }
  cursor.skip();
}

function passEscape(cursor: Cursor, start: ReturnType<Cursor["mark"]>): void {
  const code = cursor.char(1);
  if (isBreak(code)) {
    cursor.skip();
    cursor.skipLine();
    return;
  }
  if (!/^[0abtnvfre "'\\N_LPxuU\t]$/.test(code)) cursor.fail("found unknown escape character", start);
  cursor.skip(2);
  const digits = HEX_DIGITS[code] ?? 0;
  let value = 0;
  for (let i = 0; i < digits; i++) {
    if (!isHex(cursor.char(i))) cursor.fail("did not find expected hexdecimal number", start);
    value = value * 16 + Number.parseInt(cursor.char(i), 16);
  }
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) {
    cursor.fail("found invalid Unicode character escape code", start);
  }
  cursor.skip(digits);
}

function passBlanksAndBreaks(cursor: Cursor): void {
  while (isBlank(cursor.char()) || isBreak(cursor.char())) {
    if (isBlank(cursor.char())) cursor.skip();
    else cursor.skipLine();
  }
}

/**
 * Passes a scalar without quotes (go-yaml: scan_plain_scalar).
 *
 * @returns whether it ended at the start of a line, where a key may begin
 */
export function passPlainScalar(cursor: Cursor, indent: number, isInFlow: boolean): boolean {
  const start = cursor.mark();
  let isAtLineStart = false;
  for (;;) {
    if (cursor.isAtDocumentIndicator() || cursor.char() === "#") break;
    const from = cursor.index;
    while (!isBlankOrEnd(cursor.char()) && !endsPlain(cursor, isInFlow)) cursor.skip();
    if (cursor.index > from) isAtLineStart = false;
    if (!isBlank(cursor.char()) && !isBreak(cursor.char())) break;
    while (isBlank(cursor.char()) || isBreak(cursor.char())) {
      if (isBreak(cursor.char())) {
        cursor.skipLine();
        isAtLineStart = true;
        continue;
      }
      if (isAtLineStart && cursor.column <= indent && cursor.char() === "\t") {
        cursor.fail("found a tab character that violates indentation", start);
      }
      cursor.skip();
    }
    if (!isInFlow && cursor.column <= indent) break;
  }
  return isAtLineStart;
}

function endsPlain(cursor: Cursor, isInFlow: boolean): boolean {
  const char = cursor.char();
  return (char === ":" && isBlankOrEnd(cursor.char(1))) || (isInFlow && /^[,?[\]{}]$/.test(char));
}

export function passComment(cursor: Cursor): void {
  if (cursor.char() === "#") cursor.skipWhile((char) => !isBreakOrEnd(char));
}
