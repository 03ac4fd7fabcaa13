/** One version of a configuration, as its source gave it. */
export interface Version {
  /** Equal ids mean equal contents: Secrets Manager's VersionId, or a hash. */
  readonly id: string;
  readonly content: string | Uint8Array;
}

/** Where a configuration comes from. A fetch that is aborted rejects. */
export interface VersionedSource {
  /** For logs and messages: "secret remora/prod/injector". */
  readonly name: string;
  fetch(signal: AbortSignal): Promise<Version>;
}
