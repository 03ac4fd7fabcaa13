import { readYaml } from "../istio/read-yaml.ts";
import { decode } from "../kubernetes/decode/decode.ts";
import { KubernetesError } from "../kubernetes/errors.ts";
import { JsonSyntaxError, occurrences, parseJson, Repeated } from "../kubernetes/json.ts";
import { isObject } from "../kubernetes/objects.ts";
import { structSchema } from "../kubernetes/schema/schema.ts";
import { BadReviewError } from "./errors.ts";
import type { Review } from "./review.ts";
import { checkRegistered, readGroupVersionKind } from "./type-meta.ts";

/**
 * Reads a review as apimachinery's UniversalDeserializer does: a body that begins with `{` is JSON, any
 * other YAML; apiVersion and kind choose the type, in any case of their letters; then the fields are read,
 * by their exact names.
 *
 * @throws BadReviewError with apimachinery's message
 */
export function decodeReview(body: string): Review {
  try {
    const json = readBody(body);
    checkRegistered(readGroupVersionKind(json, body));
    const { request, ...typeMeta } = decode("v1.AdmissionReview", exactFields(json)) as Review;
    // Istio's injector crashes on a review without a request.
    if (!request) throw new BadReviewError("the review has no request");
    return { ...typeMeta, request };
  } catch (error) {
    if (error instanceof KubernetesError) throw new BadReviewError(error.message, { cause: error });
    throw error;
  }
}

/** An opening brace after what Go takes for space: not a byte order mark, which YAML skips. */
const LOOKS_LIKE_JSON = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*\{/;

function readBody(body: string): unknown {
  if (!LOOKS_LIKE_JSON.test(body)) return readYaml(body);
  try {
    return parseJson(body, { repeated: true, shallow: true });
  } catch (error) {
    if (!(error instanceof JsonSyntaxError || error instanceof KubernetesError)) throw error;
    throw new BadReviewError(`couldn't get version/kind; json parse error: ${error.message}`, {
      cause: error,
    });
  }
}

/** The review and its request without keys that differ from a field's name, be it by case alone. */
function exactFields(json: unknown): unknown {
  const review = pick(json, "v1.AdmissionReview");
  if (!isObject(review) || !Object.hasOwn(review, "request")) return review;
  const requests = occurrences(review.request).map((request) => pick(request, "v1.AdmissionRequest"));
  return { ...review, request: requests.length === 1 ? requests[0] : new Repeated(requests) };
}

function pick(json: unknown, type: string): unknown {
  if (!isObject(json)) return json;
  const names = structSchema(type).jsonFields.map((field) => field.jsonName);
  return Object.fromEntries(Object.entries(json).filter(([key]) => names.includes(key)));
}
