import { stringifyJson, writeJson } from "../kubernetes/json.ts";
import type { AdmissionAnswer, Review } from "./review.ts";

/**
 * The answer to a review, of the same version: keys in Go's order, what is empty left out. Without a review
 * (it could not be decoded) there is neither kind nor version, and the uid is "".
 */
export function encodeAnswer(answer: AdmissionAnswer, review: Review | undefined): string {
  const { kind, apiVersion, request } = review ?? {};
  return stringifyJson({
    ...(kind && { kind }),
    ...(apiVersion && { apiVersion }),
    response: {
      uid: request?.uid ?? "",
      allowed: answer.allowed,
      ...(answer.message !== undefined && {
        status: { metadata: {}, ...nonEmpty("message", answer.message) },
      }),
      ...(answer.patch && { patch: encodePatch(answer.patch), patchType: "JSONPatch" }),
      ...nonEmpty("auditAnnotations", answer.auditAnnotations),
      ...nonEmpty("warnings", answer.warnings),
    },
  });
}

/** The patches of decisions that are given again. */
const encoded = new WeakMap<readonly unknown[], string>();

function encodePatch(patch: readonly unknown[]): string {
  const known = encoded.get(patch);
  if (known !== undefined) return known;
  const text = Buffer.from(writeJson(patch)).toString("base64");
  encoded.set(patch, text);
  return text;
}

function nonEmpty(field: string, value: object | string | undefined): object {
  const size = typeof value === "string" ? value.length : Object.keys(value ?? {}).length;
  return size > 0 ? { [field]: value } : {};
}
