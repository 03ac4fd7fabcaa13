/** A fault in the registry of clusters, in a call that refers to it, or in what an entry points to. */
export type ClustersErrorCode =
  | "registry-invalid"
  | "cidr-invalid"
  | "cluster-unknown"
  | "cluster-exists"
  | "issuer-unavailable";

export class ClustersError extends Error {
  override readonly name = "ClustersError";
  readonly code: ClustersErrorCode;
  constructor(code: ClustersErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
