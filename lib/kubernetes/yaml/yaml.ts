import { KubernetesError } from "../errors.ts";
import { checkYamlNesting } from "../nesting.ts";
import type { BlockMemo } from "./block-memo.ts";
import type { YamlOptions } from "./build.ts";
import { readFastYaml } from "./fast-yaml.ts";
import { readYaml } from "./read.ts";

export { stringifyYaml } from "./write.ts";

/**
 * Reads the first document of a YAML text as sigs.k8s.io/yaml does into an empty interface: YAML 1.1 scalars,
 * keys made strings, aliases and merges resolved; an empty text is null.
 *
 * @throws KubernetesError code YAML_SYNTAX, with the position where there is one; the message begins like Go's,
 *   "error converting YAML to JSON: yaml: line 3: …"
 */
export function parseYaml(text: string, options: YamlOptions = {}): unknown {
  return likeGo(() => {
    checkYamlNesting(text);
    const fast = Object.keys(options).length === 0 ? readFastYaml(text) : undefined;
    return fast ? fast.value : readYaml(text, options);
  });
}

/** Like {@link parseYaml}, for texts that have much in common: what is alike in them is read once, and frozen. */
export function parseYamlSharing(text: string, memo: BlockMemo): unknown {
  return likeGo(() => {
    checkYamlNesting(text);
    const fast = readFastYaml(text, memo);
    return fast ? fast.value : readYaml(text, {});
  });
}

function likeGo<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof KubernetesError)) throw error;
    throw new KubernetesError(error.code, `error converting YAML to JSON: ${error.message}`, error.position);
  }
}
