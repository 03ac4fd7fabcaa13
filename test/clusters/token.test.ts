import { describe, expect, test } from "@jest/globals";
import {
  hashToken,
  newToken,
  TOKEN_HASH_PATTERN,
  TOKEN_PATTERN,
  tokenMatches,
} from "../../lib/clusters/token.ts";

describe("a capability token", () => {
  test("is 256 random bits in lower-case base32, so that a path segment and a service path may hold it", () => {
    for (let i = 0; i < 200; i++) expect(newToken()).toMatch(TOKEN_PATTERN);
    expect(newToken(() => new Uint8Array(32))).toBe("a".repeat(52));
    expect(newToken(() => new Uint8Array(32).fill(255))).toBe(`${"7".repeat(51)}q`);
  });

  test("never comes twice", () => {
    expect(new Set(Array.from({ length: 500 }, () => newToken())).size).toBe(500);
  });

  test("is kept as its SHA-256", () => {
    expect(hashToken("abc")).toBe("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(hashToken(newToken())).toMatch(TOKEN_HASH_PATTERN);
  });
});

describe("whether a token is one of the hashed ones", () => {
  const [first, second, other] = [newToken(), newToken(), newToken()];
  const cases: [string, string, string[], boolean][] = [
    ["the token in use", first, [hashToken(first), hashToken(second)], true],
    ["its successor", second, [hashToken(first), hashToken(second)], true],
    ["another token", other, [hashToken(first), hashToken(second)], false],
    ["no hashes at all", first, [], false],
    ["the empty token", "", [hashToken(first)], false],
    ["the hash in place of the token", hashToken(first), [hashToken(first)], false],
    ["a malformed hash", first, ["sha256:", "", "x".repeat(71)], false],
  ];
  test.each(cases)("%s", (_name, token, hashes, expected) => {
    expect(tokenMatches(token, hashes)).toBe(expected);
  });

  test("a token with any one character changed is refused", () => {
    for (let i = 0; i < first.length; i++) {
      const changed = `${first.slice(0, i)}${first[i] === "a" ? "b" : "a"}${first.slice(i + 1)}`;
      expect(tokenMatches(changed, [hashToken(first)])).toBe(false);
    }
  });
});
