import { describe, expect, test } from "@jest/globals";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { HttpRequest } from "../../lib/admission/http.ts";
import { identify } from "../../lib/clusters/identity.ts";
import { checkRegistry } from "../../lib/clusters/registry.ts";
import { hashToken, newToken } from "../../lib/clusters/token.ts";

const NOW = new Date("2026-11-23T12:00:00Z");
const seconds = NOW.getTime() / 1000;
const [tokenA, nextA, tokenB, staticC] = [newToken(), newToken(), newToken(), "opaque-bearer"] as [
  string,
  string,
  string,
  string,
];
const { publicKey, privateKey } = await generateKeyPair("ES256");
const stranger = await generateKeyPair("ES256");
const jwk = { ...(await exportJWK(publicKey)), kid: "k1", alg: "ES256" };
const certificate = { issuer: "CN=fleet-ca", subject: "CN=apiserver-e,O=callers" };

/** One cluster for each way to prove identity, one for two at once, one for none. */
const { clusters } = checkRegistry({
  clusters: {
    a: { network: "n1", identity: { tokens: [hashToken(tokenA), hashToken(nextA)] } },
    b: { identity: { tokens: [hashToken(tokenB)] }, sourceCidrs: ["192.0.2.0/24"] },
    c: { identity: { bearer: [hashToken(staticC)] } },
    d: {
      identity: {
        jwt: {
          issuer: "https://issuer.example",
          audience: "remora",
          subject: "system:apiserver",
          jwks: { keys: [jwk] },
        },
      },
    },
    e: { identity: { clientCertificates: [certificate] } },
    f: { identity: { tokens: [hashToken(tokenB)], bearer: [hashToken(staticC)] } },
    locked: { identity: { tokens: [] } },
    open: { identity: { allowAnonymous: true } },
  },
});

interface Claims {
  readonly iss?: string;
  readonly aud?: string;
  readonly sub?: string;
  readonly exp?: number | undefined;
  readonly nbf?: number;
}

async function jwt(claims: Claims = {}, key = privateKey, alg = "ES256"): Promise<string> {
  const all = {
    iss: "https://issuer.example",
    aud: "remora",
    sub: "system:apiserver",
    exp: seconds + 600,
    ...claims,
  };
  return new SignJWT(JSON.parse(JSON.stringify(all))).setProtectedHeader({ alg, kid: "k1" }).sign(key);
}

