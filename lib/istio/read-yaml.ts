import { KubernetesError } from "../kubernetes/errors.ts";
import { parseYaml } from "../kubernetes/yaml/yaml.ts";

/**
 * Reads YAML where Istio calls yaml.YAMLToJSON, which reports the YAML reader's complaint as it is; only
 * yaml.Unmarshal puts "error converting YAML to JSON" before it.
 */
export function readYaml(text: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    if (!(error instanceof KubernetesError)) throw error;
    throw new KubernetesError(
      error.code,
      error.message.replace("error converting YAML to JSON: ", ""),
      error.position,
    );
  }
}
