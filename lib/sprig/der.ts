/** DER, the encoding of ASN.1 in certificates and keys (ITU-T X.690): as much of it as these need. */

import { encodeUtf8 } from "../gotemplate/utf8.ts";

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Tags whose meaning the surrounding type gives: [0], [1], … */
export const context = (number: number) => 0x80 | number;
export const constructedContext = (number: number) => 0xa0 | number;

export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(contents);
  return concatBytes([Uint8Array.from([tag, ...lengthBytes(content.length)]), content]);
}

function lengthBytes(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256);
  return [0x80 | bytes.length, ...bytes];
}

export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return der(TAG.sequence, ...parts);
}

/** An integer that is not negative, from its bytes. */
export function integer(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const shortest = bytes.subarray(start);
  const needsZero = shortest.length === 0 || (shortest[0] as number) >= 0x80;
  return der(TAG.integer, needsZero ? Uint8Array.from([0, ...shortest]) : shortest);
}

/** "1.2.840.113549.1.1.11" */
export function oid(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return der(TAG.oid, Uint8Array.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift(0x80 | (rest & 0x7f));
  return bytes;
}

export function bitString(bytes: Uint8Array, unused = 0): Uint8Array {
  return der(TAG.bitString, Uint8Array.from([unused]), bytes);
}

export function text(value: string): Uint8Array {
  const printable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value);
  return der(printable ? TAG.printableString : TAG.utf8String, encodeUtf8(value));
}

/** Two digits for the years from 1950 to 2049, four otherwise (RFC 5280, section 4.1.2.5). */
export function time(date: Date): Uint8Array {
  const digits = date
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:T]/g, "");
  const year = date.getUTCFullYear();
  const short = year >= 1950 && year < 2050;
  return der(short ? TAG.utcTime : TAG.generalizedTime, encodeUtf8(short ? digits.slice(2) : digits));
}

function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export interface Element {
  readonly tag: number;
  readonly content: Uint8Array;
  /** With tag and length. */
  readonly whole: Uint8Array;
}

/** The elements that stand one after the other in `bytes`. @throws RangeError for anything but DER */
export function elementsIn(bytes: Uint8Array): Element[] {
  const elements: Element[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at);
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

function elementAt(bytes: Uint8Array, at: number): Element {
  const first = bytes[at + 1] as number;
  const count = first < 0x80 ? 0 : first & 0x7f;
  if (first === undefined || count > 4) throw new RangeError("not DER");
  const size = bytes.subarray(at + 2, at + 2 + count).reduce((sum, byte) => sum * 256 + byte, 0);
  const length = count === 0 ? first : size;
  const start = at + 2 + count;
  if (start + length > bytes.length) throw new RangeError("not DER");
  return {
    tag: bytes[at] as number,
    content: bytes.subarray(start, start + length),
    whole: bytes.subarray(at, start + length),
  };
}
