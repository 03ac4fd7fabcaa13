import type { Case } from "./case.ts";
import { type Difference, differences } from "./diff.ts";
import { type Json, type JsonObject, parse, stringify, textAt } from "./json.ts";
import type { Answer } from "./oracle.ts";

/**
 * What is compared of an answer: the HTTP status, the text of an error, the response without its patch (whose
 * operations Istio puts in random order) and the pod that the patch makes; of kube-inject, what it prints.
 */
export function view(answer: Answer, pod: string | undefined): JsonObject {
  const seen: JsonObject = { status: answer.status };
  if (answer.error !== undefined) seen.error = plainError(answer.error);
  if (answer.response !== undefined) seen.response = withoutPatch(parse(answer.response));
  if (pod !== undefined) seen.pod = parse(pod);
  if (answer.output !== undefined) seen.output = answer.output.split("\n");
  if (answer.warnings !== undefined) seen.warnings = [...answer.warnings];
  return seen;
}

/** As {@link view}, without the empty times of creation that Go wrote before Kubernetes 1.34, which mean nothing. */
export function viewOfOlder(answer: Answer, pod: string | undefined): JsonObject {
  const seen = view(answer, pod);
  const { output } = answer;
  return {
    ...seen,
    ...(pod !== undefined && { pod: withoutNullTimes(parse(pod)) }),
    ...(output !== undefined && {
      output: output
        .replace(/^ *creationTimestamp: null\n/gm, "")
        .replace(/^(( *)(?:- )?metadata:)\n(?!\2 )/gm, "$1 {}\n")
        .split("\n"),
    }),
  };
}

function withoutNullTimes(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNullTimes);
  if (!isObject(value)) return value;
  const kept = Object.entries(value).filter(
    ([key, member]) => key !== "creationTimestamp" || member !== null,
  );
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutNullTimes(member as Json)]));
}

/** Which part of a configuration is at fault is said in other words; and which of its operations shows first that a patch does not apply is random. */
function plainError(error: string): string {
  return error
    .replace(/^build: (config|mesh|values): /, "build: ")
    .replace(/^apply patch: .*/s, "the patch does not apply");
}

function withoutPatch(review: Json): Json {
  const response = isObject(review) ? review.response : undefined;
  if (!isObject(review) || !isObject(response) || response.patch === undefined) return review;
  return { ...review, response: { ...response, patch: "present" } };
}

/** The texts that Istio words in a random order, put in one: several bad annotations, the known templates. */
export function inOneOrder(seen: JsonObject): JsonObject {
  return parse(stringify(seen).replace(/"(?:[^"\\]|\\.)*"/g, sortText)) as JsonObject;
}

function sortText(literal: string): string {
  const text = JSON.parse(literal) as string;
  const sorted = text
    .replace(/(?:\t\* [^\n]*\n)+/g, (bullets) =>
      bullets
        .split(/(?<=\n)/)
        .sort()
        .join(""),
    )
    .replace(
      /(not found; have )([^\n]*)/,
      (_, have: string, names: string) => have + names.split(", ").sort().join(", "),
    );
  return JSON.stringify(sorted);
}

/** The places where two of Istio's answers to one request differ, as prefixes of paths. */
export function unsteady(views: readonly JsonObject[]): string[] {
  const [first, ...others] = views;
  return [...new Set(others.flatMap((other) => differences(first, other, 100).map(({ path }) => path)))];
}

export function outside(paths: readonly string[], found: readonly Difference[]): Difference[] {
  return found.filter(({ path }) => !paths.some((unsteadyPath) => path.startsWith(unsteadyPath)));
}

/** The JSON of the object that a case sends in, for patches to be applied to. */
export function objectOf({ ask }: Case): string | undefined {
  if (ask.kind === "review") return textAt(ask.review, "request", "object");
  return ask.kind === "body" ? ask.object : undefined;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
