import { randomBytes } from "node:crypto";
import type { FuncMap } from "../../lib/gotemplate/values.ts";
import { yamlFuncs } from "../../lib/sprig/helm.ts";
import { sprigFuncs } from "../../lib/sprig/sprig.ts";

/** The functions that the peer in go/ has: see its case.go. */
export async function peerFunctions(): Promise<FuncMap> {
  const sprig = sprigFuncs({
    clock: () => new Date(),
    random: (count) => randomBytes(count),
    env: { REMORA_PEER: "yes" },
  });
  return { ...sprig, ...yamlFuncs };
}
