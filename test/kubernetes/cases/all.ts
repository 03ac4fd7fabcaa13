import type { Subject } from "../differential/subject.ts";
import { decodeSubject } from "../differential/subject-decode.ts";
import { mergeSubject } from "../differential/subject-merge.ts";
import { quantitySubject } from "../differential/subject-quantity.ts";
import { selectorSubject } from "../differential/subject-selector.ts";
import { yamlReadSubject } from "../differential/subject-yaml-read.ts";
import { yamlWriteSubject } from "../differential/subject-yaml-write.ts";
import type { Case } from "./case.ts";
import { decodeCases } from "./decode.ts";
import { mergeCases } from "./merge.ts";
import { quantityCases } from "./quantity.ts";
import { selectorCases } from "./selector.ts";
import { yamlReadCases, yamlWriteCases } from "./yaml.ts";

/** Every table of cases, under what it is about. */
export const tables: readonly {
  readonly about: string;
  readonly subject: Subject;
  readonly cases: readonly Case[];
}[] = [
  { about: "a strategic merge patch", subject: mergeSubject, cases: mergeCases },
  { about: "decoding", subject: decodeSubject, cases: decodeCases },
  { about: "a quantity", subject: quantitySubject, cases: quantityCases },
  { about: "a label selector", subject: selectorSubject, cases: selectorCases },
  { about: "reading YAML", subject: yamlReadSubject, cases: yamlReadCases },
  { about: "writing YAML", subject: yamlWriteSubject, cases: yamlWriteCases },
];
