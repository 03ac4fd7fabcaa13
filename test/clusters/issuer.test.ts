import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { identify } from "../../lib/clusters/identity.ts";
import { checkRegistry } from "../../lib/clusters/registry.ts";

const AUDIENCE = "remora";
const keys = { old: await generateKeyPair("ES256"), new: await generateKeyPair("ES256") };

let server: Server;
let issuer: string;
/** What the issuer publishes, and what it was asked for. */
let published: (keyof typeof keys)[];
let discovery: (issuer: string) => object;
let isUp: boolean;
let asked: string[];

beforeEach(async () => {
  published = ["old"];
  discovery = (url) => ({ issuer: url, jwks_uri: `${url}/keys` });
  isUp = true;
  asked = [];
  server = createServer(async ({ url = "" }, response) => {
    asked.push(url);
    if (!isUp) return response.writeHead(503).end();
    const jwks = published.map(async (kid) => ({
      ...(await exportJWK(keys[kid].publicKey)),
      kid,
      alg: "ES256",
    }));
    const document = url === "/keys" ? { keys: await Promise.all(jwks) } : discovery(issuer);
    response.setHeader("content-type", "application/json").end(JSON.stringify(document));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  jest.restoreAllMocks();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** A cluster whose service-account tokens this issuer signs, and which writes no keys into the registry. */
function cluster(jwt: object = {}) {
  const identity = { jwt: { issuer, audience: AUDIENCE, ...jwt } };
  const { clusters } = checkRegistry({ clusters: { a: { identity } } });
  return async (kid: keyof typeof keys, key = keys[kid]) => {
    const token = await new SignJWT({})
      .setIssuer(issuer)
      .setAudience(AUDIENCE)
      .setExpirationTime("10m")
      .setProtectedHeader({ alg: "ES256", kid })
      .sign(key.privateKey);
    const headers = { authorization: `Bearer ${token}` };
    const request = { method: "POST", path: "/inject/cluster/a", query: {}, headers, body: "" };
    return (await identify(request, async (name) => clusters.get(name))).ok;
  };
}

describe("a JWT whose issuer publishes its keys", () => {
  test("is checked by them, which are fetched once for any number of calls", async () => {
    const call = cluster();
    expect(await Promise.all(Array.from({ length: 20 }, () => call("old")))).toEqual(Array(20).fill(true));
    expect(asked).toEqual(["/.well-known/openid-configuration", "/keys"]);
  });

  test("is refused where another key signed it", async () => {
    expect(await cluster()("old", keys.new)).toBe(false);
  });

  test("may be signed by a key that the issuer took up a while after the keys were fetched", async () => {
    const call = cluster();
    expect(await call("old")).toBe(true);
    published = ["old", "new"];
    expect(await call("new")).toBe(false);
    const now = Date.now();
    jest.spyOn(Date, "now").mockReturnValue(now + 31_000);
    expect(await call("new")).toBe(true);
    expect(asked.filter((path) => path === "/keys")).toHaveLength(2);
  });

  test("cannot make the function fetch keys again and again by naming keys that do not exist", async () => {
    const call = cluster();
    for (let i = 0; i < 20; i++) expect(await call("new")).toBe(false);
    expect(asked).toHaveLength(2);
  });

  test("is refused while the issuer cannot be had, and taken again once it can", async () => {
    isUp = false;
    const call = cluster();
    expect(await call("old")).toBe(false);
    isUp = true;
    expect(await call("old")).toBe(true);
  });
});

describe("an issuer is not believed", () => {
  const cases: [string, () => void, object?][] = [
    [
      "whose discovery document is another's",
      () => {
        discovery = (url) => ({ issuer: "https://evil.example", jwks_uri: `${url}/keys` });
      },
    ],
    [
      "that names no keys",
      () => {
        discovery = (url) => ({ issuer: url });
      },
    ],
    [
      "whose keys come without TLS",
      () => {
        discovery = (url) => ({ issuer: url, jwks_uri: "http://issuer.example/keys" });
      },
    ],
    ["that has no TLS itself", () => {}, { issuer: "http://issuer.example" }],
  ];
  test.each(cases)("%s", async (_, change, jwt = {}) => {
    change();
    const fetched = jest.spyOn(globalThis, "fetch");
    expect(await cluster(jwt)("old")).toBe(false);
    expect(asked).not.toContain("/keys");
    for (const [address] of fetched.mock.calls) expect(String(address)).toContain(issuer);
  });
});
