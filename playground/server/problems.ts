import { TemplateError } from "../../lib/gotemplate/errors.ts";
import { hasCode } from "../../lib/injection/errors.ts";
import { INTERNAL_ERROR } from "../../lib/injection/refusal.ts";
import { KubernetesError } from "../../lib/kubernetes/errors.ts";
import type { MutatorSource } from "../../lib/rules/mutator.ts";
import type { Problem, ProblemPlace } from "../api.ts";
import { templatePlace, templateTexts, templateWithLine } from "./template-lines.ts";

/** Which text an error is about, by its code. */
const PLACES: Readonly<Record<string, ProblemPlace>> = {
  "invalid-injector-config": "config",
  "invalid-template": "config",
  "invalid-values": "values",
  "invalid-mesh-config": "mesh",
  "invalid-proxy-config": "mesh",
};

/**
 * An error, as the page shows it: its text, and the line in it.
 *
 * @param workloadLine where the document begins in the workload's text, from 0; undefined while the
 *   configuration is read
 */
export function problemOf(
  error: unknown,
  { config = "" }: MutatorSource,
  workloadLine: number | undefined,
): Problem {
  if (!hasCode(error)) return { place: "settings", message: INTERNAL_ERROR, code: "internal-error" };
  const { message, code } = error;
  const template = inChain(error, TemplateError);
  if (template) return { place: "config", message, code, ...placeInConfig(template, config) };
  const place = PLACES[code] ?? (workloadLine === undefined ? "settings" : "workload");
  const position = positionOf(error);
  const offset = place === "workload" ? (workloadLine ?? 0) : 0;
  return { place, message, code, ...(position && { ...position, line: position.line + offset }) };
}

function placeInConfig({ place }: TemplateError, config: string): Pick<Problem, "line" | "column"> {
  if (place === undefined) return {};
  const name = templateWithLine(templateTexts(config), place);
  const start = name === undefined ? undefined : templatePlace(config, name);
  if (start === undefined) return {};
  const column = place.column === undefined ? {} : { column: place.column + start.indent + 1 };
  return { line: start.line + place.line - 1, ...column };
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
