import type { OutputTrace } from "../gotemplate/trace.ts";
import { yamlPlaces } from "../kubernetes/yaml/places.ts";
import { parseYaml } from "../kubernetes/yaml/yaml.ts";
import type { Decision } from "./decision.ts";
import { type InjectionRequest, inject } from "./inject.ts";
import type { Injector } from "./injector.ts";
import type { Observer, Stage, StepName } from "./observer.ts";
import type { Pod } from "./pod.ts";
import { addressOf, type Leaf, leavesOf } from "./provenance-paths.ts";

/** What gave a field its value. */
export type FieldSource =
  | {
      readonly kind: "template";
      readonly template: string;
      /** Of the template's text, from 1; undefined where the field is a consequence of the merge. */
      readonly line?: number;
      /** The pipelines that wrote of the value, `.ProxyImage | quote`; none where it stands in the template. */
      readonly expressions: readonly string[];
    }
  /** The pod's own container, laid over the template's. */
  | { readonly kind: "overrides" }
  /** What is done to the pod after the templates, and why. */
  | { readonly kind: "step"; readonly step: StepName; readonly text: string };

export interface FieldOrigin {
  /** JSON Pointer in the injected pod, to a value that holds no others. */
  readonly path: string;
  readonly source: FieldSource;
}

const STEP_TEXTS: Readonly<Record<StepName, string>> = {
  "cluster-env": "cluster, network and variables of the webhook's URL, the pod's label or the values",
  prometheus:
    "the pod's Prometheus annotations point to the proxy, which merges its metrics with the application's",
  "prometheus-secure-port": "the proxy's port for metrics over mutual TLS is announced",
  probes: "probes of the application go through the proxy's agent",
  metadata: "labels and annotations that every injected pod has",
  "container-order": "containers are put into the order in which they are to start",
};

/**
 * Where every field came from that the injected pod has and the given one has not, or has otherwise. It is not
 * guessed: the pod is injected once more, each stage is looked at, and the last one to change a field counts.
 * Empty where nothing is injected.
 */
export function explainFields(injector: Injector, request: InjectionRequest): FieldOrigin[] {
  return observeInjection((observer) => inject(injector, { ...request, observer }));
}

/** The same for an injection run by the caller, who hands the observer on. */
export function observeInjection(run: (observer: Observer) => Pick<Decision, "pod">): FieldOrigin[] {
  const watch = new Watch();
  const { pod } = run(watch);
  return pod === undefined ? [] : watch.origins(pod);
}

interface Snapshot {
  readonly stage: Stage;
  readonly leaves: ReadonlyMap<string, Leaf>;
}

class Watch implements Observer {
  readonly #snapshots: Snapshot[] = [];
  readonly #rendered = new Map<string, ReadonlyMap<string, FieldSource>>();
  #original: ReadonlyMap<string, Leaf> = new Map();

  begin(pod: Pod): void {
    this.#original = leavesOf(pod);
  }

  execute(
    name: string,
    template: Parameters<Observer["execute"]>[1],
    data: Parameters<Observer["execute"]>[2],
  ) {
    const { output, trace } = template.executeTraced(data);
    this.#rendered.set(name, placesIn(name, output, trace));
    return output;
  }

  stage(stage: Stage, pod: Pod): void {
    this.#snapshots.push({ stage, leaves: leavesOf(pod) });
  }

  origins(pod: Pod): FieldOrigin[] {
    return [...leavesOf(pod)].flatMap(([address, { path, value }]) => {
      const stage = this.#lastChange(address, value);
      return stage === undefined ? [] : [{ path, source: this.#source(stage, address) }];
    });
  }

  /** The stage from which on the field has the value that it ends with; undefined where it always had. */
  #lastChange(address: string, value: unknown): Stage | undefined {
    for (let i = this.#snapshots.length - 1; i >= 0; i--) {
      const before = (this.#snapshots[i - 1]?.leaves ?? this.#original).get(address);
      if (before === undefined || !isSame(before.value, value)) return this.#snapshots[i]?.stage;
    }
    return undefined;
  }

  #source(stage: Stage, address: string): FieldSource {
    if (stage.kind === "step") return { ...stage, text: STEP_TEXTS[stage.step] };
    if (stage.kind === "overrides") return stage;
    const place = this.#rendered.get(stage.template)?.get(address);
    return place ?? { ...stage, expressions: [] };
  }
}

/** What a leaf is compared by: scalars, and empty collections. */
function isSame(a: unknown, b: unknown): boolean {
  return (
    a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b))
  );
}

/** Which line wrote the value at which address. */
function placesIn(template: string, yaml: string, trace: OutputTrace): Map<string, FieldSource> {
  const places = new Map<string, FieldSource>();
  const document = readLeniently(yaml);
  for (const { path, start, end } of yamlPlaces(yaml)) {
    const origin = trace.originOf(start, end);
    if (origin) places.set(addressOf(document, path), { kind: "template", template, ...origin });
  }
  return places;
}

/** What is no YAML is the injection's own to complain of. */
function readLeniently(yaml: string): unknown {
  try {
    return parseYaml(yaml);
  } catch {
    return undefined;
  }
}
