/** An AdmissionReview as it came, v1 and v1beta1 alike (k8s.io/api/admission). */
export interface Review {
  /** As sent: the answer repeats both. `kind` may be absent, where it was spelt with another case. */
  readonly apiVersion: string;
  readonly kind?: string;
  readonly request: AdmissionRequest;
}

export interface AdmissionRequest {
  readonly uid: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly operation?: string;
  readonly resource?: { readonly group: string; readonly version: string; readonly resource: string };
  readonly dryRun?: boolean;
  /** The object's JSON with all its fields, integers beyond 2^53 as bigint; null where there was none. */
  readonly object?: unknown;
}

/** What is answered to a review (AdmissionResponse). */
export interface AdmissionAnswer {
  readonly allowed: boolean;
  /** Told to whoever made the request, where it is not allowed. */
  readonly message?: string;
  /** JSON Patch operations; an empty list is sent as such. */
  readonly patch?: readonly unknown[];
  /** For the audit log, by keys without a slash. */
  readonly auditAnnotations?: Readonly<Record<string, string>>;
  /** Printed by kubectl, one line each. */
  readonly warnings?: readonly string[];
}
