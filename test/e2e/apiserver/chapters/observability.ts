import assert from "node:assert/strict";
import { CANARY } from "../../deploy/cases.ts";
import type { World } from "../world.ts";

/** What the function wrote while all of this went on. */
export async function observability({ checks, webhook, token }: World): Promise<void> {
  const text = webhook.log.join("\n");
  const reviews = webhook.lines().filter(({ uid }) => uid !== undefined);
  await checks.check("log: no pod's environment, no token, no user, no patch stands in it", () => {
    assert.ok(reviews.length > 100, `${reviews.length} reviews`);
    for (const secret of [CANARY, token, "system:masters", '"op":', "istio-iptables"])
      assert.ok(!text.includes(secret), secret);
  });
  await checks.check(
    "log: each review says whose it was, what came of it, why, by which version, in what time",
    () => {
      for (const line of reviews) {
        const { cluster, namespace, pod, reason, version, milliseconds, stages, coldStart } = line;
        for (const field of [cluster, namespace, pod, reason, version])
          assert.equal(typeof field, "string", JSON.stringify(line));
        assert.equal(typeof coldStart, "boolean");
        assert.ok(stages.route + stages.inject <= milliseconds + 0.02, JSON.stringify(line));
      }
      assert.equal(reviews.filter(({ coldStart }) => coldStart).length, 1);
      assert.ok(reviews.some(({ owner }) => owner === "ReplicaSet/foo-6d4b75cb6d"));
    },
  );
}
