/** A fault in the registry of clusters, or in a call that refers to it. */
export type ClustersErrorCode = "registry-invalid" | "cidr-invalid" | "cluster-unknown" | "cluster-exists";

export class ClustersError extends Error {
  override readonly name = "ClustersError";
  readonly code: ClustersErrorCode;
  constructor(code: ClustersErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
