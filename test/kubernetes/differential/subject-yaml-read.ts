import { parseYaml } from "../../../lib/kubernetes/yaml.ts";
import { generateYaml } from "./generate-yaml.ts";
import type { Subject } from "./subject.ts";

/** sigs.k8s.io/yaml's Unmarshal into an empty interface. */
export const yamlReadSubject: Subject = {
  name: "yaml read",
  share: 10,
  comparison: "json",
  generate: (random) => ({ subject: "yaml read", text: generateYaml(random) }),
  answer: (question) => JSON.stringify(parseYaml(question.text ?? "")),
};
