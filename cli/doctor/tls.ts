import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { type Endpoint, hostOf, portOf } from "./endpoint.ts";
import type { Commands } from "./review.ts";
import { fail, ok, type Step, warn } from "./step.ts";

const DAY = 86_400_000;
/** ACM renews 60 days before the end: with less than this left, nobody does. */
const SOON = 30 * DAY;
const PATIENCE = 5_000;

interface Handshake {
  readonly protocol: string;
  readonly certificate: X509Certificate;
  /** Why the chain does not hold, in OpenSSL's words. */
  readonly untrusted?: string;
}

/** The whole handshake, judged as Go's TLS client would, which the API server is. */
export async function checkTls(
  endpoint: Endpoint,
  commands: Pick<Commands, "render" | "renderPublic">,
  now = new Date(),
): Promise<Step> {
  if (endpoint.url.protocol !== "https:")
    return fail("tls", `the URL says ${endpoint.url.protocol}`, {
      why: "API servers call https alone",
      mend: commands.render,
    });
  const broken = brokenBundle(endpoint.ca);
  if (broken) return broken;
  let handshake: Handshake;
  try {
    handshake = await shakeHands(endpoint);
  } catch (error) {
    return noHandshake(error as NodeJS.ErrnoException);
  }
  return (
    wrongName(handshake, endpoint, commands.render) ??
    wrongTime(handshake, now) ??
    (await wrongAuthority(handshake, endpoint, commands)) ??
    endsSoon(handshake, now) ??
    ok("tls", describe(handshake, now))
  );
}

/** The API server takes any caBundle when it is registered, and fails each call when it cannot be read. */
function brokenBundle(ca: string | undefined): Step | undefined {
  if (ca === undefined || certificatesIn(ca).length > 0) return undefined;
  return fail("tls", "the caBundle holds no certificate in PEM", {
    why: "the API server accepts it, and then fails every call: unable to parse bytes as PEM block",
    mend: ["# give the endpoint's CA to remora webhook: --ca-bundle ca.pem; a public certificate needs none"],
  });
}

export function certificatesIn(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  return blocks.flatMap((block) => {
    try {
      return [new X509Certificate(block)];
    } catch {
      return [];
    }
  });
}

/** @throws the error of a handshake that does not come to an end */
function shakeHands({ url, ca, cert, key }: Endpoint): Promise<Handshake> {
  const host = hostOf(url);
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({
      host,
      port: portOf(url),
      // As in Go, an address is not named in the handshake.
      ...(isIP(host) === 0 && { servername: host }),
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      rejectUnauthorized: false,
      // The name is judged by itself, so that a wrong name and a wrong authority are told apart.
      checkServerIdentity: () => undefined,
      timeout: PATIENCE,
    });
    socket.once("secureConnect", () => {
      const { authorizationError } = socket;
      const code = (authorizationError as unknown as NodeJS.ErrnoException | undefined)?.code;
      const untrusted = code ?? (authorizationError ? String(authorizationError) : undefined);
      const certificate = new X509Certificate(socket.getPeerCertificate().raw);
      const protocol = socket.getProtocol() ?? "";
      socket.end();
      resolve({ protocol, certificate, ...(untrusted !== undefined && { untrusted }) });
    });
    socket.once("timeout", () => socket.destroy(new Error(`no answer within ${PATIENCE / 1000} s`)));
    socket.once("error", reject);
  });
}

function noHandshake({ code, message }: NodeJS.ErrnoException): Step {
  if (/certificate.required|alert number 116|handshake.failure/i.test(`${code} ${message}`)) {
    return fail("tls", `the endpoint ended the handshake: ${message}`, {
      why: "it may ask for a client certificate (mutual TLS)",
      mend: ["# show one: remora doctor --client-certificate client.pem --client-key client.key"],
    });
  }
  const isPlain = code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "ERR_SSL_PACKET_LENGTH_TOO_LONG";
  return fail("tls", isPlain ? "what answers there speaks no TLS" : `no handshake: ${code ?? message}`, {
    why: isPlain
      ? "it is another service, or the port for plain HTTP"
      : "the connection ended before TLS was agreed on",
    mend: ["# compare the port with the one that the deployment, or remora serve, says"],
  });
}

