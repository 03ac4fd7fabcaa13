import { describe, expect, test } from "@jest/globals";
import { missOf, type SelectingWebhook } from "../../lib/clusters/called-webhooks.ts";
import { failedCondition } from "../../lib/clusters/match-conditions.ts";
import { webhookConfiguration } from "../../lib/clusters/webhook-configuration.ts";

const { webhooks } = webhookConfiguration({ url: "https://localhost/inject" }) as unknown as {
  webhooks: readonly SelectingWebhook[];
};
const NAMESPACE = webhooks.find(({ name }) => name.startsWith("namespace.")) as SelectingWebhook;

function miss(
  metadata: Record<string, unknown>,
  { namespace = "shop", labels = { "istio-injection": "enabled" }, spec = {} } = {},
) {
  const pod = { metadata, spec: { containers: [], ...spec } };
  return missOf(NAMESPACE, { pod, namespace, namespaceLabels: labels as Record<string, string> });
}
const annotated = (value: string) => ({ annotations: { "sidecar.istio.io/inject": value } });

describe("why the API server does not call the webhook that a namespace's label chooses:", () => {
  test.each([
    ["it does", miss({}), null],
    ["the namespace's labels", miss({}, { labels: {} as never }), "namespaceSelector"],
    ["the pod's label", miss({ labels: { "sidecar.istio.io/inject": "false" } }), "objectSelector"],
    [
      "an ignored namespace",
      miss({}, { namespace: "kube-system" }),
      "matchConditions: not-an-ignored-namespace",
    ],
    [
      "the host's network",
      miss({}, { spec: { hostNetwork: true } }),
      "matchConditions: not-on-the-host-network",
    ],
    ["not on the host's network, said aloud", miss({}, { spec: { hostNetwork: false } }), null],
    ["an annotation", miss(annotated("false")), "matchConditions: not-switched-off-by-annotation"],
    ["an annotation that says anything else", miss(annotated("no")), null],
    [
      "an annotation, which the label overrules",
      miss({ ...annotated("false"), labels: { "sidecar.istio.io/inject": "true" } }),
      null,
    ],
  ])("%s", (_, found, expected) => expect(found).toBe(expected));

  test("a webhook that asks for other resources", () => {
    const webhook = { name: "a", rules: [{ resources: ["deployments"], operations: ["CREATE"] }] };
    expect(
      missOf(webhook, {
        pod: { metadata: {}, spec: { containers: [] } },
        namespace: "a",
        namespaceLabels: {},
      }),
    ).toBe("rules");
  });
});

describe("conditions in CEL:", () => {
  const variables = { object: { metadata: { name: "a" } }, request: { namespace: "shop" } };
  const condition = (name: string, expression: string) => ({ name, expression });
  test("the first that is false", () =>
    expect(
      failedCondition(
        [
          condition("holds", "object.metadata.name.startsWith('a')"),
          condition("fails", "request.namespace == 'x'"),
        ],
        variables,
      ),
    ).toEqual({ name: "fails" }));
  test("one that is false comes before one that cannot be evaluated", () =>
    expect(
      failedCondition([condition("broken", "object.nope.x == 1"), condition("fails", "false")], variables),
    ).toEqual({ name: "fails" }));
  test("one that cannot be evaluated, or is no CEL, and why", () => {
    expect(failedCondition([condition("broken", "object.nope.x == 1")], variables)).toMatchObject({
      name: "broken",
      error: expect.stringContaining("nope"),
    });
    expect(failedCondition([condition("bad", "a ==")], variables)?.name).toBe("bad");
  });
});
