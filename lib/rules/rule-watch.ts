import type { Operation } from "fast-json-patch";
import type { OutputTrace } from "../gotemplate/trace.ts";
import type { Observer } from "../injection/observer.ts";
import type { InputSources } from "../injection/provenance/inputs.ts";
import { addressOf, type leavesOf, pointer, tokensOf } from "../injection/provenance/paths.ts";
import { yamlPlaces } from "../kubernetes/yaml/places.ts";
import { parseYaml } from "../kubernetes/yaml/yaml.ts";
import type { ChangeData } from "./change.ts";
import type { RuleOrigin } from "./provenance.ts";
import type { RuleSource } from "./rule.ts";
import { ruleInputs } from "./rule-inputs.ts";

/** Where in a rule a value stands. */
export type RulePlace = Pick<RuleOrigin, "path" | "template">;

interface TracedRun {
  readonly output: string;
  readonly trace: OutputTrace;
  readonly data: ChangeData;
}

/** Looks on while one rule's template runs; those before it run as ever. */
export class RuleWatch implements Observer {
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
