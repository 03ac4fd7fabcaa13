import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const FOLDER = fileURLToPath(new URL("../../dist/lambda/", import.meta.url));

export interface Part {
  readonly name: string;
  readonly kilobytes: number;
}

export interface Bundle {
  readonly kilobytes: number;
  readonly compressedKilobytes: number;
  /** Our own folders and the packages, largest first. */
  readonly parts: readonly Part[];
}

/** What the function consists of, by esbuild's account of it; run after `npm run build`. */
export function bundle(): Bundle {
  const file = readFileSync(`${FOLDER}webhook.cjs`);
  const { outputs } = JSON.parse(readFileSync(`${FOLDER}meta.json`, "utf8"));
  const [output] = Object.values(outputs) as { inputs: Record<string, { bytesInOutput: number }> }[];
  const sizes = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(output?.inputs ?? {})) {
    const name = partOf(path);
    sizes.set(name, (sizes.get(name) ?? 0) + bytesInOutput);
  }
  const parts = [...sizes].map(([name, bytes]) => ({ name, kilobytes: bytes / 1024 }));
  return {
    kilobytes: file.length / 1024,
    compressedKilobytes: gzipSync(file, { level: 9 }).length / 1024,
    parts: parts.sort((a, b) => b.kilobytes - a.kilobytes),
  };
}

/** "lib/istio", "yaml", "@aws-sdk and @smithy" */
function partOf(path: string): string {
  const [, scoped] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path) ?? [];
  if (scoped === undefined)
    return path
      .split("/")
      .slice(0, path.startsWith("lib/") ? 2 : 1)
      .join("/");
  return /^@(aws|smithy)/.test(scoped) ? "@aws-sdk and @smithy" : scoped;
}
