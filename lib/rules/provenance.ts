import type { Operation } from "fast-json-patch";
import type { OutputTrace } from "../gotemplate/trace.ts";
import type { Decision } from "../injection/decision.ts";
import { inject } from "../injection/inject.ts";
import type { Observer } from "../injection/observer.ts";
import type { InputSources } from "../injection/provenance/inputs.ts";
import { addressOf, leavesOf, pointer, tokensOf } from "../injection/provenance/paths.ts";
import {
  type FieldOrigin,
  type FieldSource,
  isSame,
  observeInjection,
  type TemplateOrigin,
} from "../injection/provenance/provenance.ts";
import { decode } from "../kubernetes/decode/decode.ts";
import { applyJsonPatch } from "../kubernetes/json-patch.ts";
import { yamlPlaces } from "../kubernetes/yaml/places.ts";
import { parseYaml } from "../kubernetes/yaml/yaml.ts";
import type { ChangeData } from "./change.ts";
import { fillIn } from "./fill-in.ts";
import { type MutationRequest, type Mutator, mutate } from "./mutator.ts";
import { ISTIO, type RuleSource } from "./rule.ts";
import { ruleInputs } from "./rule-inputs.ts";

/** A rule gave a field its value. */
export interface RuleOrigin {
  readonly kind: "rule";
  readonly rule: string;
  /** Which of its two forms. */
  readonly form: "overlay" | "patch";
  /** Where in the form, if it is written as YAML: keys and places of lists. */
  readonly path?: readonly (string | number)[];
  /** Where in its text, and what was read there, if it is a template. */
  readonly template?: TemplateOrigin;
}

/** Where a field came from: a stage of Istio's injection, or a rule. */
export interface MutationOrigin {
  /** JSON Pointer in the changed pod, to a value that holds no others. */
  readonly path: string;
  readonly value: unknown;
  readonly source: FieldSource | RuleOrigin;
}

export interface ExplainedMutation {
  readonly decision: Decision;
  readonly fields: readonly MutationOrigin[];
}

/**
 * Decides on a pod, and tells where every field came from that it gets: the last step to change it counts. Found
 * by running the steps one more at a time, so it is for people who wait, and not for a server.
 *
 * @param sources what the mutator was compiled from: values, mesh configuration and overlay tell the layers apart
 */
export function explainMutation(
  mutator: Mutator,
  given: MutationRequest,
  sources: InputSources = { source: {} },
): ExplainedMutation {
  const decision = mutate(mutator, given);
  if (decision.outcome !== "inject") return { decision, fields: [] };
  // What Go fills in when it reads a pod is nobody's doing.
  const isPod = given.resource === undefined || given.resource === "pods";
  const request = isPod ? { ...given, pod: fillIn(given.pod, decode("v1.Pod", given.pod)) } : given;
  const found = new Map<string, MutationOrigin["source"]>();
  let before = leavesOf(request.pod);
  for (const index of mutator.steps.keys()) {
    const { after, sourceOf } = stepAt(mutator, request, index, sources);
    for (const [address, { path, value }] of after) {
      if (before.has(address) && isSame(before.get(address)?.value, value)) continue;
      found.set(address, sourceOf(address, path));
    }
    before = after;
  }
  const fields = [...before].flatMap(([address, { path, value }]) => {
    const source = found.get(address);
    return source === undefined ? [] : [{ path, value, source }];
  });
  return { decision, fields };
}

interface ObservedStep {
  /** The leaves of what it left. */
  readonly after: ReturnType<typeof leavesOf>;
  readonly sourceOf: (address: string, path: string) => MutationOrigin["source"];
}

/** The steps up to one, which is looked on. */
function stepAt(
  mutator: Mutator,
  request: MutationRequest,
  index: number,
  sources: InputSources,
): ObservedStep {
  const first = { ...mutator, steps: mutator.steps.slice(0, index + 1) };
  const run = (changes: Partial<MutationRequest>) => {
    const { patch = [] } = mutate(first, { ...request, ...changes });
    return leavesOf(applyJsonPatch(request.pod, patch));
  };
  const name = mutator.order[index] as string;
  const rule = mutator.rules.find((candidate) => candidate.name === name);
  if (name === ISTIO || rule === undefined) return istioStep(run, request, sources);
  const watch = new RuleWatch(rule);
  const after = run({ observer: watch });
  const places = watch.places(after, sources);
  const form = rule.overlay === undefined ? "patch" : "overlay";
  return {
    after,
    sourceOf: (address, path) => ({
      kind: "rule",
      rule: name,
      form,
      ...(places.get(address) ?? places.get(path)),
    }),
  };
}

