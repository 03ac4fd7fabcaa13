import { TemplateError } from "../../lib/gotemplate/errors.ts";
import { hasCode } from "../../lib/injection/errors.ts";
import { INTERNAL_ERROR } from "../../lib/injection/refusal.ts";
import { KubernetesError } from "../../lib/kubernetes/errors.ts";
import { ruleLine, ruleNames } from "../../lib/rules/places.ts";
import type { Problem, ProblemPlace } from "../api.ts";
import { templatePlace, templateTexts, templateWithLine } from "./template-lines.ts";

/** The texts in which an error's line is looked for. */
export interface ProblemTexts {
  readonly config: string;
  readonly rules: string;
}

/** What was being done. */
export interface About {
  /** Where the document begins in the workload's text, from 0; undefined while the configuration is read. */
  readonly line?: number;
  /** The text that was read. */
  readonly place?: ProblemPlace;
}

/** Which text an error is about, by its code. */
const PLACES: Readonly<Record<string, ProblemPlace>> = {
  "invalid-injector-config": "config",
  "invalid-template": "config",
  "invalid-values": "values",
  "invalid-mesh-config": "mesh",
  "invalid-proxy-config": "mesh",
  "rule-invalid": "rules",
  "rule-failed": "rules",
};

/** An error, as the page shows it: its text, and the line in it. */
export function problemOf(error: unknown, texts: ProblemTexts, about: About): Problem {
  if (!hasCode(error)) return { place: "settings", message: INTERNAL_ERROR, code: "internal-error" };
  const { message, code } = error;
  const template = inChain(error, TemplateError);
  if (template) return { message, code, ...placeOfTemplate(template, texts, code) };
  const place = about.place ?? PLACES[code] ?? (about.line === undefined ? "settings" : "workload");
  if (code === "rule-invalid" || code === "rule-failed")
    return { place, message, code, ...lineOfRule(message, texts) };
  const position = positionOf(error);
  const offset = place === "workload" ? (about.line ?? 0) : 0;
  return { place, message, code, ...(position && { ...position, line: position.line + offset }) };
}

/** Of Istio's templates, or of a rule: its template has the rule's name. */
function placeOfTemplate(
  { place }: TemplateError,
  { config, rules }: ProblemTexts,
  code: string,
): Pick<Problem, "place" | "line" | "column"> {
  const isRule = code === "rule-failed" || (place !== undefined && ruleNames(rules).includes(place.template));
  if (isRule) {
    const { template: rule = "", line = 1 } = place ?? {};
    return { place: "rules", ...lineIn(rules, rule, line) };
  }
  if (place === undefined) return { place: "config" };
  const name = templateWithLine(templateTexts(config), place);
  const start = name === undefined ? undefined : templatePlace(config, name);
  if (start === undefined) return { place: "config" };
  const column = place.column === undefined ? {} : { column: place.column + start.indent + 1 };
  return { place: "config", line: start.line + place.line - 1, ...column };
}

function lineIn(rules: string, rule: string, line: number): Pick<Problem, "line"> {
  const template = { line, expressions: [], inputs: [] };
  const found = (["overlay", "patch"] as const)
    .map((form) => ruleLine([{ file: "", text: rules }], { kind: "rule", rule, form, template }))
    .find((place) => place !== undefined);
  return found ? { line: found.line } : {};
}

/** The rule that a message names: `rules.2.match: …`, `rule logs: …`. */
function lineOfRule(message: string, { rules }: ProblemTexts): Pick<Problem, "line"> {
  const index = /^rules\.(\d+)/.exec(message)?.[1];
  const rule = index === undefined ? /^rule ([^:]+):/.exec(message)?.[1] : ruleNames(rules)[Number(index)];
  if (!rule) return {};
  const found = ruleLine([{ file: "", text: rules }], { kind: "rule", rule, form: "overlay" });
  return found ? { line: found.line } : {};
}

/** Of the YAML reader: the position it knows, or the line that its message names. */
function positionOf(error: Error): { readonly line: number; readonly column?: number } | undefined {
  const reader = inChain(error, KubernetesError);
  if (reader?.position) return reader.position;
  const line = /\byaml: (?:unmarshal errors:\s+)?line (\d+):/.exec(reader?.message ?? "")?.[1];
  return line === undefined ? undefined : { line: Number(line) };
}

function inChain<T extends Error>(error: unknown, type: new (...args: never[]) => T): T | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause)
    if (inner instanceof type) return inner;
  return undefined;
}
