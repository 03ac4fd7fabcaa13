import { describeInput } from "../../lib/injection/provenance/describe.ts";
import type { FieldInput } from "../../lib/injection/provenance/field-input.ts";
import type { InputSources } from "../../lib/injection/provenance/inputs.ts";
import { pointer } from "../../lib/injection/provenance/paths.ts";
import type { FieldCondition } from "../../lib/injection/provenance/provenance.ts";
import type { WorkloadOptions } from "../../lib/injection/workload.ts";
import { yamlPlaces } from "../../lib/kubernetes/yaml/places.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import type { Mutator } from "../../lib/rules/mutator.ts";
import { ruleLine } from "../../lib/rules/places.ts";
import type { MutationOrigin, RuleOrigin } from "../../lib/rules/provenance.ts";
import { explainWorkload } from "../../lib/rules/workload-provenance.ts";
import type { LineOrigin } from "../api.ts";
import type { InjectedDocument } from "./render.ts";
import { type TemplatePlace, templatePlace } from "./template-lines.ts";

interface Subject {
  readonly mutator: Mutator;
  readonly document: InjectedDocument;
  readonly webhook: WorkloadOptions;
  readonly sources: InputSources;
  /** Texts of the configuration, in which lines are pointed to. */
  readonly texts: ConfigurationTexts;
}

export interface ConfigurationTexts {
  readonly config: string;
  readonly rules: string;
}

/** Where the lines of an injected document came from; a line of several fields has the first one's origin. */
export function originsOf({ mutator, document, webhook, sources, texts }: Subject): LineOrigin[] {
  if (document.text === document.injected) return [];
  const explained = explainWorkload(mutator, parseYaml(document.text), webhook, sources);
  const byPath = new Map(explained.flatMap(({ fields }) => fields.map(({ path, source }) => [path, source])));
  const describe = describer(texts);
  const lineStarts = startsOfLines(document.injected);
  const lines = new Map<number, LineOrigin>();
  for (const { path, start } of yamlPlaces(document.injected)) {
    const source = byPath.get(pointer(path));
    const line = lineAt(lineStarts, start);
    if (source && !lines.has(line)) lines.set(line, { line, ...describe(source) });
  }
  return [...lines.values()].sort((a, b) => a.line - b.line);
}

type Description = Omit<LineOrigin, "line">;

function describer({ config, rules }: ConfigurationTexts): (source: MutationOrigin["source"]) => Description {
  const places = new Map<string, TemplatePlace | undefined>();
  const placeOf = (template: string) => {
    if (!places.has(template)) places.set(template, templatePlace(config, template));
    return places.get(template);
  };
  return (source) => {
    switch (source.kind) {
      case "step":
        return { text: `added after the templates: ${source.text}`, ...reads(source.inputs) };
      case "overrides":
        return {
          text: "the pod's own container, which overrules the template's",
          ...reads(source.inputs),
        };
      case "rule":
        return describeRule(source, rules);
      case "template": {
        const { template, line, inputs, expressions, condition } = source;
        if (line === undefined)
          return { text: `template ${template}, by the merge with the pod`, ...reads([]) };
        const place = placeOf(template);
        return {
          text: `template ${template}, line ${line}`,
          ...reads(inputs, expressions, condition),
          ...(place && { place: { tab: "config", line: place.line + line - 1 } }),
        };
      }
    }
  };
}

function describeRule(source: RuleOrigin, rules: string): Description {
  const { rule, form, template } = source;
  const found = ruleLine([{ file: "rules", text: rules }], source);
  return {
    text:
      template?.line === undefined ? `rule ${rule}` : `rule ${rule}, line ${template.line} of its ${form}`,
    ...reads(template?.inputs ?? [], template?.expressions, template?.condition),
    ...(found && { place: { tab: "rules", line: found.line } }),
  };
}

function reads(
  inputs: readonly FieldInput[],
  expressions: readonly string[] = [],
  condition?: FieldCondition,
): Pick<LineOrigin, "expressions" | "inputs" | "condition"> {
  return {
    expressions,
    inputs: inputs.map(describeInput),
    ...(condition && { condition: { text: condition.text, inputs: condition.inputs.map(describeInput) } }),
  };
}

function startsOfLines(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

function lineAt(starts: readonly number[], offset: number): number {
  let line = starts.length;
  while (line > 1 && (starts[line - 1] as number) > offset) line--;
  return line;
}
