import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { clusterRouter } from "../../handler/routes.ts";
import type { ClusterDirectory } from "../../lib/clusters/directory.ts";
import type { InjectorPool } from "../../lib/clusters/injector-pool.ts";
import { checkRegistry } from "../../lib/clusters/registry.ts";

test("what the registry takes of a request's time, its injector cannot take again", async () => {
  const { clusters } = checkRegistry({ clusters: { a: { identity: { allowAnonymous: true } } } });
  const lookup = async (name: string) => {
    await sleep(50);
    return clusters.get(name);
  };
  const directory: ClusterDirectory = { lookup, lookupAgain: lookup };
  const budgets: (number | undefined)[] = [];
  const pool = {
    async get(_choice: unknown, _cluster: unknown, budget?: number) {
      budgets.push(budget);
      throw new Error("nothing to be had");
    },
  } as unknown as InjectorPool;
  const request = { method: "POST", path: "/inject/cluster/a", query: {}, headers: {}, body: "" };
  await clusterRouter(directory, pool)(request, 1_000);
  expect(budgets).toHaveLength(1);
  expect(budgets[0]).toBeLessThan(960);
});
