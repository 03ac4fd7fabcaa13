import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { hashToken, newToken } from "../../lib/clusters/token.ts";
import { type Call, DeployedFunction } from "../support/deployed-function.ts";

/*
 * Who gets in: every proof, shown to every cluster, on every form of the path, from inside and outside of the
 * cluster's network. The table says which proofs open which cluster; everything else has to be refused.
 */

const tokens = Object.fromEntries(["a", "next", "b", "both"].map((name) => [name, newToken()]));
const bearer = "opaque-bearer-of-c";
const keys = await generateKeyPair("ES256");
const stranger = await generateKeyPair("ES256");
const jwk = { ...(await exportJWK(keys.publicKey)), kid: "k", alg: "ES256" };
const certificate = { issuer: "CN=fleet-ca", subject: "CN=apiserver-e" };

async function jwt(seconds: number, key = keys.privateKey): Promise<string> {
  const claims = new SignJWT({})
    .setIssuer("https://issuer.example")
    .setAudience("remora")
    .setSubject("apiserver");
  const expires = Math.floor(Date.now() / 1000) + seconds;
  return claims.setExpirationTime(expires).setProtectedHeader({ alg: "ES256", kid: "k" }).sign(key);
}

const authorized = (value: string) => ({ headers: { authorization: `Bearer ${value}` } });
const inPath = (name: string) => ({ prefix: `/t/${tokens[name]}` });

interface Shown extends Pick<Call, "headers" | "clientCertificate"> {
  readonly prefix?: string;
  /** No token looks like this: there is no webhook at such a path. */
  readonly isMalformed?: true;
}

/** What a call can show. */
const PROOFS: Readonly<Record<string, Shown>> = {
  nothing: {},
  "a's token": inPath("a"),
  "its successor": inPath("next"),
  "b's token": inPath("b"),
  "a token of nobody": { prefix: `/t/${newToken()}` },
  "the hash of a's token": { prefix: `/t/${hashToken(tokens.a as string).slice(7)}`, isMalformed: true },
  "c's bearer": authorized(bearer),
  "a bearer of nobody": authorized("x"),
  "d's JWT": authorized(await jwt(600)),
  "d's JWT, out of date": authorized(await jwt(-600)),
  "a JWT of another key": authorized(await jwt(600, stranger.privateKey)),
  "e's certificate": { clientCertificate: certificate },
  "another certificate": { clientCertificate: { ...certificate, subject: "CN=x" } },
  "e's certificate in headers": {
    headers: { "x-amzn-mtls-clientcert-subject": certificate.subject, "x-client-cert": certificate.subject },
  },
  "both's token": inPath("both"),
  "both's token and bearer": { ...inPath("both"), ...authorized(bearer) },
  "both's token and a bearer of nobody": { ...inPath("both"), ...authorized("x") },
  "a's token and c's bearer": { ...inPath("a"), ...authorized(bearer) },
};

const NET = { network: "n1" };
const hashes = (...names: string[]) => names.map((name) => hashToken(tokens[name] as string));
const issuer = {
  issuer: "https://issuer.example",
  audience: "remora",
  subject: "apiserver",
  jwks: { keys: [jwk] },
};

/** Which of them opens a cluster. A proof of a kind that the cluster does not ask for counts for nothing. */
const CLUSTERS: Readonly<Record<string, { readonly entry: object; readonly opens: readonly string[] }>> = {
  a: {
    entry: { ...NET, identity: { tokens: hashes("a", "next") } },
    opens: ["a's token", "its successor", "a's token and c's bearer"],
  },
  b: { entry: { ...NET, identity: { tokens: hashes("b") } }, opens: ["b's token"] },
  c: {
    entry: { ...NET, identity: { bearer: [hashToken(bearer)] } },
    opens: ["c's bearer", "both's token and bearer", "a's token and c's bearer"],
  },
  d: { entry: { ...NET, identity: { jwt: issuer } }, opens: ["d's JWT"] },
  e: { entry: { ...NET, identity: { clientCertificates: [certificate] } }, opens: ["e's certificate"] },
  both: {
    entry: { ...NET, identity: { tokens: hashes("both"), bearer: [hashToken(bearer)] } },
    opens: ["c's bearer", "both's token", "both's token and bearer"],
  },
  inside: {
    entry: { ...NET, sourceCidrs: ["192.0.2.0/24"], identity: { tokens: hashes("a") } },
    opens: ["a's token", "a's token and c's bearer"],
  },
  locked: { entry: { ...NET, identity: { tokens: [] } }, opens: [] },
  open: { entry: { ...NET, identity: { allowAnonymous: true } }, opens: Object.keys(PROOFS) },
};
const NAMES = [...Object.keys(CLUSTERS), "unknown", "constructor"];

