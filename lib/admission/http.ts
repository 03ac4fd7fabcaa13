/** An HTTP request as everything behind the handler sees it, whichever vendor's event it came in. */
export interface HttpRequest {
  readonly method: string;
  /** Percent-decoded once, without the query: "/inject/cluster/prod-1/net/n1". */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case; several values of one header are joined with ", ". */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
  readonly sourceIp?: string;
  /** When the endpoint received it, by the endpoint's clock (as Date.now()); the function may have had to start since. */
  readonly receivedAt?: number;
  /** What the endpoint verified in the TLS handshake; never taken from a header. */
  readonly clientCertificate?: ClientCertificate;
}

export interface ClientCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly serialNumber?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
