import { gunzipSync } from "node:zlib";
import { SourceError } from "./errors.ts";

/** Istio's own configuration is 0.12 MB; sixty-four times that is a mistake or an attack. */
export const MAX_BYTES = 8 * 1024 * 1024;

/** The first bytes of gzip (RFC 1952, 2.3.1, with the only method there is), and how base64 spells them. */
const GZIP = [0x1f, 0x8b, 0x08];
const GZIP_BASE64 = "H4sI";

/**
 * The text of a configuration that may be plain, gzip, or gzip in base64: a secret holds 65,536 bytes, and
 * Istio's configuration is longer than that.
 *
 * @throws SourceError `source-too-big` beyond {@link MAX_BYTES}, before or after decompression; `source-corrupt`.
 */
export function decompress(content: string | Uint8Array): string {
  if (content.length > MAX_BYTES) throw tooBig();
  if (typeof content === "string") {
    const text = content.trimStart();
    return text.startsWith(GZIP_BASE64) ? gunzip(Buffer.from(text, "base64")) : content;
  }
  if (GZIP.every((byte, index) => content[index] === byte)) return gunzip(content);
  return decompressedText(content);
}

/** Bytes may hold base64 too: `--secret-binary fileb://injector.b64`. */
function decompressedText(bytes: Uint8Array): string {
  const text = utf8(bytes);
  return text.trimStart().startsWith(GZIP_BASE64) ? decompress(text) : text;
}

function gunzip(bytes: Uint8Array): string {
  try {
    return utf8(gunzipSync(bytes, { maxOutputLength: MAX_BYTES }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooBig();
    if (error instanceof SourceError) throw error;
    throw new SourceError("source-corrupt", `the gzip data is damaged: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw new SourceError("source-corrupt", "the configuration is not UTF-8 text", { cause: error });
  }
}

function tooBig(): SourceError {
  return new SourceError("source-too-big", `the configuration is bigger than ${MAX_BYTES / 1024 / 1024} MiB`);
}
