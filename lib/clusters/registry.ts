import { createHash } from "node:crypto";
import * as v from "valibot";
import { proxyConfigSchema } from "../sources/proxy-config-schema.ts";
import { cidrCheck } from "./cidr.ts";
import { ClustersError } from "./errors.ts";
import { TOKEN_HASH_PATTERN } from "./token.ts";

/**
 * The registry of clusters: who may call, how each proves who it is, and what it gets.
 *
 * ```yaml
 * clusters:
 *   prod-1:
 *     network: network-1
 *     kubernetesVersion: v1.34.2
 *     overlay: { values: { global: { proxy: { logLevel: warning } } }, mesh: { accessLogFile: "" } }
 *     identity: { tokens: ["sha256:…"] }
 * ```
 */
export interface Registry {
  readonly clusters: ReadonlyMap<string, Cluster>;
}

/** A DNS label or subdomain: it stands in a URL path of either kind of clientConfig, and in a label. */
const clusterName = v.pipe(
  v.string(),
  v.regex(/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/, "must be 1 to 63 of a-z, 0-9, '.' and '-'"),
);
const tokenHashes = v.pipe(
  v.array(v.pipe(v.string(), v.regex(TOKEN_HASH_PATTERN, "must be sha256: and 64 hex digits"))),
  v.maxLength(2, "may hold two hashes at most: the token in use and its successor"),
);
const jsonObject = v.record(v.string(), v.unknown());
/** The name of an injector's secret below the stage's prefix. */
const secretName = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9_.-]{1,64}$/, "must be 1 to 64 of A-Z, a-z, 0-9, '_', '.' and '-'"),
);

const injectorChoice = v.strictObject({
  injector: v.optional(secretName, "injector"),
  /** Secrets Manager's version stage. */
  stage: v.optional(v.string(), "AWSCURRENT"),
});

const identity = v.strictObject({
  tokens: v.optional(tokenHashes),
  bearer: v.optional(tokenHashes),
  jwt: v.optional(
    v.strictObject({
      issuer: v.pipe(v.string(), v.url("must be the issuer's URL")),
      audience: v.string(),
      /** Exact `sub`, as `system:serviceaccount:NAMESPACE:NAME`. */
      subject: v.optional(v.string()),
      /** The issuer's keys, written out, for an issuer that cannot be reached from here. */
      jwks: v.optional(v.looseObject({ keys: v.array(jsonObject) })),
    }),
  ),
  clientCertificates: v.optional(v.array(v.strictObject({ issuer: v.string(), subject: v.string() }))),
  allowAnonymous: v.optional(v.boolean(), false),
});

const cluster = v.strictObject({
  ...injectorChoice.entries,
  /** Other injectors that this cluster may ask for with `/r/<revision>`; a string is a tag, the name of another entry. */
  revisions: v.optional(v.record(v.string(), v.union([v.string(), injectorChoice])), {}),
  /** A version on trial, for some of the cluster's pods. */
  candidate: v.optional(
    v.strictObject({
      injector: v.optional(secretName),
      stage: v.optional(v.string()),
      percentage: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(100)), 0),
      namespaces: v.optional(v.array(v.string()), []),
    }),
  ),
  revision: v.optional(v.string()),
  /** Istio's name of the cluster (istiod's CLUSTER_ID), where it is not the one it has here. */
  clusterId: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9._-]{1,63}$/, "must be 1 to 63 of A-Z, a-z, 0-9, '.', '_' and '-'"),
    ),
  ),
  network: v.optional(v.string()),
  kubernetesVersion: v.optional(v.pipe(v.string(), v.regex(/^v?1\.\d+/, "must look like v1.34.2"))),
  nativeSidecars: v.optional(v.boolean()),
  platform: v.optional(v.string()),
  /** Labels and annotations of namespaces, where the injector needs them (OpenShift's uid ranges). */
  namespaces: v.optional(
    v.record(
      v.string(),
      v.strictObject({
        labels: v.optional(v.record(v.string(), v.string())),
        annotations: v.optional(v.record(v.string(), v.string())),
      }),
    ),
  ),
  proxyConfigs: v.optional(v.array(proxyConfigSchema)),
  overlay: v.optional(v.strictObject({ values: v.optional(jsonObject), mesh: v.optional(jsonObject) })),
  onFailure: v.optional(v.picklist(["refuse", "admit"]), "refuse"),
  sourceCidrs: v.optional(v.array(v.string())),
  /** The base URL that this cluster's webhook calls, for `remora webhook`. */
  url: v.optional(v.pipe(v.string(), v.url())),
  identity,
});

