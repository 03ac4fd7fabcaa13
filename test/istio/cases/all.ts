import type { Cases } from "../protocol.ts";
import { annotationCases } from "./annotations.ts";
import { configCases } from "./configs.ts";
import { knownCases } from "./known.ts";
import { meshCases } from "./mesh.ts";
import { proxyConfigCases } from "./proxy-configs.ts";
import { templateCases } from "./templates.ts";
import { valuesCases } from "./values.ts";

/** The cases by the file in test/istio/answers that holds Istio's answers to them. */
export const allCases: Readonly<Record<string, Cases>> = {
  mesh: meshCases,
  annotations: annotationCases,
  "proxy-configs": proxyConfigCases,
  values: valuesCases,
  configs: configCases,
  known: knownCases,
  templates: templateCases,
};
