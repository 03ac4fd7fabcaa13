import { readFastYaml } from "../../../lib/kubernetes/yaml/fast-yaml.ts";
import { parseYaml } from "../../../lib/kubernetes/yaml/yaml.ts";
import { generateDamagedYaml, generateYaml } from "./generate-yaml.ts";
import type { Subject } from "./subject.ts";

/** sigs.k8s.io/yaml's Unmarshal into an empty interface. */
export const yamlReadSubject: Subject = {
  name: "yaml read",
  share: 10,
  comparison: "json",
  generate: (random) => ({ subject: "yaml read", text: generateYaml(random) }),
  answer: (question) => JSON.stringify(parseYaml(question.text ?? "")),
};

/** The whole reader on texts that are mostly broken. */
export const brokenYamlSubject: Subject = {
  ...yamlReadSubject,
  name: "yaml broken",
  share: 5,
  generate: (random) => ({ subject: "yaml read", text: generateDamagedYaml(random) }),
};

/** The fast reader alone, on texts that are mostly broken: what it reads at all it reads as Go does. */
export const fastYamlSubject: Subject = {
  ...yamlReadSubject,
  name: "yaml fast",
  generate: (random) => ({
    subject: "yaml read",
    text: random.chance(0.7) ? generateDamagedYaml(random) : generateYaml(random),
  }),
  answer: (question) => {
    const read = readFastYaml(question.text ?? "");
    return read && JSON.stringify(read.value);
  },
};
