import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const FOLDER = fileURLToPath(new URL("../../dist/lambda/", import.meta.url));

export interface Part {
  readonly name: string;
  readonly kilobytes: number;
}

export interface Bundle {
  /** Of what a start reads, webhook.cjs. */
  readonly kilobytes: number;
  readonly compressedKilobytes: number;
  /** Our own folders and the packages in it, largest first. */
  readonly parts: readonly Part[];
  /** The files beside it, which are read when they are needed. */
  readonly setAside: readonly Part[];
}

interface Output {
  readonly bytes: number;
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
}

/** What the function consists of, by esbuild's account of it; run after `npm run build`. */
export function bundle(): Bundle {
  const file = readFileSync(`${FOLDER}webhook.cjs`);
  const outputs: Record<string, Output> = JSON.parse(readFileSync(`${FOLDER}meta.json`, "utf8")).outputs;
  const { "dist/lambda/webhook.cjs": main, ...others } = outputs;
  const sizes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(main?.inputs ?? {})) {
    const name = partOf(path);
    sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
  }
  return {
    kilobytes: file.length / 1024,
    compressedKilobytes: gzipSync(file, { level: 9 }).length / 1024,
    parts: bySize([...sizes]),
    setAside: bySize(Object.entries(others).map(([path, { bytes }]) => [basename(path, ".cjs"), bytes])),
  };
}

function bySize(sizes: readonly (readonly [name: string, bytes: number])[]): Part[] {
  const parts = sizes.map(([name, bytes]) => ({ name, kilobytes: bytes / 1024 }));
  return parts.sort((a, b) => b.kilobytes - a.kilobytes);
}

/** "lib/istio", "yaml", "@aws-sdk and @smithy" */
function partOf(path: string): string {
  if (path.startsWith("set-aside:")) return "doors to the packages below";
  const [, scoped] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  if (scoped === undefined)
    return path
      .split("/")
      .slice(0, path.startsWith("lib/") ? 2 : 1)
      .join("/");
  return /^@(aws|smithy)/.test(scoped) ? "@aws-sdk and @smithy" : scoped;
}
