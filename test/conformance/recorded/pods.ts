import type { Ask, Settings } from "../case.ts";

/** One recorded case: a pod, or whatever else is asked, under one of the injectors. */
export interface RecordedCase {
  readonly name: string;
  readonly injector?: string;
  readonly settings?: Settings;
  readonly namespace?: string;
  readonly ask: Ask | { readonly kind: "pod"; readonly pod: string };
  /** The injected pod is sent in again, and the answer to that is recorded as well. */
  readonly twice?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

interface PodParts {
  readonly metadata?: Fields;
  readonly spec?: Fields;
  /** Of the one container, `app`. */
  readonly app?: Fields;
}

/** A small pod in JSON, as the API server sends it. */
export function pod({ metadata, spec, app }: PodParts = {}): string {
  const container = { name: "app", image: "registry.example.com/app:1", resources: {}, ...app };
  return JSON.stringify({
    metadata: { name: "shop", ...metadata },
    spec: { containers: [container], ...spec },
    status: {},
  });
}

export const annotated = (annotations: Readonly<Record<string, string>>, more: PodParts = {}) =>
  pod({ ...more, metadata: { annotations, ...more.metadata } });

export const labelled = (labels: Readonly<Record<string, string>>) => pod({ metadata: { labels } });

type Options = Omit<RecordedCase, "name" | "ask">;

export function podCase(name: string, text: string, options: Options = {}): RecordedCase {
  return { name, ask: { kind: "pod", pod: text }, ...options };
}
