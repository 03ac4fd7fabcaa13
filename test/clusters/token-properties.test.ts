import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { identify } from "../../lib/clusters/identity.ts";
import { parseCallPath, redactPath } from "../../lib/clusters/path.ts";
import { checkRegistry } from "../../lib/clusters/registry.ts";
import { hashToken, newToken, TOKEN_PATTERN, tokenMatches } from "../../lib/clusters/token.ts";

const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const token = bytes.map((random) => newToken(() => random));
const text = fc.string({ unit: "grapheme", maxLength: 80 });
/** What stands in a token's place: tokens, nearly tokens, and anything. */
const nearlyToken = fc.oneof(
  token,
  fc.tuple(token, fc.nat(51), text).map(([good, at, odd]) => good.slice(0, at) + odd + good.slice(at + 1)),
  token.map((good) => good.toUpperCase()),
  text,
);

/** RFC 4648, section 6. */
function decodeBase32(encoded: string): number[] {
  const bits = [...encoded].map((c) =>
    "abcdefghijklmnopqrstuvwxyz234567".indexOf(c).toString(2).padStart(5, "0"),
  );
  return (bits.join("").match(/.{8}/g) ?? []).map((octet) => Number.parseInt(octet, 2));
}

describe("for every token", () => {
  test("it is its 256 bits in base32, so that no two of them share one", () => {
    fc.assert(
      fc.property(bytes, (random) => {
        const made = newToken(() => random);
        expect(made).toMatch(TOKEN_PATTERN);
        expect(decodeBase32(made)).toEqual([...random]);
      }),
    );
  });

  test("it matches where its own hash stands, and nowhere else", () => {
    fc.assert(
      fc.property(nearlyToken, fc.array(nearlyToken, { maxLength: 3 }), (given, known) => {
        expect(tokenMatches(given, known.map(hashToken))).toBe(known.includes(given));
        expect(tokenMatches(given, [hashToken(given), ...known.map(hashToken)])).toBe(true);
        expect(tokenMatches(given, [given, ...known])).toBe(false);
      }),
    );
  });

  test("the path gives it back as it is, and leaves Istio's part as it was", () => {
    fc.assert(
      fc.property(token, text, (given, rest) => {
        const inject = `/inject/${rest}`;
        expect(parseCallPath(`/t/${given}${inject}`)).toMatchObject({ token: given, inject });
      }),
    );
  });

  test("a path that holds it, wherever, is written without it", () => {
    fc.assert(
      fc.property(token, text, text, fc.boolean(), (given, before, after, capitals) => {
        const shown = redactPath(`/${before}${capitals ? given.toUpperCase() : given}${after}`);
        expect(shown.toLowerCase()).not.toContain(given.slice(0, 26));
        expect(shown.toLowerCase()).not.toContain(given.slice(26));
      }),
    );
  });
});

test("whatever stands in its place, only a token of the cluster gets in, and a refusal repeats none of it", async () => {
  const [good, others] = [newToken(), [newToken(), newToken()]];
  const { clusters } = checkRegistry({
    clusters: {
      a: { identity: { tokens: [hashToken(good)] } },
      b: { identity: { tokens: others.map(hashToken) } },
    },
  });
  const given = fc.oneof(fc.constantFrom(good, ...others), nearlyToken);
  await fc.assert(
    fc.asyncProperty(given, fc.constantFrom("a", "b", "c"), async (shown, name) => {
      const path = `/t/${shown}/inject/cluster/${name}`;
      const request = { method: "POST", path, query: {}, headers: {}, body: "" };
      const result = await identify(request, async (asked) => clusters.get(asked));
      expect(result.ok).toBe((name === "a" && shown === good) || (name === "b" && others.includes(shown)));
      if (!result.ok && shown.length > 10) expect(result.message).not.toContain(shown);
    }),
    { numRuns: 500 },
  );
});
