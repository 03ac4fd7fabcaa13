import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { shardOf } from "../../lib/clusters/registry.ts";
import { hashToken, newToken } from "../../lib/clusters/token.ts";
import { type Answered, DeployedFunction, INJECTOR_SECRET } from "../support/deployed-function.ts";

/** Marks a pod with the version of the injector and with what the cluster's overlay says. */
const injector = (version: string) =>
  JSON.stringify({
    values: "{color: none}",
    rules: [
      {
        name: version,
        overlay: `{metadata: {annotations: {mark: "${version} {{ .Values.color }} {{ .Cluster }}"}}}`,
      },
    ],
  });

const deployed = new DeployedFunction();
const { server } = deployed;
const register = deployed.register.bind(deployed);

beforeAll(() => deployed.open());
afterAll(() => deployed.close());

beforeEach(() => {
  deployed.reset(injector("one"));
  server.put(
    INJECTOR_SECRET,
    { versionId: "v1", string: injector("one") },
    { versionId: "v2", string: injector("pending"), stage: "AWSPENDING" },
  );
  server.put("remora/test/injector-1-30", { versionId: "v3", string: injector("r-1-30") });
});

/** With the annotation of the rule. */
async function call(path: string, pod?: object, namespace?: string): Promise<Answered & { mark?: string }> {
  const answered = await deployed.call(path, { ...(pod && { pod }), ...(namespace && { namespace }) });
  return answered.pod ? { ...answered, mark: answered.pod.metadata.annotations.mark } : answered;
}

describe("a deployed function and its registry", () => {
  test("two clusters with different overlays get their own pods from one injector", async () => {
    const [a, b] = [newToken(), newToken()];
    register({
      a: { identity: { tokens: [hashToken(a)] }, overlay: { values: { color: "red" } } },
      b: { identity: { tokens: [hashToken(b)] }, overlay: { values: { color: "blue" } } },
    });
    expect((await call(`/t/${a}/inject/cluster/a`)).mark).toBe("one red a");
    expect((await call(`/t/${b}/inject/cluster/b`)).mark).toBe("one blue b");
    expect((await call(`/t/${a}/inject/cluster/b`)).status).toBe(401);
    expect(server.calls.filter(({ secretId }) => secretId === INJECTOR_SECRET)).toHaveLength(1);
  });

  test("without a registry every call is refused", async () => {
    expect((await call(`/t/${newToken()}/inject/cluster/a`)).status).toBe(401);
    expect((await call("/inject/cluster/a")).status).toBe(401);
    expect((await call("/inject")).status).toBe(401);
  });

  test("of 1,000 clusters one is found by reading a single secret", async () => {
    const tokens = Array.from({ length: 1000 }, newToken);
    register(
      Object.fromEntries(
        tokens.map((token, i) => [
          `cluster-${i}`,
          { network: `n${i}`, identity: { tokens: [hashToken(token)] } },
        ]),
      ),
    );
    for (const secret of server.secrets.values()) expect(secret[0]?.string?.length ?? 0).toBeLessThan(65_536);
    expect((await call(`/t/${tokens[777]}/inject/cluster/cluster-777/net/n777`)).mark).toBe(
      "one none cluster-777",
    );
    const read = server.calls.map(({ secretId }) => secretId).filter((id) => id.includes("clusters"));
    expect(read).toEqual([`remora/test/clusters/${shardOf("cluster-777")}`]);
  });

  test("revisions side by side: the path chooses, a tag leads to one, an unknown one is refused", async () => {
    register({
      a: {
        identity: { allowAnonymous: true },
        revisions: { "1-30": { injector: "injector-1-30" }, stable: "1-30" },
      },
    });
    expect((await call("/inject/cluster/a")).mark).toBe("one none a");
    expect((await call("/r/1-30/inject/cluster/a")).mark).toBe("r-1-30 none a");
    expect((await call("/r/stable/inject/cluster/a")).mark).toBe("r-1-30 none a");
    expect((await call("/r/1-31/inject/cluster/a")).status).toBe(404);
  });

  test("a version on trial is for the namespaces and the owners that were chosen, and the log names it", async () => {
    register({
      a: {
        identity: { allowAnonymous: true },
        candidate: { stage: "AWSPENDING", namespaces: ["canary"], percentage: 30 },
      },
    });
    expect((await call("/inject/cluster/a", {}, "canary")).mark).toBe("pending none a");
    const owned = (i: number) => ({
      metadata: { ownerReferences: [{ kind: "ReplicaSet", name: `web-${i}`, controller: true }] },
    });
    const marks = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => (await call("/inject/cluster/a", owned(i))).mark),
    );
    const onTrial = marks.filter((mark) => mark?.startsWith("pending")).length;
    expect(onTrial).toBeGreaterThan(30);
    expect(onTrial).toBeLessThan(90);
    expect(deployed.lines.some((line) => line.includes('"version":"v2"'))).toBe(true);
  });

  test("a version on trial that is bad takes no pod down with it", async () => {
    server.put(
      INJECTOR_SECRET,
      { versionId: "v1", string: injector("one") },
      { versionId: "v2", string: "rules: 5", stage: "AWSPENDING" },
    );
    register({
      a: { identity: { allowAnonymous: true }, candidate: { stage: "AWSPENDING", percentage: 100 } },
    });
    expect((await call("/inject/cluster/a")).mark).toBe("one none a");
  });

  test("where the injector cannot be had, a cluster is refused or let through with a warning, as its entry says", async () => {
    server.put(INJECTOR_SECRET, { versionId: "v1", string: "rules: 5" });
    register({
      strict: { identity: { allowAnonymous: true } },
      lenient: { identity: { allowAnonymous: true }, onFailure: "admit" },
    });
    const strict = await call("/inject/cluster/strict");
    expect(strict.response?.allowed).toBe(false);
    const lenient = await call("/inject/cluster/lenient");
    expect(lenient.response?.allowed).toBe(true);
    expect(lenient.response?.warnings?.join()).toMatch(/not injected/);
  });

  test("an overlay that makes the injector unusable is that cluster's fault alone", async () => {
    register({
      bad: {
        identity: { allowAnonymous: true },
        overlay: { mesh: { rootNamespace: [1] } },
        platform: "openshift",
      },
      good: { identity: { allowAnonymous: true } },
    });
    expect((await call("/inject/cluster/good")).mark).toBe("one none good");
    expect((await call("/inject/cluster/bad")).status).toBe(200);
  });

  test("an unreadable registry refuses, and says nothing of why", async () => {
    server.behaviour = "fail";
    const { status, body } = await call(`/t/${newToken()}/inject/cluster/a`);
    expect(status).not.toBe(500);
    expect(body).not.toContain("out of order");
  });

  test("tokens are in no line of the log, whatever becomes of the call", async () => {
    const token = newToken();
    register({ a: { identity: { tokens: [hashToken(token)] } } });
    await call(`/t/${token}/inject/cluster/a`);
    await call(`/t/${token}/inject/cluster/b`);
    await call(`/t/${token}x/inject/cluster/a`);
    await call(`/x/t/${token}/inject`);
    await call(`/t/${token}`);
    expect(deployed.lines.length).toBeGreaterThanOrEqual(5);
    expect(deployed.lines.join("")).not.toContain(token);
  });
});
