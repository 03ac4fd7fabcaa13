import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** RFC 4648's base32 alphabet in lower case: such a token is valid in a URL path and in a `service.path` segment alike. */
const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

/** What {@link newToken} makes: 256 bits are 52 characters of base32. */
export const TOKEN_PATTERN = /^[a-z2-7]{52}$/;

/** How a token is kept: `sha256:` and 64 hex digits. 256 random bits need no salt and no slow hash. */
export const TOKEN_HASH_PATTERN = /^sha256:[0-9a-f]{64}$/;

/** A new capability token: 256 random bits in lower-case base32. It is shown once; only its hash is kept. */
export function newToken(random: (bytes: number) => Uint8Array = randomBytes): string {
  let bits = 0n;
  for (const byte of random(32)) bits = (bits << 8n) | BigInt(byte);
  bits <<= 4n;
  let token = "";
  for (let i = 0; i < 52; i++) {
    token = ALPHABET[Number(bits & 31n)] + token;
    bits >>= 5n;
  }
  return token;
}

/** The form in which the registry holds a token. */
export function hashToken(token: string): string {
  return `sha256:${createHash("sha256").update(token, "utf8").digest("hex")}`;
}

/**
 * Whether `token` is one of those behind `hashes`. Every hash is compared, each in constant time, so
 * that the time taken tells neither how much of a token was right nor which of two tokens is in use.
 */
export function tokenMatches(token: string, hashes: readonly string[]): boolean {
  const given = Buffer.from(hashToken(token));
  let found = false;
  for (const hash of hashes) {
    const expected = Buffer.from(hash);
    if (expected.length === given.length && timingSafeEqual(expected, given)) found = true;
  }
  return found;
}
