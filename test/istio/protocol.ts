import type { ProxyConfigResource } from "../../lib/istio/proxy-config.ts";

/** What test/istio/go/answers is asked, a line of JSON each; the fields that an operation needs. */
export interface Request {
  readonly op: "mesh" | "annotation" | "effective" | "values" | "config" | "template" | "time" | "known";
  /** The mesh configuration, the values, the injector's config, the value of the annotation, or the template. */
  readonly text?: string;
  /** Of the annotation. */
  readonly name?: string;
  readonly mesh?: string;
  readonly values?: string;
  readonly proxyConfigs?: readonly ProxyConfigResource[];
  readonly pod?: Record<string, unknown>;
  /** How often the template is timed. */
  readonly repeat?: number;
}

export interface Answer {
  readonly text?: string;
  readonly json?: unknown;
  readonly error?: string;
}

export interface Pod {
  readonly metadata: {
    readonly namespace?: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
  };
  readonly spec: Record<string, unknown>;
}

/** Requests by a sentence that says what they show. */
export type Cases = Readonly<Record<string, Request>>;
