import { servingCertificate } from "../../../cli/serve/certificate.ts";
import { listen } from "../../../cli/serve/server.ts";
import type { HttpRequest, HttpResponse } from "../../../lib/admission/http.ts";

export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** PEM, for a webhook's `caBundle`. */
  readonly ca: string;
  close(): Promise<void>;
}

/** An HTTPS server on 127.0.0.1. Its certificate is kept in `folder`. */
export async function serveHttps(
  folder: string,
  port: number,
  respond: (request: HttpRequest) => Promise<HttpResponse>,
): Promise<TestServer> {
  const { cert, key, ca } = await servingCertificate(folder, "127.0.0.1");
  const server = await listen({ host: "127.0.0.1", port, cert, key }, respond);
  return { url: `https://127.0.0.1:${server.port}`, port: server.port, ca, close: () => server.close() };
}