const registry = v.strictObject({ clusters: v.optional(v.record(clusterName, cluster), {}) });

/** One cluster's entry, with its defaults filled in. */
export type Cluster = v.InferOutput<typeof cluster>;
export type ClusterIdentity = Cluster["identity"];
export type InjectorChoice = v.InferOutput<typeof injectorChoice>;

/**
 * Checks a registry as it was parsed from YAML or JSON.
 *
 * @throws ClustersError `registry-invalid` with every fault and its place, as in `clusters.prod-1.identity.tokens.0`;
 * a cluster without any proof of identity is a fault unless it says `allowAnonymous: true`. `cidr-invalid`.
 */
export function checkRegistry(document: unknown): Registry {
  if (Array.isArray(document)) throw new ClustersError("registry-invalid", "the registry: must be an object");
  const result = v.safeParse(registry, document ?? {});
  if (!result.success) {
    throw new ClustersError("registry-invalid", result.issues.map(describeIssue).join("\n"));
  }
  const clusters = new Map(Object.entries(result.output.clusters));
  for (const [name, entry] of clusters) {
    checkIdentity(name, entry);
    checkAddresses(name, entry);
  }
  return { clusters };
}

/** The library's own messages repeat what was given, which may be a token written in clear: only what was expected is said. */
function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? "the registry";
  if (issue.kind !== "schema") return `${path}: ${issue.message}`;
  return issue.expected === "never"
    ? `${path}: is not a key of the registry`
    : `${path}: must be ${issue.expected}`;
}

function checkAddresses(name: string, { sourceCidrs = [] }: Cluster): void {
  try {
    cidrCheck(sourceCidrs);
  } catch (error) {
    throw new ClustersError("cidr-invalid", `clusters.${name}.sourceCidrs: ${(error as Error).message}`);
  }
}

function checkIdentity(name: string, { identity, revisions }: Cluster): void {
  const { tokens, bearer, jwt, clientCertificates, allowAnonymous } = identity;
  const proofs = [tokens, bearer, jwt, clientCertificates];
  // An empty list is a proof that nobody can give: so a cluster is locked out in a hurry, and keeps its entry.
  if (proofs.every((proof) => proof === undefined) && !allowAnonymous) {
    throw new ClustersError(
      "registry-invalid",
      `clusters.${name}.identity: has no proof; give one of tokens, bearer, jwt, clientCertificates, or write allowAnonymous: true`,
    );
  }
  for (const [tag, target] of Object.entries(revisions)) {
    if (typeof target === "string" && typeof revisions[target] !== "object") {
      throw new ClustersError(
        "registry-invalid",
        `clusters.${name}.revisions.${tag}: "${target}" is not a revision of this cluster; have ${Object.keys(revisions).join(", ")}`,
      );
    }
  }
}

/** The secrets that a deployed registry is spread over: a name alone says in which one its entry is. */
export const SHARDS = [..."0123456789abcdef"];

/**
 * The shard of a cluster: the first hex digit of the SHA-256 of its name (`printf prod-1 | sha256sum | cut -c1`).
 * Its entry is in the secret `<prefix>/clusters/<shard>`; sixteen secrets of 65,536 bytes hold some thousand clusters.
 */
export function shardOf(clusterName: string): string {
  return createHash("sha256").update(clusterName, "utf8").digest("hex").slice(0, 1);
}
