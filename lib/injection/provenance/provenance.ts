import type { BranchTaken, OutputTrace } from "../../gotemplate/trace.ts";
import { yamlPlaces } from "../../kubernetes/yaml/places.ts";
import { parseYaml } from "../../kubernetes/yaml/yaml.ts";
import type { Decision } from "../decision.ts";
import { type InjectionRequest, inject } from "../inject.ts";
import type { Injector } from "../injector.ts";
import type { Observer, Stage, StepName } from "../observer.ts";
import type { InjectionParameters } from "../parameters.ts";
import type { Pod } from "../pod.ts";
import { proxyIds } from "../proxy-ids.ts";
import { type FieldInput, podInput } from "./field-input.ts";
import { type InputSources, Inputs } from "./inputs.ts";
import type { NamedPlace } from "./names.ts";
import { addressOf, type Leaf, leavesOf, tokensOf } from "./paths.ts";
import { STEP_TEXTS, stepInputs } from "./steps.ts";

/** A branch of a template, and what its condition read. */
export interface FieldCondition {
  /** `if .Values.tls`; `else of if .Values.tls` in the other branch. */
  readonly text: string;
  /** Of the template's text, from 1. */
  readonly line: number;
  readonly inputs: readonly FieldInput[];
}

/** The place of a template that wrote a value. */
export interface TemplateOrigin {
  /** Of the template's text, from 1; undefined where the field is a consequence of the merge. */
  readonly line?: number;
  /** The pipelines that wrote of the value, `.ProxyImage | quote`; none where it stands in the template. */
  readonly expressions: readonly string[];
  /** What these read, whichever way it went; what decided comes first. */
  readonly inputs: readonly FieldInput[];
  /** The innermost branch that the line stands in. */
  readonly condition?: FieldCondition;
}

/** What gave a field its value. */
export type FieldSource =
  | ({ readonly kind: "template"; readonly template: string } & TemplateOrigin)
  /** The pod's own container, laid over the template's. */
  | { readonly kind: "overrides"; readonly inputs: readonly FieldInput[] }
  /** What is done to the pod after the templates, why, and from what. */
  | {
      readonly kind: "step";
      readonly step: StepName;
      readonly text: string;
      readonly inputs: readonly FieldInput[];
    };

export interface FieldOrigin {
  /** JSON Pointer in the injected pod, to a value that holds no others. */
  readonly path: string;
  readonly source: FieldSource;
}

/**
 * Where every field came from that the injected pod has and the given one has not, or has otherwise. It is not
 * guessed: the pod is injected once more, each stage is looked at, and the last one to change a field counts; what
 * a template read for it is recorded while it runs. Empty where nothing is injected.
 *
 * @param sources what the injector was compiled from: values, mesh configuration and overlay tell the layers apart
 */
export function explainFields(
  injector: Injector,
  request: InjectionRequest,
  sources: InputSources,
): FieldOrigin[] {
  return observeInjection(sources, request.path, (observer) => inject(injector, { ...request, observer }));
}

/** The same for an injection run by the caller, who hands the observer on. */
export function observeInjection(
  sources: InputSources,
  path: string,
  run: (observer: Observer) => Pick<Decision, "pod">,
): FieldOrigin[] {
  const watch = new Watch(sources, path);
  const { pod } = run(watch);
  return pod === undefined ? [] : watch.origins(pod);
}

interface Snapshot {
  readonly stage: Stage;
  readonly leaves: ReadonlyMap<string, Leaf>;
}

/** Where a template wrote a value, and what it read. */
export type Place = NonNullable<ReturnType<OutputTrace["originOf"]>>;

interface Begun {
  readonly pod: Pod;
  readonly inputs: Inputs;
}

class Watch implements Observer {
  readonly #sources: InputSources;
  readonly #path: string;
  readonly #snapshots: Snapshot[] = [];
  readonly #rendered = new Map<string, ReadonlyMap<string, Place>>();
  #begun: Begun | undefined;
  #original: ReadonlyMap<string, Leaf> = new Map();

  constructor(sources: InputSources, path: string) {
    this.#sources = sources;
    this.#path = path;
  }

  begin(parameters: InjectionParameters): void {
    const { pod, workload, mesh, proxyConfig } = parameters;
    const settings = settingsOf(parameters);
    const inputs = new Inputs(this.#sources, { pod, workload, mesh: mesh.config, proxyConfig, settings });
    this.#begun = { pod, inputs };
    this.#original = leavesOf(pod);
  }

  execute(
    name: string,
    template: Parameters<Observer["execute"]>[1],
    data: Parameters<Observer["execute"]>[2],
  ) {
    const { output, trace } = template.executeTraced(data);
    this.#rendered.set(name, placesIn(output, trace));
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
    const begun = this.#begun as Begun;
    if (stage.kind === "step") {
      const inputs = stepInputs(stage.step, address, { ...begun, path: this.#path });
      return { ...stage, text: STEP_TEXTS[stage.step], inputs: [...inputs, ...this.#given(address)] };
    }
    if (stage.kind === "overrides") return { ...stage, inputs: this.#given(address) };
    const place = this.#rendered.get(stage.template)?.get(address);
    return { ...stage, ...templateOrigin(place, begun.inputs) };
  }

  /** What the pod had there, or its container of that name, which a template may have made an init container. */
  #given(address: string): FieldInput[] {
    const given =
      this.#original.get(address) ?? this.#original.get(address.replace("/initContainers", "/containers"));
    return given === undefined ? [] : [podInput({ path: tokensOf(given.path), value: given.value }, true)];
  }
}

function templateOrigin(place: Place | undefined, inputs: Inputs): TemplateOrigin {
  if (place === undefined) return { expressions: [], inputs: [] };
  const { line, expressions, reads, condition } = place;
  return {
    line,
    expressions,
    inputs: inputs.of(reads),
    ...(condition && { condition: conditionOf(condition, inputs) }),
  };
}

function conditionOf({ text, line, reads }: BranchTaken, inputs: Inputs): FieldCondition {
  return { text, line, inputs: inputs.of(reads) };
}

/** What templates are told of the injector beside values and mesh, and by which setting. */
function settingsOf(parameters: InjectionParameters): Record<string, NamedPlace> {
  const { injector, revision, nativeSidecars, namespaceAnnotations } = parameters;
  const { uid, gid } = proxyIds(namespaceAnnotations);
  const [node] = injector.nodes;
  const byVersion = injector.nativeSidecars === undefined && node !== undefined;
  return {
    Revision: { path: ["revision"], value: revision },
    NativeSidecars: byVersion
      ? { path: ["kubernetesVersion"], value: node.kubeletVersion }
      : { path: ["nativeSidecars"], value: nativeSidecars },
    ProxyUID: { path: ["proxyUID"], value: uid },
    ProxyGID: { path: ["proxyGID"], value: gid },
    CompliancePolicy: { path: ["compliancePolicy"], value: injector.compliancePolicy },
  };
}

/** What a leaf is compared by: scalars, and empty collections. */
export function isSame(a: unknown, b: unknown): boolean {
  return (
    a === b || (typeof a === "object" && typeof b === "object" && JSON.stringify(a) === JSON.stringify(b))
  );
}

/** Which line wrote the value at which address. */
export function placesIn(yaml: string, trace: OutputTrace): Map<string, Place> {
  const places = new Map<string, Place>();
  const document = readLeniently(yaml);
  for (const { path, start, end } of yamlPlaces(yaml)) {
    const origin = trace.originOf(start, end);
    if (origin) places.set(addressOf(document, path), origin);
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
