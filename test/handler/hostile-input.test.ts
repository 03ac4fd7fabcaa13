import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { shardOf } from "../../lib/clusters/registry.ts";
import { INJECTOR } from "../examples/cases.ts";
import { DeployedFunction, INJECTOR_SECRET, reviewOf } from "../support/deployed-function.ts";

const deployed = new DeployedFunction();
const PATH = "/inject/cluster/a";
const POD = { metadata: { name: "web" }, spec: { containers: [{ name: "app", image: "foo" }] } };

beforeAll(() => deployed.open());
afterAll(() => deployed.close());
beforeEach(() => {
  deployed.reset(JSON.stringify(INJECTOR));
  deployed.register({ a: { identity: { allowAnonymous: true } } });
});

/** A hundred million elements in 300 bytes. */
const BOMB = Array.from({ length: 8 }, (_, level) => {
  const inner = level === 0 ? "x" : `*l${level - 1}`;
  return `l${level}: &l${level} [${Array(10).fill(inner).join(",")}]`;
}).join("\n");

const REVIEW = JSON.stringify(reviewOf(POD));
/** With a part of the pod's JSON in place of its metadata's. */
const withMetadata = (json: string) => REVIEW.replace('"metadata":{"name":"web"}', `"metadata":${json}`);
const inYaml = `apiVersion: admission.k8s.io/v1\nkind: AdmissionReview\nrequest:\n  uid: u\n  object:\n${BOMB.replaceAll(/^/gm, "    ")}`;

describe("a body that is meant to do harm is turned down, and the next one is answered", () => {
  const cases: [string, string | Uint8Array, number, RegExp][] = [
    ["an alias bomb", BOMB, 200, /document contains excessive aliasing/],
    ["an alias bomb in the pod of a review", inYaml, 200, /document contains excessive aliasing/],
    [
      "nested 10,000 deep",
      withMetadata(`${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)}`),
      200,
      /exceeded max depth/,
    ],
    ["a byte too long", "x".repeat(6 * 1024 * 1024 + 1), 400, /Request entity too large/],
    [
      "a byte too long, once it is decoded",
      Buffer.alloc(6 * 1024 * 1024 + 1, 120),
      400,
      /Request entity too large/,
    ],
    ["no review", "{}", 200, /Object 'Kind' is missing/],
  ];
  test.each(cases)("%s", async (_, body, status, message) => {
    const answered = await deployed.call(PATH, { body });
    expect([answered.status, answered.response?.allowed]).toEqual([
      status,
      status === 200 ? false : undefined,
    ]);
    expect(answered.body).toMatch(message);
    expect((await deployed.call(PATH, { pod: POD })).response?.patch).toBeDefined();
  });
});

describe("a pod is read as Go reads it, also where it is odd", () => {
  const labelsOf = async (body: string | Uint8Array) => {
    const { response } = await deployed.call(PATH, { body });
    expect(response?.status).toBeUndefined();
    return JSON.parse(Buffer.from(response?.patch ?? "", "base64").toString());
  };

  test("of a repeated key the last one counts", async () => {
    const patch = await labelsOf(withMetadata('{"name":"first","name":"second"}'));
    expect(JSON.stringify(patch)).toMatch(/"service.istio.io\/canonical-name":"second"/);
  });

  test("bytes that are no UTF-8 are U+FFFD", async () => {
    const bytes = Buffer.from(withMetadata('{"name":"web","labels":{"app":"?"}}'));
    bytes[bytes.indexOf("?")] = 0xff;
    expect(JSON.stringify(await labelsOf(bytes))).toContain("\ufffd");
  });

  test("__proto__ and constructor are labels, and change no prototype", async () => {
    const labels = '{"__proto__":"polluted","constructor":"x","app":"shop"}';
    const patch = await labelsOf(
      withMetadata(`{"name":"web","labels":${labels},"__proto__":{"polluted":1}}`),
    );
    expect(JSON.stringify(patch)).toMatch(/canonical-name","value":"shop"/);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe("a configuration that is meant to do harm never comes into service", () => {
  const configurations: [string, Record<string, string>][] = [
    ["config", { ...INJECTOR, config: `${INJECTOR.config}\n${BOMB}\n` }],
    ["values", { ...INJECTOR, values: BOMB }],
    ["mesh", { ...INJECTOR, mesh: `${INJECTOR.mesh}\n${BOMB}\n` }],
  ];
  test.each(configurations)("an alias bomb in its %s", async (_, injector) => {
    deployed.server.put(INJECTOR_SECRET, { versionId: "v2", string: JSON.stringify(injector) });
    const { response } = await deployed.call(PATH, { pod: POD });
    expect(response?.status?.message).toMatch(/the injector's configuration is not available/);
    const rejected = deployed.lines.map((line) => JSON.parse(line)).find(({ version }) => version === "v2");
    expect(rejected).toMatchObject({
      event: "configuration rejected",
      error: expect.stringMatching(/alias/),
    });
  });

  test("an alias bomb around it", async () => {
    deployed.server.put(INJECTOR_SECRET, { versionId: "v2", string: BOMB });
    expect((await deployed.call(PATH, { pod: POD })).response?.allowed).toBe(false);
  });

  test("an alias bomb in the registry", async () => {
    const secret = `remora/test/clusters/${shardOf("a")}`;
    deployed.server.put(secret, { versionId: "r2", string: `clusters:\n${BOMB.replaceAll(/^/gm, "  ")}` });
    const { status, response } = await deployed.call(PATH, { pod: POD });
    expect([status, response?.allowed]).toEqual([200, false]);
  });
});