/** What follows a proof in the path, and what a cluster that has proved itself is answered there. */
const PATHS: readonly (readonly [(name: string) => string, number])[] = [
  [(name) => `/inject/cluster/${name}`, 200],
  [(name) => `/inject/cluster/${name}/net/n1`, 200],
  [(name) => `/inject/cluster/${name}/net/n2`, 403],
  [(name) => `/inject/:ENV:cluster=${name}:ENV:net=n1`, 200],
  [(name) => `/inject/net/n1/ISTIO_META_CLUSTER_ID/${name}`, 200],
  [(name) => `/r/default/inject/cluster/${name}`, 404],
  [(name) => `/rules/cluster/${name}`, 200],
];

const ADDRESSES = { "192.0.2.7": true, "198.51.100.7": false };

const deployed = new DeployedFunction();

beforeAll(async () => {
  await deployed.open();
  deployed.reset(JSON.stringify({ rules: [{ name: "mark", overlay: "{metadata: {labels: {a: b}}}" }] }));
  deployed.register(Object.fromEntries(Object.entries(CLUSTERS).map(([name, { entry }]) => [name, entry])));
});
afterAll(() => deployed.close());

/** By the table alone. */
function expected(name: string, proof: string, status: number, isInside: boolean): number {
  if (PROOFS[proof]?.isMalformed) return 404;
  if (name === "inside" && !isInside) return 403;
  return Object.hasOwn(CLUSTERS, name) && CLUSTERS[name]?.opens.includes(proof) ? status : 401;
}

const addresses = Object.entries(ADDRESSES);
test(`${Object.keys(PROOFS).length} proofs × ${NAMES.length} clusters × ${PATHS.length} paths × ${addresses.length} addresses`, async () => {
  const wrong: string[] = [];
  let admitted = 0;
  for (const [proof, { prefix = "", isMalformed: _, ...shown }] of Object.entries(PROOFS)) {
    for (const name of NAMES) {
      for (const [pathOf, status] of PATHS) {
        for (const [sourceIp, isInside] of addresses) {
          const answered = await deployed.call(prefix + pathOf(name), { ...shown, sourceIp });
          const should = expected(name, proof, status, isInside);
          if (answered.status === 200) admitted++;
          if (answered.status !== should || (should === 200) !== (answered.pod?.metadata.labels.a === "b"))
            wrong.push(`${proof} at ${pathOf(name)} from ${sourceIp}: ${answered.status}, not ${should}`);
        }
      }
    }
  }
  expect(wrong).toEqual([]);
  expect(admitted).toBeGreaterThan(200);
});

test("without a cluster in the path nobody gets in, whatever he shows", async () => {
  for (const { prefix = "", isMalformed, ...shown } of Object.values(PROOFS))
    for (const path of ["/inject", "/inject/net/n1", "/inject/cluster/", "/rules"]) {
      const { status } = await deployed.call(prefix + path, shown);
      expect(status).toBe(isMalformed ? 404 : 401);
    }
});

test("none of what was shown is in the log, nor in an answer", () => {
  const log = deployed.lines.join("");
  const secrets = [...Object.values(tokens), bearer, "eyJ", ...hashes("a", "b")];
  for (const secret of secrets) expect(log).not.toContain(secret);
});
