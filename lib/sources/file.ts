import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { SourceError } from "./errors.ts";
import type { VersionedSource } from "./versioned.ts";

/** The bytes of one or more files, read anew at each call. */
export async function readFiles(paths: readonly string[], signal?: AbortSignal): Promise<Uint8Array[]> {
  return Promise.all(paths.map((path) => readOne(path, signal)));
}

/** A version for each content, whatever the time stamps say. */
export function versionOf(contents: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const content of contents) hash.update(`${content.length}\n`).update(content);
  return hash.digest("hex").slice(0, 12);
}

/** A configuration in one local file. */
export class FileSource implements VersionedSource {
  readonly name: string;
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
    this.name = `file ${path}`;
  }

  async fetch(signal: AbortSignal): Promise<{ id: string; content: Uint8Array }> {
    const content = await readOne(this.#path, signal);
    return { id: versionOf([content]), content };
  }
}

async function readOne(path: string, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    return await readFile(path, { signal });
  } catch (error) {
    throw new SourceError("source-unreadable", `cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EACCES: "permission denied",
  EISDIR: "it is a folder",
};

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined && Object.hasOwn(REASONS, code) ? REASONS[code] : undefined) ?? message;
}
