import { access } from "node:fs/promises";
import { text as readStream } from "node:stream/consumers";
import { readFiles } from "../lib/sources/file.ts";
import { UsageError } from "./fail.ts";
import { callerPath } from "./paths.ts";

/** A file's text, relative to where the caller stands; "-" is standard input. @throws UsageError naming the file */
export async function readText(file: string): Promise<string> {
  if (file !== "-") return Buffer.from(await readBytes(file)).toString();
  if (process.stdin.isTTY) process.stderr.write("reading what you type; Ctrl-D ends it\n");
  return readStream(process.stdin);
}

/** @throws UsageError */
export async function readBytes(file: string): Promise<Uint8Array> {
  try {
    const [bytes] = await readFiles([callerPath(file)]);
    return bytes as Uint8Array;
  } catch (error) {
    const { message } = error as Error;
    throw new UsageError(message.replace(callerPath(file), file), { cause: error });
  }
}

export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
