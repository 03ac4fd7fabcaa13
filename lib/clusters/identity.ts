import type { HttpRequest } from "../admission/http.ts";
import { cidrCheck } from "./cidr.ts";
import { verifyJwt } from "./jwt.ts";
import { type CallPath, parseCallPath } from "./path.ts";
import type { Cluster, ClusterIdentity } from "./registry.ts";
import { hashToken, tokenMatches } from "./token.ts";

/** A call whose sender is known. */
export interface Identified {
  readonly ok: true;
  readonly name: string;
  readonly cluster: Cluster;
  readonly path: CallPath;
  /** By what it was known; for logs. */
  readonly proof: Proof | "anonymous";
}

/**
 * A call that is turned away before its body is read. The API server shows `message` to whoever creates the
 * pod, so it says what to check and names nothing secret; it is the same for an unknown cluster and a wrong proof.
 */
export interface Refused {
  readonly ok: false;
  readonly status: 401 | 403 | 404;
  readonly code: RefusalCode;
  readonly message: string;
  /** Why a proof could not be checked; for logs alone. */
  readonly error?: Error;
}

export type Proof = "token" | "bearer" | "jwt" | "clientCertificate";
export type RefusalCode =
  | "path-unknown"
  | "cluster-missing"
  | "identity-refused"
  | "source-refused"
  | "network-refused";

const REFUSALS: Readonly<Record<RefusalCode, Pick<Refused, "status" | "message">>> = {
  "path-unknown": {
    status: 404,
    message:
      "remora: no webhook at this path; it is [/t/<token>][/r/<revision>]/inject/cluster/<name>[/net/<network>]",
  },
  "cluster-missing": {
    status: 401,
    message: "remora: the webhook's URL names no cluster; it needs /inject/cluster/<name>",
  },
  "identity-refused": {
    status: 401,
    message:
      "remora: the cluster in the webhook's URL is not known, or could not prove who it is; check the cluster's name and its token or credentials in the webhook configuration",
  },
  "source-refused": {
    status: 403,
    message: "remora: calls of this cluster are not accepted from this source address",
  },
  "network-refused": {
    status: 403,
    message: "remora: the network in the webhook's URL is not this cluster's",
  },
};

function refuse(code: RefusalCode, error?: Error): Refused {
  return { ok: false, code, ...REFUSALS[code], ...(error && { error }) };
}

/** Compared against where a cluster is unknown, so that it takes as long to refuse it as to refuse a wrong token. */
const NO_TOKEN = [hashToken("no token has this hash"), hashToken("nor this one")];

/**
 * Finds out which cluster sent a request, by its path, headers, client certificate and source address alone.
 *
 * A call is let in when at least one of the cluster's proofs holds and none of those that it presents fails.
 *
 * @param lookup finds a cluster's entry by name; a rejection is the caller's to answer.
 */
export async function identify(
  request: HttpRequest,
  lookup: (name: string) => Promise<Cluster | undefined>,
  now: () => Date = () => new Date(),
): Promise<Identified | Refused> {
  const path = parseCallPath(request.path);
  if (path === undefined) return refuse("path-unknown");
  const name = path.cluster;
  if (name === undefined || name === "") return refuse("cluster-missing");

  const cluster = await lookup(name);
  if (cluster === undefined) {
    tokenMatches(path.token ?? "", NO_TOKEN);
    return refuse("identity-refused");
  }
  if (cluster.sourceCidrs !== undefined && !cidrCheck(cluster.sourceCidrs)(request.sourceIp)) {
    return refuse("source-refused");
  }
  const { proof, error } = await prove(cluster.identity, path, request, now);
  if (proof === undefined) return refuse("identity-refused", error);
  if (path.network !== undefined && cluster.network !== undefined && path.network !== cluster.network) {
    return refuse("network-refused");
  }
  return { ok: true, name, cluster, path, proof };
}

/** A proof that a call shows, and whether it holds; undefined where the cluster does not ask for it or the call does not show it. */
type Shown = { readonly proof: Proof; readonly holds: boolean; readonly error?: Error } | undefined;

async function prove(
  identity: ClusterIdentity,
  path: CallPath,
  request: HttpRequest,
  now: () => Date,
): Promise<{ readonly proof?: Identified["proof"]; readonly error?: Error | undefined }> {
  const shown = [
    showToken(path.token, identity),
    await showBearer(request, identity, now),
    showCertificate(request, identity),
  ].filter((proof) => proof !== undefined);
  const failed = shown.filter(({ holds }) => !holds);
  if (failed.length > 0) return { error: failed.find(({ error }) => error)?.error };
  if (shown[0]) return { proof: shown[0].proof };
  return identity.allowAnonymous ? { proof: "anonymous" } : {};
}

function showToken(token: string | undefined, { tokens }: ClusterIdentity): Shown {
  if (token === undefined || tokens === undefined) return undefined;
  return { proof: "token", holds: tokenMatches(token, tokens) };
}

/** One header carries either kind: a static token, or a JWT. */
async function showBearer(
  { headers }: HttpRequest,
  { bearer, jwt }: ClusterIdentity,
  now: () => Date,
): Promise<Shown> {
  const token = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1];
  if (token === undefined || (bearer === undefined && jwt === undefined)) return undefined;
  if (bearer !== undefined && tokenMatches(token, bearer)) return { proof: "bearer", holds: true };
  try {
    return { proof: "jwt", holds: jwt !== undefined && (await verifyJwt(token, jwt, now())) };
  } catch (error) {
    return { proof: "jwt", holds: false, error: error as Error };
  }
}

/** Read from the event's requestContext alone, which API Gateway fills in after it has checked the chain; never from a header. */
function showCertificate({ clientCertificate }: HttpRequest, { clientCertificates }: ClusterIdentity): Shown {
  if (clientCertificate === undefined || clientCertificates === undefined) return undefined;
  const holds = clientCertificates.some(
    ({ issuer, subject }) => issuer === clientCertificate.issuer && subject === clientCertificate.subject,
  );
  return { proof: "clientCertificate", holds };
}