function unsigned(): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "none" })}.${part({ iss: "https://issuer.example", aud: "remora", sub: "system:apiserver", exp: seconds + 600 })}.`;
}
async function hmac(): Promise<string> {
  return new SignJWT({
    iss: "https://issuer.example",
    aud: "remora",
    sub: "system:apiserver",
    exp: seconds + 600,
  })
    .setProtectedHeader({ alg: "HS256", kid: "k1" })
    .sign(new TextEncoder().encode(JSON.stringify(jwk)));
}

const jwts = {
  good: await jwt(),
  late: await jwt({ exp: seconds - 30 }),
  otherIssuer: await jwt({ iss: "https://evil.example" }),
  otherAudience: await jwt({ aud: "vault" }),
  otherSubject: await jwt({ sub: "system:serviceaccount:a:b" }),
  expired: await jwt({ exp: seconds - 90 }),
  early: await jwt({ nbf: seconds + 90 }),
  endless: await jwt({ exp: undefined }),
  forged: await jwt({}, stranger.privateKey),
  confused: await hmac(),
  unsigned: unsigned(),
};

const request = (path: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: "POST",
  path,
  query: {},
  headers: {},
  body: "",
  sourceIp: "192.0.2.10",
  ...more,
});
const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
const outcome = async (path: string, more?: Partial<HttpRequest>) => {
  const result = await identify(
    request(path, more),
    async (name) => clusters.get(name),
    () => NOW,
  );
  return result.ok ? result.proof : result.code;
};

describe("who gets in", () => {
  const cases: [string, string, Partial<HttpRequest> | undefined, string][] = [
    ["the token in the path", `/t/${tokenA}/inject/cluster/a`, undefined, "token"],
    ["its successor", `/t/${nextA}/inject/cluster/a/net/n1`, undefined, "token"],
    ["with a revision", `/t/${tokenA}/r/1-30/inject/cluster/a`, undefined, "token"],
    ["in Istio's older notation", `/t/${tokenA}/inject/:ENV:cluster=a:ENV:net=n1`, undefined, "token"],
    ["a static bearer token", "/inject/cluster/c", bearer(staticC), "bearer"],
    ["a JWT", "/inject/cluster/d", bearer(jwts.good), "jwt"],
    ["a JWT that ran out within the clocks' skew", "/inject/cluster/d", bearer(jwts.late), "jwt"],
    ["a client certificate", "/inject/cluster/e", { clientCertificate: certificate }, "clientCertificate"],
    ["either of two proofs", "/inject/cluster/f", bearer(staticC), "bearer"],
    ["both of them", `/t/${tokenB}/inject/cluster/f`, bearer(staticC), "token"],
    ["anybody, where that was written out", "/inject/cluster/open", undefined, "anonymous"],
    [
      "a bearer that the cluster does not ask for is not looked at",
      `/t/${tokenA}/inject/cluster/a`,
      bearer("x"),
      "token",
    ],
  ];
  test.each(cases)("%s", async (_name, path, more, expected) => {
    expect(await outcome(path, more)).toBe(expected);
  });
});

describe("who does not", () => {
  const certHeaders = {
    headers: {
      "x-client-cert-subject": certificate.subject,
      "x-amzn-mtls-clientcert-issuer": certificate.issuer,
    },
  };
  const cases: [string, string, Partial<HttpRequest> | undefined, string][] = [
    ["no token", "/inject/cluster/a", undefined, "identity-refused"],
    ["a token of another cluster", `/t/${tokenB}/inject/cluster/a`, undefined, "identity-refused"],
    ["a token that names another cluster", `/t/${tokenA}/inject/cluster/b`, undefined, "identity-refused"],
    [
      "another cluster smuggled in by the variable's own name",
      `/t/${tokenA}/inject/cluster/a/istio_meta_cluster_id/b`,
      undefined,
      "identity-refused",
    ],
    [
      "another cluster named second",
      `/t/${tokenA}/inject/cluster/a/cluster/b`,
      undefined,
      "identity-refused",
    ],
    ["a network of another cluster", `/t/${tokenA}/inject/cluster/a/net/n2`, undefined, "network-refused"],
    ["no cluster", `/t/${tokenA}/inject`, undefined, "cluster-missing"],
    ["an empty cluster", `/t/${tokenA}/inject/cluster//x`, undefined, "cluster-missing"],
    ["a cluster that is not there", `/t/${tokenA}/inject/cluster/zzz`, undefined, "identity-refused"],
    [
      "a cluster named like a method of objects",
      "/inject/cluster/constructor",
      undefined,
      "identity-refused",
    ],
    [
      "a wrong source address",
      `/t/${tokenB}/inject/cluster/b`,
      { sourceIp: "198.51.100.1" },
      "source-refused",
    ],
    [
      "a right token and a wrong bearer",
      `/t/${tokenB}/inject/cluster/f`,
      bearer("wrong"),
      "identity-refused",
    ],
    ["a wrong static bearer", "/inject/cluster/c", bearer("wrong"), "identity-refused"],
    ["a bearer that is the hash", "/inject/cluster/c", bearer(hashToken(staticC)), "identity-refused"],
    ["a locked cluster", `/t/${tokenA}/inject/cluster/locked`, undefined, "identity-refused"],
    ["a JWT of another issuer", "/inject/cluster/d", bearer(jwts.otherIssuer), "identity-refused"],
    ["a JWT for another audience", "/inject/cluster/d", bearer(jwts.otherAudience), "identity-refused"],
    ["a JWT of another subject", "/inject/cluster/d", bearer(jwts.otherSubject), "identity-refused"],
    ["a JWT that ran out", "/inject/cluster/d", bearer(jwts.expired), "identity-refused"],
    ["a JWT that is not yet valid", "/inject/cluster/d", bearer(jwts.early), "identity-refused"],
    ["a JWT that never runs out", "/inject/cluster/d", bearer(jwts.endless), "identity-refused"],
    ["a JWT signed by somebody else", "/inject/cluster/d", bearer(jwts.forged), "identity-refused"],
    ["a JWT that asks for no signature", "/inject/cluster/d", bearer(jwts.unsigned), "identity-refused"],
    [
      "a JWT signed with the public key as a secret",
      "/inject/cluster/d",
      bearer(jwts.confused),
      "identity-refused",
    ],
    ["what is no JWT", "/inject/cluster/d", bearer("a.b.c"), "identity-refused"],
    ["a JWT longer than any", "/inject/cluster/d", bearer("a".repeat(20_000)), "identity-refused"],
    [
      "a certificate of another subject",
      "/inject/cluster/e",
      { clientCertificate: { ...certificate, subject: "CN=x" } },
      "identity-refused",
    ],
    [
      "a certificate of another issuer",
      "/inject/cluster/e",
      { clientCertificate: { ...certificate, issuer: "CN=x" } },
      "identity-refused",
    ],
    [
      "a certificate claimed in headers, on an endpoint without mutual TLS",
      "/inject/cluster/e",
      certHeaders,
      "identity-refused",
    ],
    ["a path that is not ours", "/healthz", undefined, "path-unknown"],
    ["a token in capitals", `/t/${tokenA.toUpperCase()}/inject/cluster/a`, undefined, "path-unknown"],
    ["a token in the query", "/inject/cluster/a", { query: { t: tokenA } }, "identity-refused"],
  ];
  test.each(cases)("%s", async (_name, path, more, expected) => {
    expect(await outcome(path, more)).toBe(expected);
  });
});

test("every proof opens its own cluster and no other", async () => {
  const proofs: [string, string, Partial<HttpRequest>][] = [
    ["a", `/t/${tokenA}`, {}],
    ["b", `/t/${tokenB}`, {}],
    ["c", "", bearer(staticC)],
    ["d", "", bearer(jwts.good)],
    ["e", "", { clientCertificate: certificate }],
  ];
  const opened: string[] = [];
  for (const [owner, prefix, more] of proofs) {
    for (const name of ["a", "b", "c", "d", "e"]) {
      const result = await outcome(`${prefix}/inject/cluster/${name}`, more);
      if (!result.endsWith("refused")) opened.push(`${owner}>${name}`);
    }
  }
  expect(opened).toEqual(["a>a", "b>b", "c>c", "d>d", "e>e"]);
});

test("what is refused reads the same whether the cluster is unknown or the proof is wrong, and repeats nothing", async () => {
  const lookup = async (name: string) => clusters.get(name);
  const unknown = await identify(request(`/t/${tokenA}/inject/cluster/zzz`), lookup);
  const wrong = await identify(request(`/t/${newToken()}/inject/cluster/a`), lookup);
  expect(wrong).toEqual(unknown);
  expect(JSON.stringify(unknown)).not.toContain(tokenA);
});
