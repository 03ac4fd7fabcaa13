import type { Operation } from "fast-json-patch";
import type { Pod } from "./pod.ts";

export type Outcome = "inject" | "skip" | "refuse";

/** Why a pod is injected, skipped or refused; stable, so that logs and alarms can ask for it. */
export type ReasonCode =
  | "host-network"
  | "ignored-namespace"
  | "illegal-policy"
  | "label"
  | "annotation"
  | "never-selector"
  | "always-selector"
  | "default-policy"
  | "invalid-pod"
  | "injection-failed"
  | "deadline-exceeded"
  | "too-many-containers"
  | "too-many-operations"
  | "answer-too-big"
  | "configuration-unavailable"
  | "internal-error"
  | "rule-matched"
  | "rule-not-matched";

/** One rule, and what it said of this pod. */
export interface Reason {
  readonly code: ReasonCode;
  /** A sentence for people. */
  readonly text: string;
  /** The field, label, annotation or setting that was looked at. */
  readonly rule: string;
  /** What the rule decided; "pass" leaves it to the next. */
  readonly verdict: Outcome | "pass";
}

/** What becomes of a pod, and why. */
export interface Decision {
  readonly outcome: Outcome;
  /** Every rule up to the one that decided, in the order in which they were asked; the last one decided. */
  readonly reasons: readonly Reason[];
  /** The templates that were rendered, in order, aliases resolved. */
  readonly templates: readonly string[];
  /**
   * The injected pod, in the form in which Go marshals it (so without fields that Kubernetes does not know). It
   * shares parts with other pods, which are frozen.
   */
  readonly pod?: Pod;
  /** From the pod as it was sent to the injected one; empty where nothing changed. */
  readonly patch?: readonly Operation[];
  /** What the pod's author should know, though it did not decide anything. */
  readonly warnings: readonly string[];
  /** Of the configuration that decided, where that has one. */
  readonly version?: string;
  /** Why it was refused, in Istio's words. */
  readonly message?: string;
  /** The error behind a refusal, for the log; it may hold more than the pod's author should see. */
  readonly cause?: unknown;
}
