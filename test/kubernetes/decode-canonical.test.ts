import { describe, expect, test } from "@jest/globals";
import { decode } from "../../lib/kubernetes/decode/decode.ts";
import { deepFreeze } from "../../lib/kubernetes/objects.ts";

interface Pod {
  readonly spec: { readonly containers: readonly object[] };
}
const canonical: ReadonlySet<unknown> = new Set();
const CONTAINER = { Name: "a", resources: { requests: { cpu: "0.5" } }, env: [{ name: "A", value: "" }] };
const podOf = (...containers: unknown[]) => ({ spec: { containers } });
const decodePod = (pod: unknown, known = canonical) => decode("v1.Pod", pod, { canonical: known }) as Pod;

describe("decoding what was decoded before", () => {
  test("passes on what is canonical as it is, and comes to the same", () => {
    const before = decodePod(podOf({ ...CONTAINER }));
    const known = new Set<unknown>(before.spec.containers);
    const after = decodePod({ ...before }, known);
    expect(after).toEqual(before);
    expect(after.spec.containers[0]).toBe(before.spec.containers[0]);
  });

  test("decodes a frozen object once, and freezes what it comes to", () => {
    const frozen = deepFreeze({ ...CONTAINER });
    const [first, second] = [decodePod(podOf(frozen)), decodePod(podOf({ name: "b" }, frozen))];
    expect(first).toEqual(decode("v1.Pod", podOf(CONTAINER)));
    expect(second.spec.containers[1]).toBe(first.spec.containers[0]);
    expect(Object.isFrozen(second.spec.containers[1])).toBe(true);
  });

  test("takes a frozen object for what it stands for, which depends on its place", () => {
    const frozen = deepFreeze({ name: "a" });
    const spec = { containers: [frozen], volumes: [frozen] };
    expect(decodePod({ spec })).toEqual(
      decode("v1.Pod", { spec: { containers: [{ name: "a" }], volumes: [{ name: "a" }] } }),
    );
  });

  test("finds what is wrong with a frozen object each time", () => {
    const frozen = deepFreeze({ name: 1 });
    for (let i = 0; i < 2; i++) {
      expect(() => decodePod(podOf(frozen))).toThrow(
        "json: cannot unmarshal number into Go struct field Container.spec.containers.name of type string",
      );
    }
  });

  test("leaves objects that may change alone", () => {
    const open = { name: "a" };
    decodePod(podOf(open));
    open.name = "b";
    expect(decodePod(podOf(open)).spec.containers[0]).toMatchObject({ name: "b" });
  });
});
