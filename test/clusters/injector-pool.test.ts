import { describe, expect, test } from "@jest/globals";
import { InjectorPool } from "../../lib/clusters/injector-pool.ts";
import { type Cluster, checkRegistry } from "../../lib/clusters/registry.ts";

const CHOICE = { injector: "injector", stage: "AWSCURRENT" };
const CLUSTER = checkRegistry({ clusters: { any: { identity: { allowAnonymous: true } } } }).clusters.get(
  "any",
) as Cluster;

const BAD = "{{ if }}";
const GOOD = "metadata: {}";

/** A configuration with these templates, of which pods get "usual" where they ask for none. */
function configuration(templates: Readonly<Record<string, string>>): string {
  const config = {
    policy: "enabled",
    defaultTemplates: ["usual"],
    aliases: { usual: ["sidecar"] },
    templates,
  };
  return JSON.stringify({ config: JSON.stringify(config), values: "{}", mesh: "{}" });
}

function pool(content: string, packed?: string): InjectorPool {
  const version = packed && { id: "packed", content: packed, packedAt: 1 };
  return new InjectorPool({
    sourceOf: () => ({ name: "secret s", fetch: async () => ({ id: "v1", content }) }),
    lastResortOf: () => version || undefined,
  });
}

describe("a first version with a bad template", () => {
  test("is none, where pods get the template that ask for none", async () => {
    const bad = configuration({ sidecar: BAD, gateway: GOOD });
    await expect(pool(bad).get(CHOICE, CLUSTER)).rejects.toMatchObject({ code: "invalid-template" });
    const served = await pool(bad, configuration({ sidecar: GOOD })).get(CHOICE, CLUSTER);
    expect(served).toMatchObject({ version: "packed", failure: { code: "invalid-template" } });
  });

  test("serves until that is noticed, where pods have to ask for the template", async () => {
    const bad = pool(configuration({ sidecar: GOOD, gateway: BAD }));
    expect(await bad.get(CHOICE, CLUSTER)).toMatchObject({ version: "v1" });
    await new Promise((resolve) => setTimeout(resolve, 80));
    await expect(bad.get(CHOICE, CLUSTER)).rejects.toMatchObject({ code: "invalid-template" });
  });
});
