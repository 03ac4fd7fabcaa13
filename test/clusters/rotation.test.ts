import { expect, test } from "@jest/globals";
import { clusterRouter } from "../../handler/routes.ts";
import { respond } from "../../handler/service.ts";
import { directoryOf } from "../../lib/clusters/directory.ts";
import { InjectorPool } from "../../lib/clusters/injector-pool.ts";
import { RegistryText } from "../../lib/clusters/registry-text.ts";
import { hashToken, newToken } from "../../lib/clusters/token.ts";

const REVIEW = JSON.stringify({
  apiVersion: "admission.k8s.io/v1",
  kind: "AdmissionReview",
  request: {
    uid: "u",
    operation: "CREATE",
    namespace: "n",
    object: { apiVersion: "v1", kind: "Pod", metadata: { name: "p" } },
  },
});
const RULES = JSON.stringify({
  rules: [{ name: "mark", overlay: { metadata: { annotations: { a: "b" } } } }],
});

/** A server whose registry is read again for every call, after a pause as a network makes it. */
function serverOf(registry: RegistryText) {
  let version = 0;
  const source = {
    name: "registry",
    fetch: async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      version++;
      return { id: String(version), content: registry.toJson() };
    },
  };
  const times = { ttl: 0, hardAge: 0, patience: 1000, retryAfter: 0 };
  const pool = new InjectorPool({
    sourceOf: () => ({ name: "rules", fetch: async () => ({ id: "1", content: RULES }) }),
  });
  const service = {
    route: clusterRouter(directoryOf(source, { times }), pool),
    health: () => Promise.reject(new Error("none")),
  };
  return async (token: string, cluster = "a") => {
    const path = `/t/${token}/inject/cluster/${cluster}`;
    const headers = { "content-type": "application/json" };
    return (await respond(service, { method: "POST", path, query: {}, headers, body: REVIEW }, 5000)).status;
  };
}

test("tokens are rotated, and other clusters come and go, under load, with no call refused that shows a token in use", async () => {
  const registry = new RegistryText("");
  let [current, former] = [newToken(), undefined as string | undefined];
  registry.add("a", { identity: { tokens: [hashToken(current)] } });
  const call = serverOf(registry);
  const refused: string[] = [];
  const callWith = async (token: string, step: string) => {
    if ((await call(token)) !== 200) refused.push(step);
  };

  for (let round = 0; round < 12; round++) {
    const before = Array.from({ length: 30 }, () => callWith(current, `${round}: the token in use, before`));
    const next = newToken();
    registry.addToken("a", next);
    registry.add(`b${round}`, { identity: { tokens: [] } });
    const during = Array.from({ length: 30 }, () =>
      callWith(current, `${round}: the token in use, after its successor came`),
    );
    await Promise.all([...before, ...during]);
    await Promise.all(Array.from({ length: 30 }, () => callWith(next, `${round}: the successor`)));
    [former, current] = [current, next];
    registry.revokeTokens("a", false);
    registry.remove(`b${round}`);
    await Promise.all(
      Array.from({ length: 30 }, () => callWith(current, `${round}: after the old one was revoked`)),
    );
    await call(current);
    expect(await call(former)).toBe(401);
  }
  expect(refused).toEqual([]);
});
