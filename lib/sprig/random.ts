/** Random text, numbers and identifiers, from the source of random bytes that the caller passes in. */

import { type FuncMap, fn, GoError, type GoFunc } from "../gotemplate/values.ts";
import { encodeBase64 } from "./base-n.ts";
import { runes } from "./bytes.ts";
import { checkCharacters } from "./limits.ts";
import type { Limits } from "./options.ts";

export type RandomBytes = (count: number) => Uint8Array;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const DIGITS = "0123456789";
const ASCII = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join("");

export function randomFuncs(random: RandomBytes, limits: Limits): FuncMap {
  const text = (name: string, alphabet: string): GoFunc =>
    impure("func(count int) string", (count: bigint) => {
      checkCharacters(count, name, limits);
      return randomText(Number(count), alphabet, random);
    });
  return {
    randAlphaNum: text("randAlphaNum", LETTERS + DIGITS),
    randAlpha: text("randAlpha", LETTERS),
    randNumeric: text("randNumeric", DIGITS),
    randAscii: text("randAscii", ASCII),
    randBytes: impure("func(count int) (string, error)", (count: bigint) => {
      if (count < 0n) throw new GoError("runtime error: makeslice: len out of range");
      checkCharacters(count, "randBytes", limits);
      return encodeBase64(random(Number(count)));
    }),
    randInt: impure("func(min int, max int) int", (min: bigint, max: bigint) => {
      if (max <= min) throw new GoError("invalid argument to Intn");
      return min + randomBelow(max - min, random);
    }),
    shuffle: impure("func(str string) string", (source) => shuffle(runes(source), random).join("")),
    uuidv4: impure("func() string", () => uuid(random(16))),
  };
}

function impure(signature: string, call: GoFunc["call"]): GoFunc {
  return { ...fn(signature, call), impure: true };
}

function randomText(count: number, alphabet: string, random: RandomBytes): string {
  let text = "";
  // Bytes beyond the last whole multiple of the alphabet would make its first letters likelier.
  const fair = 256 - (256 % alphabet.length);
  while (text.length < count) {
    for (const byte of random(count - text.length)) {
      if (byte < fair) text += alphabet[byte % alphabet.length];
    }
  }
  return text;
}

/** From 0 to below `bound`, each with the same probability. */
function randomBelow(bound: bigint, random: RandomBytes): bigint {
  const space = 2n ** 64n;
  const fair = space - (space % bound);
  for (;;) {
    const number = random(8).reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
    if (number < fair) return number % bound;
  }
}

/** Fisher and Yates. */
function shuffle(all: string[], random: RandomBytes): string[] {
  for (let i = all.length - 1; i > 0; i--) {
    const j = Number(randomBelow(BigInt(i + 1), random));
    [all[i], all[j]] = [all[j] as string, all[i] as string];
  }
  return all;
}

/** RFC 9562, version 4. */
function uuid(bytes: Uint8Array): string {
  const own = Uint8Array.from(bytes);
  own[6] = ((own[6] as number) & 0x0f) | 0x40;
  own[8] = ((own[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(own, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
