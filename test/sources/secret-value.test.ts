import { randomBytes } from "node:crypto";
import { expect, test } from "@jest/globals";
import { readRegistry } from "../../lib/clusters/directory.ts";
import { RegistryText } from "../../lib/clusters/registry-text.ts";
import { hashToken, newToken } from "../../lib/clusters/token.ts";
import { secretValue } from "../../lib/sources/secret-value.ts";

test("what fits is written as it is, so that it can be read in the console", () => {
  expect(secretValue("a".repeat(65_536), "it")).toEqual({ SecretString: "a".repeat(65_536) });
});

test("what does not is compressed, the same text always to the same bytes", () => {
  const [first, second] = [1, 2].map(() => secretValue("a".repeat(65_537), "it"));
  expect(first).toEqual({ SecretBinary: expect.anything() });
  expect(second).toEqual(first);
});

test("what does not fit even so is refused, and the message says how much it would take", () => {
  const noise = randomBytes(70_000).toString("base64");
  expect(() => secretValue(noise, "the injector in remora/prod/injector")).toThrow(
    expect.objectContaining({
      code: "secret-full",
      message: expect.stringMatching(
        /^the injector in remora\/prod\/injector takes [\d,]+ bytes compressed; a secret holds 65,536$/,
      ),
    }),
  );
});

test("a part of the registry takes clusters until its secret is full, and says so before it writes", () => {
  const partOf = (count: number) => {
    const entry = () => ({ identity: { tokens: [hashToken(newToken())] } });
    const clusters = Object.fromEntries(Array.from({ length: count }, (_, i) => [`cluster-${i}`, entry()]));
    return secretValue(new RegistryText(JSON.stringify({ clusters })).toJson(), "it");
  };
  const { SecretBinary } = partOf(1_000) as { SecretBinary: Uint8Array };
  expect(readRegistry({ content: SecretBinary }).clusters.size).toBe(1_000);
  expect(() => partOf(2_000)).toThrow(/a secret holds 65,536$/);
});
