import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { INJECTOR } from "../examples/cases.ts";
import { type Answered, type Call, DeployedFunction } from "../support/deployed-function.ts";

const deployed = new DeployedFunction();
const CLUSTER = { a: { identity: { allowAnonymous: true } } };
const PATH = "/inject/cluster/a";
const RULE = (overlay: string) => JSON.stringify({ rules: [{ name: "endless", overlay }] });

beforeAll(() => deployed.open());
afterAll(() => deployed.close());
beforeEach(() => open(JSON.stringify(INJECTOR)));

function open(injector: string, env?: Readonly<Record<string, string>>): void {
  deployed.reset(injector, env);
  deployed.register(CLUSTER);
}

/** After a first call, which has fetched the configuration. */
async function ask(call: Call): Promise<Answered> {
  await deployed.call(PATH, { pod: pod(1) });
  return deployed.call(PATH, call);
}

const pod = (containers: number) => ({
  metadata: { name: "web", annotations: {} },
  spec: { containers: Array.from({ length: containers }, (_, i) => ({ name: `c${i}`, image: "foo" })) },
});

function expectRefusal({ status, response }: Answered, code: string, message: RegExp): void {
  expect([status, response?.allowed, response?.auditAnnotations?.reason]).toEqual([200, false, code]);
  expect(response?.status?.message).toMatch(message);
  expect(JSON.parse(deployed.lines.at(-1) as string)).toMatchObject({
    level: "ERROR",
    reason: code,
    Failures: 1,
  });
}

describe("containers", () => {
  test("1,000 are injected", async () => {
    const answered = await ask({ pod: pod(1_000) });
    expect(answered.pod.spec.containers.length + answered.pod.spec.initContainers.length).toBeGreaterThan(
      1_001,
    );
  });

  test("more than etcd could store are refused before they are read", async () => {
    const count = /^the pod has 12001 containers; at most 12000 are allowed$/;
    expectRefusal(await ask({ pod: pod(12_001) }), "too-many-containers", count);
  });

  test("or more than the deployment allows", async () => {
    open(JSON.stringify(INJECTOR), { REMORA_MAX_CONTAINERS: "2" });
    expectRefusal(await ask({ pod: pod(3) }), "too-many-containers", /at most 2 are allowed$/);
    expect((await ask({ pod: pod(2) })).response?.allowed).toBe(true);
  });
});

describe("operations of the patch", () => {
  test("are as many as the deployment allows, or the pod is refused", async () => {
    open(JSON.stringify(INJECTOR), { REMORA_MAX_PATCH_OPERATIONS: "3" });
    const message = /^the patch has \d+ operations; at most 3 are allowed$/;
    expectRefusal(await ask({ pod: pod(1) }), "too-many-operations", message);
  });

  test("have to fit what Lambda answers with", async () => {
    open(RULE("{metadata: {annotations: {copy: {{ .Object.metadata.annotations.big | quote }}}}}"));
    const big = { metadata: { name: "web", annotations: { big: "x".repeat(4_600_000) } } };
    const message = /^the answer would have 6\d{6} bytes; at most 6000000 are allowed$/;
    expectRefusal(await ask({ pod: big }), "answer-too-big", message);
  });
});

describe("the time that the caller waits", () => {
  const TWO_HUNDRED_PAST = 200;

  test("ends a template of Istio's, and the answer says which and where", async () => {
    const message =
      /^failed to run injection template: template sidecar took longer than the webhook's timeout allows: template: inject:\d+:\d+: .*: exceeded 0 ms$/;
    expectRefusal(await ask({ pod: pod(9), remaining: TWO_HUNDRED_PAST }), "deadline-exceeded", message);
  });

  test("ends a rule's template, however slow its functions are", async () => {
    open(RULE('{{ range until 1000000 }}{{ $x := bcrypt "x" }}{{ end }}'));
    const call = { pod: pod(1), query: { timeout: "1s" } };
    const message =
      /^rule endless: template endless took longer than the webhook's timeout allows: .*<bcrypt>: exceeded/;
    expectRefusal(await deployed.call(PATH, call), "deadline-exceeded", message);
  });

  test("counts from when the endpoint received the call", async () => {
    const call = { pod: pod(9), query: { timeout: "5s" }, waited: 4_900, remaining: 10_000 };
    expectRefusal(await ask(call), "deadline-exceeded", /webhook's timeout/);
  });

  test("lets every pod through that is done in time", async () => {
    expect((await ask({ pod: pod(9), query: { timeout: "30s" } })).pod.spec.initContainers).toHaveLength(2);
  });
});
