import { describe, expect, test } from "@jest/globals";
import { type InjectionRequest, inject } from "../../lib/injection/inject.ts";
import { parseJson } from "../../lib/kubernetes/json.ts";
import { injector } from "./injectors.ts";

const POD = `{"metadata":{"generateName":"web-"},"spec":{"containers":[{"name":"app","image":"a"}]}}`;

function request(pod = POD, more: Partial<InjectionRequest> = {}): InjectionRequest {
  return { pod: parseJson(pod, { repeated: true }), namespace: "shop", path: "/inject", ...more };
}

const managed = (entry: string) =>
  POD.replace('"generateName"', `"managedFields":[{"manager":"m",${entry}}],"generateName"`);

describe("replicas", () => {
  test("get the very decision of the second, which is that of the first", () => {
    const given = injector();
    const first = inject(given, request());
    const second = inject(given, request());
    expect(second).toEqual(first);
    expect(inject(given, request())).toBe(second);
  });

  test("differ in when their managedFields were written, and get it too", () => {
    const given = injector();
    inject(given, request(managed('"time":"2026-01-01T00:00:00Z"')));
    const second = inject(given, request(managed('"time":"2026-01-01T00:00:02Z"')));
    expect(inject(given, request(managed('"time":"2026-01-01T00:00:01Z"')))).toBe(second);
  });

  test.each(["", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z"])(
    "do not get it where their managedFields were written at %j, which Go cannot read",
    (time) => {
      const given = injector();
      inject(given, request(managed('"time":"2026-01-01T00:00:00Z"')));
      inject(given, request(managed('"time":"2026-01-01T00:00:00Z"')));
      expect(inject(given, request(managed(`"time":"${time}"`))).outcome).toBe("refuse");
    },
  );

  test.each([
    ["name", request(POD.replace("web-", "api-"))],
    ["namespace", request(POD, { namespace: "other" })],
    ["path", request(POD, { path: "/inject/cluster/c2" })],
    ["owner", request(POD, { workload: { name: { name: "o", namespace: "n" }, type: {} } as never })],
    ["time that cannot be read", request(managed('"time":"yesterday"'))],
    ["integer beyond 2^53", request(POD.replace('"spec":{', '"spec":{"priority":9007199254740993,'))],
  ])("another %s is another pod, and comes out as if it were the first", (_, other) => {
    const given = injector();
    inject(given, request());
    inject(given, request());
    const decision = inject(given, other);
    expect(decision).not.toBe(inject(given, request()));
    expect(decision).toEqual(inject(injector({}, { reuseDecisions: false }), other));
  });

  test("a repeated key is not taken for the list of its values", () => {
    const given = injector();
    const twice = POD.replace('"spec":{', '"spec":{"nodeSelector":{"a":"1"},"nodeSelector":{"b":"2"},');
    const values = POD.replace('"spec":{', '"spec":{"nodeSelector":{"values":[{"a":"1"},{"b":"2"}]},');
    inject(given, request(twice));
    inject(given, request(twice));
    expect(inject(given, request(values)).outcome).toBe("refuse");
  });

  test.each(["{{ now }}", "{{ uuidv4 }}", "{{ randAlphaNum 5 }}", '{{ env "HOME" "" }}'])(
    "are worked out one by one where a template asks for %s",
    (asked) => {
      const templates = { sidecar: `metadata: {annotations: {asked: '${asked}'}}` };
      const given = injector({ templates }, { env: { HOME: "/" } });
      expect(inject(given, request()).outcome).toBe("inject");
      inject(given, request());
      expect(inject(given, request())).not.toBe(inject(given, request()));
    },
  );

  test("are worked out one by one where that is asked for", () => {
    const given = injector({}, { reuseDecisions: false });
    inject(given, request());
    expect(inject(given, request())).not.toBe(inject(given, request()));
    expect(inject(given, request())).toEqual(inject(given, request()));
  });

  test("are worked out anew for a request that asks for it, and come to the same", () => {
    const given = injector();
    const known = [1, 2, 3].map(() => inject(given, request()))[2];
    const anew = inject(given, request(POD, { anew: true }));
    expect(anew).not.toBe(known);
    expect(anew).toEqual(known);
  });

  test("are forgotten when other pods have come in great numbers", () => {
    const given = injector();
    inject(given, request());
    const second = inject(given, request());
    expect(inject(given, request())).toBe(second);
    for (let i = 0; i < 40; i++) inject(given, request(POD.replace("web-", "x".repeat(20_000) + i)));
    expect(inject(given, request())).not.toBe(second);
  });
});