function istioStep(
  run: (changes: Partial<MutationRequest>) => ReturnType<typeof leavesOf>,
  { istio = inject }: MutationRequest,
  sources: InputSources,
): ObservedStep {
  let origins: readonly FieldOrigin[] = [];
  const watched: typeof inject = (injector, inner) => {
    let decision: Decision | undefined;
    origins = observeInjection(sources, inner.path, (observer) => {
      decision = istio(injector, { ...inner, observer });
      return decision;
    });
    return decision as Decision;
  };
  const after = run({ istio: watched });
  const byPath = new Map(origins.map(({ path, source }) => [path, source]));
  return { after, sourceOf: (_, path) => byPath.get(path) ?? { kind: "rule", rule: ISTIO, form: "overlay" } };
}

type RulePlace = Pick<RuleOrigin, "path" | "template">;

interface TracedRun {
  readonly output: string;
  readonly trace: OutputTrace;
  readonly data: ChangeData;
}

/** Looks on while one rule's template runs; those before it run as ever. */
class RuleWatch implements Observer {
  readonly #rule: RuleSource;
  #run: TracedRun | undefined;

  constructor(rule: RuleSource) {
    this.#rule = rule;
  }

  begin(): void {}
  stage(): void {}

  execute(
    name: string,
    template: Parameters<Observer["execute"]>[1],
    data: Parameters<Observer["execute"]>[2],
  ): string {
    if (name !== this.#rule.name) return template.execute(data);
    const { output, trace } = template.executeTraced(data);
    this.#run = { output, trace, data: data as unknown as ChangeData };
    return output;
  }

  /** Where the values stand that the rule set, by address or JSON Pointer. */
  places(after: ReturnType<typeof leavesOf>, { overlay }: InputSources): Map<string, RulePlace> {
    const { overlay: laid, patch } = this.#rule;
    const written = laid ?? patch;
    const isText = typeof written === "string";
    if (isText && this.#run === undefined) return new Map();
    const document = isText ? parseYaml((this.#run as TracedRun).output) : written;
    const keyOf =
      patch === undefined
        ? addressOf
        : (operations: unknown, path: Path) => targetOf(operations, path, after);
    const entries = (isText ? this.#templatePlaces(overlay) : yamlPathsOf(document)).map(
      ({ path, place }) => [keyOf(document, path), place] as const,
    );
    return new Map(entries);
  }

  #templatePlaces(overlay: InputSources["overlay"]): { path: Path; place: RulePlace }[] {
    const { output, trace, data } = this.#run as TracedRun;
    return yamlPlaces(output).flatMap(({ path, start, end }) => {
      const origin = trace.originOf(start, end);
      if (origin === undefined) return [];
      const { line, expressions, reads, condition } = origin;
      const inputs = ruleInputs(reads, data, overlay);
      const branch = condition && {
        text: condition.text,
        line: condition.line,
        inputs: ruleInputs(condition.reads, data, overlay),
      };
      return [
        { path, place: { template: { line, expressions, inputs, ...(branch && { condition: branch }) } } },
      ];
    });
  }
}

type Path = readonly (string | number)[];

/** Of a form that is YAML itself: the place of each value is its path. */
function yamlPathsOf(document: unknown, path: Path = []): { path: Path; place: RulePlace }[] {
  if (typeof document !== "object" || document === null || Object.keys(document).length === 0) {
    return [{ path, place: { path } }];
  }
  const keys = Array.isArray(document) ? [...document.keys()] : Object.keys(document);
  return keys.flatMap((key) =>
    yamlPathsOf((document as Record<string | number, unknown>)[key], [...path, key]),
  );
}

/** The JSON Pointer that a value of a JSON Patch ends up under. "-" is the last element of a list. */
function targetOf(
  operations: unknown,
  [index, field, ...rest]: Path,
  after: ReturnType<typeof leavesOf>,
): string {
  const operation = (operations as readonly Operation[])[Number(index)];
  if (operation === undefined || field !== "value") return "";
  const parent = operation.path.replace(/\/-$/, "");
  if (parent === operation.path) return parent + pointer(rest);
  const places = [...after.values()]
    .filter(({ path }) => path.startsWith(`${parent}/`))
    .map(({ path }) => Number(tokensOf(path.slice(parent.length))[0]));
  return `${parent}/${Math.max(...places)}${pointer(rest)}`;
}
