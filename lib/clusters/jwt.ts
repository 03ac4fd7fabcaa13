import type { JWTVerifyGetKey } from "jose";
import { ClustersError } from "./errors.ts";
import type { ClusterIdentity } from "./registry.ts";

/** What a cluster's entry says of its JWTs. */
export type JwtRule = NonNullable<ClusterIdentity["jwt"]>;

/** The algorithms that Kubernetes signs service-account tokens with; nothing else is looked at, whatever a token claims. */
const ALGORITHMS = ["RS256", "ES256", "ES384", "ES512"];

/** Seconds by which the two clocks may differ. */
const CLOCK_SKEW = 60;

/** Milliseconds that the issuer may take to answer; a webhook call has 5 s in all. */
const ISSUER_TIMEOUT = 1500;

/** A token longer than this is not looked at; a bound service-account token has about 1,200 characters. */
const MAX_LENGTH = 16_384;

/**
 * Whether `token` is a valid JWT of the cluster: signature, issuer, audience, expiry and, where given, subject (RFC 7519).
 * The keys are those written in the registry, else those that the issuer's OIDC discovery document leads to, cached.
 * `jose` is loaded with the first such call, so that it costs other clusters nothing.
 *
 * @throws ClustersError `issuer-unavailable` where the keys cannot be had: nobody can say whether it is.
 */
export async function verifyJwt(token: string, rule: JwtRule, now: Date): Promise<boolean> {
  if (token.length > MAX_LENGTH) return false;
  const { jwtVerify } = await import("jose");
  try {
    await jwtVerify(token, await keysOf(rule), {
      algorithms: ALGORITHMS,
      issuer: rule.issuer,
      audience: rule.audience,
      ...(rule.subject !== undefined && { subject: rule.subject }),
      clockTolerance: CLOCK_SKEW,
      currentDate: now,
      requiredClaims: ["exp"],
    });
    return true;
  } catch (error) {
    if (error instanceof ClustersError) throw error;
    return false;
  }
}

/** Keys by rule: an entry of the registry is the same object as long as its secret's version is. */
const keySets = new WeakMap<JwtRule, Promise<JWTVerifyGetKey>>();

function keysOf(rule: JwtRule): Promise<JWTVerifyGetKey> {
  let keys = keySets.get(rule);
  if (keys === undefined) {
    keys = loadKeys(rule);
    keySets.set(rule, keys);
    keys.catch(() => keySets.delete(rule));
  }
  return keys;
}

async function loadKeys({ issuer, jwks }: JwtRule): Promise<JWTVerifyGetKey> {
  const { createLocalJWKSet, createRemoteJWKSet } = await import("jose");
  if (jwks !== undefined)
    return createLocalJWKSet(jwks as unknown as Parameters<typeof createLocalJWKSet>[0]);
  try {
    const keys = createRemoteJWKSet(await discoverKeys(issuer), { timeoutDuration: ISSUER_TIMEOUT });
    return (header, token) =>
      keys(header, token).catch((error) => {
        throw isOfIssuer(error) ? unavailable(issuer, error) : error;
      });
  } catch (error) {
    throw unavailable(issuer, error as Error);
  }
}

/** The keys could not be fetched or read, other than that none of them fits the token. */
function isOfIssuer({ code }: NodeJS.ErrnoException): boolean {
  if (!code?.startsWith("ERR_J")) return true;
  return ["ERR_JOSE_GENERIC", "ERR_JWKS_INVALID", "ERR_JWKS_TIMEOUT"].includes(code);
}

/** By the host: what else an issuer's URL holds, and all that a token does, has no place in a log. */
function unavailable(issuer: string, { message, cause }: Error): ClustersError {
  // Of a fetch that failed, the cause says why.
  const { code, message: why = message } = (cause ?? {}) as Partial<NodeJS.ErrnoException>;
  return new ClustersError(
    "issuer-unavailable",
    `the keys of the issuer ${new URL(issuer).host} cannot be had: ${code ?? why}`,
  );
}

/** OpenID Connect Discovery 1.0, section 4: the issuer's `jwks_uri`. */
async function discoverKeys(issuer: string): Promise<URL> {
  const address = secureUrl(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  const response = await fetch(address, { signal: AbortSignal.timeout(ISSUER_TIMEOUT), redirect: "error" });
  if (!response.ok) throw new Error(`its discovery document is answered with HTTP ${response.status}`);
  const document = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
  if (document.issuer !== issuer || typeof document.jwks_uri !== "string") {
    throw new Error("its discovery document names another issuer, or no keys");
  }
  return secureUrl(document.jwks_uri);
}

function secureUrl(text: string): URL {
  const url = new URL(text);
  if (url.protocol !== "https:" && url.hostname !== "127.0.0.1" && url.hostname !== "localhost") {
    throw new Error(`${url.origin} is not https`);
  }
  return url;
}
