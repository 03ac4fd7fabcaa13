import { describe, expect, test } from "@jest/globals";
import { Templates } from "../../lib/istio/templates.ts";

describe("an injector's templates", () => {
  const templates = new Templates({ good: "{{ .Name }}", bad: "{{ if }}", alsoGood: "text" }, {});

  test("are parsed once, when they are asked for", () => {
    expect(templates.get("good")?.execute({ Name: "x" })).toBe("x");
    expect(templates.get("good")).toBe(templates.get("good"));
    expect(() => templates.get("bad")).toThrow('template "bad": template: inject:1: missing value for if');
  });

  test("are found by their own names alone", () => {
    expect(templates.get("constructor")).toBeUndefined();
    expect(templates.keys()).toEqual(["good", "bad", "alsoGood"]);
  });

  test("are all parsed by a check, which names the bad one", () => {
    expect(() => templates.check()).toThrow('template "bad"');
    const good = new Templates({ a: "1", b: "2" }, {});
    good.check();
    expect([...good].map(([name, template]) => [name, template.execute()])).toEqual([
      ["a", "1"],
      ["b", "2"],
    ]);
  });
});
