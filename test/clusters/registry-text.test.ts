import { describe, expect, test } from "@jest/globals";
import { RegistryText } from "../../lib/clusters/registry-text.ts";
import { hashToken, newToken } from "../../lib/clusters/token.ts";

const [first, second, third] = [newToken(), newToken(), newToken()] as [string, string, string];
const text = `# our fleet
clusters:
  prod-1: # the shop
    network: n1
    identity:
      tokens: [${hashToken(first)}]
`;
const tokensOf = (registry: RegistryText) => registry.registry().clusters.get("prod-1")?.identity.tokens;

describe("editing a registry", () => {
  test("a cluster is added, and comments stay", () => {
    const registry = new RegistryText(text);
    registry.add("prod-2", { identity: { tokens: [hashToken(second)] } });
    expect(registry.toString()).toContain("# our fleet");
    expect(registry.toString()).toContain("# the shop");
    expect([...registry.registry().clusters.keys()]).toEqual(["prod-1", "prod-2"]);
  });

  test("after each edit it is what its text says, and a cluster that is none is not added", () => {
    const registry = new RegistryText(text);
    const expectAsWritten = () => {
      expect(registry.registry()).toEqual(new RegistryText(registry.toString()).registry());
    };
    registry.add("prod-2", { network: undefined, identity: { tokens: [hashToken(second)] } });
    expectAsWritten();
    expect(() => registry.add("prod-3", { identity: {} })).toThrow("clusters.prod-3.identity: has no proof");
    expect(() => registry.add("Prod_3", { identity: { tokens: [] } })).toThrow(/Prod_3/);
    expectAsWritten();
    registry.set("prod-2", { network: "n2" });
    expectAsWritten();
    expect(registry.registry().clusters.get("prod-2")?.network).toBe("n2");
    registry.remove("prod-1");
    expectAsWritten();
    expect([...registry.registry().clusters.keys()]).toEqual(["prod-2"]);
  });

  test("the first cluster of an empty registry", () => {
    const registry = new RegistryText("");
    registry.add("prod-1", { identity: { tokens: [] } });
    expect(registry.registry().clusters.has("prod-1")).toBe(true);
  });

  test("a token is rotated without a gap: old and new are valid, and the one before them is not", () => {
    const registry = new RegistryText(text);
    registry.addToken("prod-1", second);
    expect(tokensOf(registry)).toEqual([hashToken(first), hashToken(second)]);
    registry.addToken("prod-1", third);
    expect(tokensOf(registry)).toEqual([hashToken(second), hashToken(third)]);
  });

  test("the old token is revoked, then all of them; the locked cluster keeps its entry", () => {
    const registry = new RegistryText(text);
    registry.addToken("prod-1", second);
    expect(registry.revokeTokens("prod-1", false)).toBe(1);
    expect(tokensOf(registry)).toEqual([hashToken(second)]);
    expect(registry.revokeTokens("prod-1", true)).toBe(1);
    expect(tokensOf(registry)).toEqual([]);
  });

  test("fields are set, each in place of what it was, and taken away by null; the rest stays", () => {
    const registry = new RegistryText(text);
    registry.set("prod-1", { candidate: { percentage: 10, namespaces: ["canary"] }, onFailure: "admit" });
    registry.set("prod-1", { candidate: { percentage: 20 } });
    const entry = registry.registry().clusters.get("prod-1");
    expect(entry).toMatchObject({ candidate: { percentage: 20, namespaces: [] }, onFailure: "admit" });
    registry.set("prod-1", { candidate: null });
    expect(registry.registry().clusters.get("prod-1")).not.toHaveProperty("candidate");
    expect(tokensOf(registry)).toEqual([hashToken(first)]);
    expect(registry.toString()).toContain("# the shop");
  });

  const faults: [string, (registry: RegistryText) => void, string][] = [
    ["a cluster that is there already", (r) => r.add("prod-1", {}), "has a cluster prod-1 already"],
    ["a cluster that is not there", (r) => r.remove("prod-9"), "has no cluster prod-9; have prod-1"],
    ["a field of a cluster that is not there", (r) => r.set("prod-9", {}), "has no cluster prod-9"],
    ["a field that is none", (r) => r.set("prod-1", { netwrok: "n" }), "clusters.prod-1.netwrok"],
    [
      "an entry that could not be read again",
      (r) => r.add("prod-2", { network: 5 }),
      "clusters.prod-2.network",
    ],
  ];
  test.each(faults)("%s is refused", (_name, edit, message) => {
    expect(() => edit(new RegistryText(text))).toThrow(message);
  });

  test("what is no YAML says where", () => {
    expect(() => new RegistryText("clusters: {a: [")).toThrow(/line 1/);
  });
});
