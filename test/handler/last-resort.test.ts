import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { hashToken, newToken } from "../../lib/clusters/token.ts";
import { packLastResort } from "../../lib/sources/last-resort.ts";
import { DeployedFunction, INJECTOR_SECRET } from "../support/deployed-function.ts";

/** Marks a pod. */
const source = (mark: string) => ({
  values: "{}",
  rules: [{ name: mark, overlay: `{metadata: {annotations: {mark: ${mark}}}}` }],
});
const SERVED = JSON.stringify(source("served"));

const token = newToken();
const CLUSTERS = { "prod-1": { identity: { tokens: [hashToken(token)] } } };
const PATH = `/t/${token}/inject/cluster/prod-1`;

const folder = mkdtempSync(join(tmpdir(), "remora-last-resort-"));
const REMORA_LAST_RESORT = join(folder, "last-resort.json.gz");
const deployed = new DeployedFunction();
const { server } = deployed;

beforeAll(() => deployed.open());
afterAll(async () => {
  await deployed.close();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  deployed.reset(SERVED);
  deployed.register(CLUSTERS);
});

/** Starts the function again, with this packed into it. */
function startWith({ clusters = false } = {}): void {
  const content = {
    packedAt: "2026-01-02T03:04:05.000Z",
    injectors: { injector: { version: "v0", source: source("packed") } },
    ...(clusters && { clusters: { clusters: CLUSTERS } }),
  };
  writeFileSync(REMORA_LAST_RESORT, packLastResort(content));
  deployed.restart({ REMORA_LAST_RESORT });
}

const logged = () => deployed.lines.map((line) => JSON.parse(line));
const mark = (answered: { pod?: { metadata: { annotations?: { mark?: string } } } }) =>
  answered.pod?.metadata.annotations?.mark;

describe("a function with a last resort that starts", () => {
  test("and can read its secrets does without it", async () => {
    startWith({ clusters: true });
    const answered = await deployed.call(PATH);
    expect(mark(answered)).toBe("served");
    expect(answered.response?.warnings ?? []).toEqual([]);
    expect(deployed.lines.join("")).not.toMatch(/last resort/i);
  });

  test("while the injector's secret is no configuration serves the packed one, loudly", async () => {
    server.put(INJECTOR_SECRET, { versionId: "v1", string: "nonsense" });
    startWith();
    const answered = await deployed.call(PATH);
    expect(mark(answered)).toBe("packed");
    expect(answered.response?.warnings).toEqual([
      "remora: the injector's configuration cannot be had; version v0, packed into the function on 2026-01-02 as its last resort, is in service",
    ]);
    const taken = logged().find(({ event }) => event === "configuration last resort");
    expect(taken).toMatchObject({
      level: "ERROR",
      source: `secret ${INJECTOR_SECRET}`,
      version: "v0",
      packedAt: "2026-01-02T03:04:05.000Z",
      LastResorts: 1,
    });
    const request = logged().find(({ event }) => event === "inject");
    expect(request).toMatchObject({ level: "WARN", version: "v0", lastResort: true });
    expect(request.ConfigurationAge).toBeGreaterThan(0);
  });

  test.each(["fail", "reset", "garbage", "throttle", "deny"] as const)(
    "while Secrets Manager can only %s serves packed clusters by the packed injector",
    async (behaviour) => {
      startWith({ clusters: true });
      server.behaviour = behaviour;
      expect(mark(await deployed.call(PATH))).toBe("packed");
      expect((await deployed.call(PATH.replace(token, newToken()))).status).toBe(401);
      expect((await deployed.call("/inject/cluster/prod-2")).status).toBe(401);
      const taken = logged().filter(({ event }) => event === "configuration last resort");
      expect(taken.map((each) => each.source)).toContain(`secret ${INJECTOR_SECRET}`);
      expect(taken.length).toBeGreaterThan(1);
    },
  );

  test("while Secrets Manager hangs waits for as long as the caller does", async () => {
    startWith({ clusters: true });
    server.behaviour = "hang";
    expect(mark(await deployed.call(PATH, { query: { timeout: "1s" } }))).toBe("packed");
  });

  test("without the registry in it refuses everybody while the registry cannot be read", async () => {
    startWith();
    server.behaviour = "fail";
    const { response } = await deployed.call(PATH);
    expect(response?.allowed).toBe(false);
    expect(response?.auditAnnotations?.reason).toBe("configuration-unavailable");
  });

  test("a cluster that was removed since is refused as soon as the registry can be read", async () => {
    server.secrets.clear();
    server.put(INJECTOR_SECRET, { versionId: "v1", string: SERVED });
    startWith({ clusters: true });
    expect((await deployed.call(PATH)).status).toBe(401);
  });

  test("goes back to its secrets when they can be read, and stays with them when they cannot again", async () => {
    let ahead = 0;
    const { now } = Date;
    const clock = jest.spyOn(Date, "now").mockImplementation(() => now() + ahead);
    try {
      server.put(INJECTOR_SECRET, { versionId: "v1", string: "nonsense" });
      startWith({ clusters: true });
      expect(mark(await deployed.call(PATH))).toBe("packed");
      server.put(INJECTOR_SECRET, { versionId: "v2", string: SERVED });
      ahead = 61_000;
      expect(mark(await deployed.call(PATH))).toBe("served");
      server.behaviour = "fail";
      ahead = 3_600_000;
      const answered = await deployed.call(PATH);
      expect(mark(answered)).toBe("served");
      expect(answered.response?.warnings).toEqual([expect.stringContaining("version v2")]);
    } finally {
      clock.mockRestore();
    }
  });

  test("that is broken is as one without: the log says what is wrong with it", async () => {
    writeFileSync(REMORA_LAST_RESORT, "nonsense");
    server.put(INJECTOR_SECRET, { versionId: "v1", string: "nonsense" });
    deployed.restart({ REMORA_LAST_RESORT });
    expect((await deployed.call(PATH)).response?.allowed).toBe(false);
    const failed = logged().find(({ source }) => source === `the last resort of secret ${INJECTOR_SECRET}`);
    expect(failed).toMatchObject({ level: "ERROR", event: "configuration failed", RefreshFailures: 1 });
    expect(failed.error).toMatch(/^this is no last resort: /);
  });
});
