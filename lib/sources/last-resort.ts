import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import * as v from "valibot";
import { decompress } from "./decompress.ts";
import { SourceError } from "./errors.ts";
import type { Version } from "./versioned.ts";

/** A version that was packed beside the code, and when (Date.now()). */
export interface PackedVersion extends Version {
  readonly packedAt: number;
}

const packedInjector = v.strictObject({
  /** Of the secret, or a hash of the file it came from. */
  version: v.string(),
  source: v.record(v.string(), v.unknown()),
});

const lastResort = v.strictObject({
  packedAt: v.pipe(v.string(), v.isoTimestamp()),
  /** By their names below the secrets' prefix; "injector" is that of clusters that choose none. */
  injectors: v.record(v.string(), packedInjector),
  /** The registry, where it was asked for. */
  clusters: v.optional(v.record(v.string(), v.unknown())),
});

/** What `remora bundle-config` packs into a deployment, for a function that starts and cannot read its secrets. */
export type LastResort = v.InferOutput<typeof lastResort>;

/** Equal contents give equal bytes. */
export function packLastResort(content: LastResort): Uint8Array {
  return gzipSync(JSON.stringify(content), { level: 9 });
}

/** @throws SourceError `source-invalid`, `source-corrupt`, `source-too-big`. */
export function unpackLastResort(bytes: Uint8Array): LastResort {
  const result = v.safeParse(lastResort, parsed(decompress(bytes)));
  if (result.success) return result.output;
  const faults = result.issues.map((issue) => `${v.getDotPath(issue) ?? "the file"}: ${issue.message}`);
  throw new SourceError("source-invalid", `this is no last resort: ${faults.join("; ")}`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new SourceError("source-invalid", `this is no last resort: ${(cause as Error).message}`, { cause });
  }
}

/** The last resort in a file, which is not looked at before it is needed. */
export class LastResortFile {
  readonly #path: string;
  #content: LastResort | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** @throws as {@link unpackLastResort}, and where the file cannot be read. */
  injector(name: string): PackedVersion | undefined {
    const { injectors } = this.#read();
    const packed = Object.hasOwn(injectors, name) ? injectors[name] : undefined;
    return packed && this.#packed(packed.version, packed.source);
  }

  /** Any part of the registry: it is packed as a whole. @throws as {@link injector}. */
  clusters(): PackedVersion | undefined {
    const { clusters, packedAt } = this.#read();
    return clusters && this.#packed(`packed ${packedAt}`, clusters);
  }

  #packed(id: string, content: object): PackedVersion {
    return { id, content: JSON.stringify(content), packedAt: Date.parse(this.#read().packedAt) };
  }

  #read(): LastResort {
    this.#content ??= unpackLastResort(readFileSync(this.#path));
    return this.#content;
  }
}
