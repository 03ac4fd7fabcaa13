import { ANNOTATION_CASES } from "./annotation-cases.ts";
import {
  BODY_CASES,
  FILE_CASES,
  JSON_CASES,
  OWN_PROXY_CASES,
  PROBE_CASES,
  PROMETHEUS_CASES,
  TEMPLATE_CASES,
} from "./pod-cases.ts";
import type { RecordedCase } from "./pods.ts";
import {
  OPENSHIFT_CASES,
  OWNER_CASES,
  POLICY_CASES,
  PROXY_CONFIG_CASES,
  SETTING_CASES,
} from "./workload-cases.ts";

/** The cases whose answers by Istio are kept in answers.jsonl, by what they are about. */
export const RECORDED: Readonly<Record<string, readonly RecordedCase[]>> = {
  "whether a pod is injected": POLICY_CASES,
  "whose pod it is": OWNER_CASES,
  annotations: ANNOTATION_CASES,
  "templates and merging": TEMPLATE_CASES,
  settings: SETTING_CASES,
  "ProxyConfig resources": PROXY_CONFIG_CASES,
  OpenShift: OPENSHIFT_CASES,
  probes: PROBE_CASES,
  metrics: PROMETHEUS_CASES,
  "a proxy of the pod's own, and injecting again": OWN_PROXY_CASES,
  JSON: JSON_CASES,
  bodies: BODY_CASES,
  files: FILE_CASES,
};
