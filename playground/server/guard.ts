import type { HttpRequest } from "../../lib/admission/http.ts";

const LOOPBACK_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;
const LOOPBACK_ADDRESS = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

/**
 * Why a request is not for the playground; undefined where it is.
 *
 * The page is for whoever sits at this machine. A page from elsewhere must not reach it through their browser:
 * neither under a name of its own that it points to the loopback address (DNS rebinding; the Host gives it
 * away) nor across origins (the Origin does, and a JSON content type, which no plain form can send).
 */
export function refusalOf(request: HttpRequest, scheme: "http" | "https"): string | undefined {
  const { host = "", origin, "content-type": type = "", "sec-fetch-site": site } = request.headers;
  if (request.sourceIp !== undefined && !LOOPBACK_ADDRESS.test(request.sourceIp)) {
    return "the playground answers this machine alone";
  }
  if (!LOOPBACK_HOST.test(host)) return "the playground answers to localhost, 127.0.0.1 and [::1] alone";
  if (origin !== undefined && origin !== `${scheme}://${host}`) {
    return "the playground answers its own page alone";
  }
  if (request.method !== "POST") return undefined;
  if (site !== undefined && site !== "same-origin") return "the playground answers its own page alone";
  return /^application\/json\b/.test(type) ? undefined : "the content type must be application/json";
}