/** Go looks at the SANs alone, not at the common name. */
function wrongName(
  { certificate }: Handshake,
  { url }: Endpoint,
  render: readonly string[],
): Step | undefined {
  const host = hostOf(url);
  const matches = isIP(host)
    ? certificate.checkIP(host)
    : certificate.checkHost(host, { subject: "never", partialWildcards: false });
  if (matches !== undefined) return undefined;
  const names = namesOf(certificate);
  return fail("tls", `the certificate is for ${names.join(", ") || "no name at all"}, not for ${host}`, {
    why: `the API server says: x509: certificate is ${names.length > 0 ? `valid for ${names[0]}, not ${host}` : "not valid for any names"}`,
    mend:
      names.length > 0 ? [`# call it by one of its names (--url https://${names[0]}):`, ...render] : render,
  });
}

function namesOf({ subjectAltName = "" }: X509Certificate): string[] {
  return subjectAltName
    .split(", ")
    .map((name) => name.replace(/^(DNS|IP Address):/, ""))
    .filter(Boolean);
}

function wrongTime({ certificate }: Handshake, now: Date): Step | undefined {
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  const mend = [
    "# a deployment's certificate renews itself while its DNS validation record is there: npm run deploy makes both anew",
    "# remora serve makes itself a new one when it is started again",
  ];
  const why = "the API server says: x509: certificate has expired or is not yet valid";
  if (to < now) return fail("tls", `the certificate expired on ${day(to)}`, { why, mend });
  if (from > now) return fail("tls", `the certificate is not valid before ${day(from)}`, { why, mend });
  return undefined;
}

async function wrongAuthority(
  { certificate, untrusted }: Handshake,
  endpoint: Endpoint,
  { render, renderPublic }: Pick<Commands, "render" | "renderPublic">,
): Promise<Step | undefined> {
  if (untrusted === undefined) return undefined;
  const why = "the API server says: x509: certificate signed by unknown authority";
  const issuer = `the certificate (issued by ${short(certificate.issuer)})`;
  if (endpoint.ca === undefined) {
    const self = certificate.issuer === certificate.subject ? ", which signs itself," : "";
    return fail("tls", `${issuer}${self} is trusted by no public authority (${untrusted})`, {
      why,
      mend: ["# give its CA along: --ca-bundle ca.pem", ...render],
    });
  }
  const isPublic = (await shakeHands({ ...endpoint, ca: undefined })).untrusted === undefined;
  const named = certificatesIn(endpoint.ca).map(({ subject }) => short(subject));
  return fail("tls", `${issuer} does not follow from the caBundle (${named.join(", ")}; ${untrusted})`, {
    why: isPublic ? `${why}. A public authority vouches for it: the caBundle stands in its way` : why,
    mend: isPublic
      ? ["# without --ca-bundle:", ...renderPublic]
      : ["# with the endpoint's own CA, --ca-bundle ca.pem:", ...render],
  });
}

function endsSoon(handshake: Handshake, now: Date): Step | undefined {
  const left = new Date(handshake.certificate.validTo).getTime() - now.getTime();
  if (left > SOON) return undefined;
  return warn("tls", describe(handshake, now), {
    why: "nobody has renewed it, and from then on every call fails",
    mend: [
      "# ACM renews 60 days before the end where its DNS validation record is there: look at the certificate in the console",
    ],
  });
}

function describe({ protocol, certificate }: Handshake, now: Date): string {
  const to = new Date(certificate.validTo);
  const days = Math.floor((to.getTime() - now.getTime()) / DAY);
  const names = namesOf(certificate).slice(0, 3).join(", ");
  return `${protocol}, a certificate for ${names}, issued by ${short(certificate.issuer)}, valid until ${day(to)} (${days} days)`;
}

const day = (date: Date) => date.toISOString().slice(0, 10);

/** "C=US\nO=Amazon\nCN=Amazon RSA 2048 M02" → "Amazon RSA 2048 M02". */
function short(name: string): string {
  const fields = Object.fromEntries(name.split("\n").map((field) => field.split("=", 2)));
  return fields.CN ?? fields.O ?? name.replaceAll("\n", ", ");
}
