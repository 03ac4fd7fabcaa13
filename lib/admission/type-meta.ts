import { occurrences } from "../kubernetes/json.ts";
import { isObject } from "../kubernetes/objects.ts";
import { BadReviewError } from "./errors.ts";

export interface GroupVersionKind {
  /** "admission.k8s.io/v1" */
  readonly groupVersion: string;
  readonly kind: string;
}

const ADMISSION_VERSIONS = ["admission.k8s.io/v1", "admission.k8s.io/v1beta1"];

/** What Go calls the type that it looks for the two fields with. */
const FIND_KIND =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

const READING = "couldn't get version/kind; json parse error: json: cannot unmarshal";

/**
 * Which type a body says it is (apimachinery: SimpleMetaFactory.Interpret, json.Serializer.Decode).
 *
 * @param body as it was sent, since the messages show it
 * @throws BadReviewError with apimachinery's message
 */
export function readGroupVersionKind(json: unknown, body: string): GroupVersionKind {
  if (json !== null && !isObject(json)) {
    throw new BadReviewError(`${READING} ${kindOf(json)} into Go value of type ${FIND_KIND}`);
  }
  const meta = { apiversion: "", kind: "" };
  for (const [key, value] of Object.entries(json ?? {})) {
    const field = key.toLowerCase();
    if (field !== "apiversion" && field !== "kind") continue;
    for (const each of occurrences(value)) {
      if (typeof each === "string") meta[field] = each;
      else if (each !== null) throw wrongType(field === "kind" ? "kind" : "apiVersion", each);
    }
  }
  const version = versionOf(meta.apiversion);
  if (meta.kind === "") throw new BadReviewError(`Object 'Kind' is missing in '${body}'`);
  if (version === "") throw new BadReviewError(`Object 'apiVersion' is missing in '${body}'`);
  return { groupVersion: meta.apiversion, kind: meta.kind };
}

function wrongType(field: string, value: unknown): BadReviewError {
  return new BadReviewError(`${READING} ${kindOf(value)} into Go struct field .${field} of type string`);
}

/** What follows the group (apimachinery: schema.ParseGroupVersion). */
function versionOf(groupVersion: string): string {
  const parts = groupVersion.split("/");
  if (groupVersion === "/") return "";
  if (parts.length > 2) throw new BadReviewError(`unexpected GroupVersion string: ${groupVersion}`);
  return parts.at(-1) ?? "";
}

/** @throws BadReviewError unless it is an AdmissionReview of a version that we speak */
export function checkRegistered({ groupVersion, kind }: GroupVersionKind): void {
  if (kind === "AdmissionReview" && ADMISSION_VERSIONS.includes(groupVersion)) return;
  if (groupVersion === "v1" && kind === "Pod") {
    throw new BadReviewError(`unsupported type :&TypeMeta{Kind:${kind},APIVersion:${groupVersion},}`);
  }
  const scheme = 'in scheme "pkg/runtime/scheme.go:111"';
  throw new BadReviewError(`no kind "${kind}" is registered for version "${groupVersion}" ${scheme}`);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "string" : isObject(value) ? "object" : "number";
}
