import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { Log } from "../../handler/log.ts";
import { clusterRouter } from "../../handler/routes.ts";
import { type Outcome, respond } from "../../handler/service.ts";
import { identify } from "../../lib/clusters/identity.ts";
import type { InjectorPool } from "../../lib/clusters/injector-pool.ts";
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
    if (url === "/missing") return response.writeHead(404).end();
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
  return async (kid: keyof typeof keys, key = keys[kid]) =>
    (await identify(requestWith(await sign(kid, key)), async (name) => clusters.get(name))).ok;
}

async function sign(kid: keyof typeof keys, key = keys[kid]): Promise<string> {
  return new SignJWT({})
    .setIssuer(issuer)
    .setAudience(AUDIENCE)
    .setExpirationTime("10m")
    .setProtectedHeader({ alg: "ES256", kid })
    .sign(key.privateKey);
}

function requestWith(token: string) {
  const headers = { authorization: `Bearer ${token}` };
  return { method: "POST", path: "/inject/cluster/a", query: {}, headers, body: "" };
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

describe("the log of a call whose JWT is refused", () => {
  /** The answer, and the line of the log, of a call with `token`. */
  async function refusal(token: string, jwt: object = {}) {
    const identity = { jwt: { issuer, audience: AUDIENCE, ...jwt } };
    const { clusters } = checkRegistry({ clusters: { a: { identity } } });
    const lookup = async (name: string) => clusters.get(name);
    const lines: string[] = [];
    const log = new Log("test", (line) => void lines.push(line));
    const service = {
      route: clusterRouter({ lookup, lookupAgain: lookup }, {} as InjectorPool),
      health: () => Promise.reject(new Error("none")),
      onOutcome: (outcome: Outcome) => log.outcome(outcome),
    };
    const response = await respond(service, requestWith(token));
    expect(lines.join()).not.toContain(token);
    return { response, line: JSON.parse(lines[0] as string) };
  }

  const faults: [string, RegExp, () => object | undefined][] = [
    [
      "the issuer is down",
      /HTTP 503$/,
      () => {
        isUp = false;
        return undefined;
      },
    ],
    [
      "nobody listens there",
      /ECONNREFUSED$/,
      () => {
        server.close();
        return undefined;
      },
    ],
    ["its address is none to call", /bad port$/, () => ({ issuer: "http://127.0.0.1:1" })],
    [
      "its keys cannot be fetched",
      /200 OK/,
      () => {
        discovery = (url) => ({ issuer: url, jwks_uri: `${url}/missing` });
        return undefined;
      },
    ],
    [
      "it speaks for another",
      /names another issuer/,
      () => {
        discovery = (url) => ({ issuer: "https://evil.example", jwks_uri: `${url}/keys` });
        return undefined;
      },
    ],
  ];
  test.each(faults)(
    "names the issuer where %s, and the caller learns nothing of it",
    async (_, why, break_) => {
      const jwt = break_();
      const { response, line } = await refusal(await sign("old"), jwt);
      const { host } = new URL((jwt as { issuer?: string })?.issuer ?? issuer);
      expect(line).toMatchObject({
        event: "refused",
        reason: "identity-refused",
        code: "issuer-unavailable",
      });
      expect(line.error).toContain(`the keys of the issuer ${host} cannot be had: `);
      expect(line.error).toMatch(why);
      const stranger = await refusal("no.such.token", { issuer, jwks: { keys: [] } });
      expect(response).toEqual(stranger.response);
      expect(response.status).toBe(401);
    },
  );

  test("blames no issuer for a bad token", async () => {
    for (const token of [await sign("old", keys.new), await sign("new"), "no.such.token"]) {
      const { line } = await refusal(token);
      expect(line).toMatchObject({ event: "refused", reason: "identity-refused" });
      expect(line).not.toHaveProperty("error");
    }
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
