import { gzipSync } from "node:zlib";
import { SourceError } from "./errors.ts";

/** The largest value of a secret, in bytes: AWS Secrets Manager's quota. */
const SECRET_BYTES = 65_536;

export type SecretValue = { readonly SecretString: string } | { readonly SecretBinary: Uint8Array };

/**
 * The form in which a text is put into a secret: plain where it fits, so that it can be read in the console,
 * else compressed. Equal texts give equal values.
 *
 * @throws SourceError `secret-full`.
 */
export function secretValue(text: string, what: string): SecretValue {
  if (Buffer.byteLength(text) <= SECRET_BYTES) return { SecretString: text };
  const compressed = gzipSync(text, { level: 9 });
  if (compressed.length <= SECRET_BYTES) return { SecretBinary: compressed };
  throw new SourceError(
    "secret-full",
    `${what} takes ${compressed.length.toLocaleString("en")} bytes compressed; a secret holds ${SECRET_BYTES.toLocaleString("en")}`,
  );
}
