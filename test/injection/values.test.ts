import { describe, expect, test } from "@jest/globals";
import { inject } from "../../lib/injection/inject.ts";
import { compileMutator, mutate } from "../../lib/rules/mutator.ts";
import { injector } from "./injectors.ts";

const pod = (name: string) => ({ metadata: { name }, spec: { containers: [{ name: "app", image: "a" }] } });
const request = (name: string) => ({ pod: pod(name), namespace: "shop", path: "/inject" });

/** Counts in the values, in two templates that are both rendered. */
const COUNTING = `{{ $_ := set .Values "count" (add1 (.Values.count | default 0)) }}
metadata: {labels: {NAME: "{{ .Values.count }}", nested: "{{ (set .Values.global "tag" "2").tag }}"}}`;

const counting = injector({
  templates: { one: COUNTING.replace("NAME", "one"), two: COUNTING.replace("NAME", "two") },
  config: { defaultTemplates: ["one", "two"] },
});

describe("a template that changes the values", () => {
  test("sees what it and those before it have changed", () => {
    const { pod: injected, message } = inject(counting, request("a"));
    expect({ message, ...injected?.metadata.labels }).toEqual({ one: "1", two: "2", nested: "2" });
  });

  test("changes nothing for the pods that follow, nor for who looks on", () => {
    const labels = ["b", "c", "d"].map((name) => inject(counting, request(name)).pod?.metadata.labels);
    expect(labels).toEqual([1, 2, 3].map(() => ({ one: "1", two: "2", nested: "2" })));
    expect(counting.values.map).toEqual({ global: { hub: "hub", tag: "1.0" } });
  });

  test.each([
    [
      "merge",
      '{{ $_ := mergeOverwrite .Values (dict "global" (dict "tag" "2")) }}{{ .Values.global.tag }}',
      "2",
    ],
    ["unset", '{{ $_ := unset .Values.global "tag" }}{{ .Values.global.tag | default "none" }}', "none"],
  ])("may do so by %s", (_, template, tag) => {
    const given = injector({
      templates: { one: `metadata: {labels: {tag: "${template.replaceAll('"', "`")}"}}` },
      config: { defaultTemplates: ["one"] },
    });
    for (const name of ["a", "b"]) {
      expect(inject(given, request(name)).pod?.metadata.labels).toEqual({ tag });
    }
  });

  test("may be a rule's", () => {
    const overlay = COUNTING.replace("NAME", "one");
    const mutator = compileMutator({ values: "global: {tag: x}", rules: [{ name: "count", overlay }] });
    for (const name of ["a", "b"]) {
      const { patch } = mutate(mutator, request(name));
      expect(patch).toContainEqual({ op: "add", path: "/metadata/labels", value: { one: "1", nested: "2" } });
    }
  });
});
