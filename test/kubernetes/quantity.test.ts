import { expect, test } from "@jest/globals";
import { canonicalQuantity } from "../../lib/kubernetes/quantity.ts";

/** Go would take minutes for these, so that there are no recorded answers. */
test.each([
  ["a long number that ends in zeros", `1${"0".repeat(300_000)}m`, /^1$/],
  ["a very small number, which becomes the smallest there is", `0.${"0".repeat(300_000)}1`, /^1n$/],
  ["the exponent of a tiny number", "1e-2147483000", /^1e-9$/],
  ["the exponent of a huge number", "1e2147483000", /^100e2147482998$/],
])("%s takes no time", (_sentence, text, expected) => {
  expect(canonicalQuantity(text)).toMatch(expected);
});
