import { describe, expect, test } from "@jest/globals";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import { compileMutator } from "../../lib/rules/mutator.ts";
import { mutateWorkload } from "../../lib/rules/workload.ts";
import { INJECTOR } from "../examples/cases.ts";

const mark = (name: string, match: object = {}) => ({
  name,
  match,
  overlay: { metadata: { annotations: { [name]: "here" } } },
});

const template = "metadata: { labels: { app: shop } }, spec: { containers: [{ name: app, image: shop }] }";
const document = (kind: string, apiVersion: string, spec: string) =>
  parseYaml(`{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: shop }, spec: { ${spec} } }`);

const POD = parseYaml(`{ apiVersion: v1, kind: Pod, ${template} }`);
const DEPLOYMENT = document("Deployment", "apps/v1", `template: { ${template} }`);
const CRON_JOB = document("CronJob", "batch/v1", `jobTemplate: { spec: { template: { ${template} } } }`);
const INGRESS = document("Ingress", "networking.k8s.io/v1", "ingressClassName: nginx");

// biome-ignore lint/suspicious/noExplicitAny: whatever the rules made of it
function run(rules: unknown[], object: unknown, options = {}): any {
  return mutateWorkload(compileMutator({ rules }), object, options);
}

describe("rules for pods apply to the pods that a workload makes:", () => {
  test.each([
    ["a Pod", POD, (it: typeof POD) => it],
    ["a Deployment", DEPLOYMENT, ({ spec }: never) => (spec as { template: unknown }).template],
    [
      "a CronJob, whose pods' labels are those of its innermost template",
      CRON_JOB,
      ({ spec }: never) =>
        (spec as { jobTemplate: { spec: { template: unknown } } }).jobTemplate.spec.template,
    ],
  ] as [string, unknown, (it: never) => unknown][])("%s", (_, object, podOf) => {
    const shop = mark("seen", { labels: { matchLabels: { app: "shop" } } });
    const result = run([shop], object);
    expect(podOf(result.document as never)).toMatchObject({ metadata: { annotations: { seen: "here" } } });
    expect(result.decisions).toMatchObject([{ outcome: "inject", templates: ["seen"] }]);
  });

  test.each([
    ["ReplicaSet", DEPLOYMENT],
    ["Job", CRON_JOB],
    ["StatefulSet", document("StatefulSet", "apps/v1", `template: { ${template} }`)],
    ["", POD],
  ])("the controller of a pod is told as a cluster would: %s", (owner, object) => {
    const rules = ["ReplicaSet", "Job", "StatefulSet", ""].map((kind) =>
      mark(`of-${kind.toLowerCase()}x`, { owners: [kind] }),
    );
    expect(run(rules, object).decisions[0].templates).toEqual([`of-${owner.toLowerCase()}x`]);
  });

  test("the namespace is the document's own, or else the one that is given, or else default", () => {
    const rules = ["own", "given", "default"].map((name) => mark(name, { namespaces: [name] }));
    const own = { ...(DEPLOYMENT as object), metadata: { name: "shop", namespace: "own" } };
    const templates = (object: unknown, options = {}) => run(rules, object, options).decisions[0].templates;
    expect(templates(own, { namespace: "given" })).toEqual(["own"]);
    expect(templates(DEPLOYMENT, { namespace: "given" })).toEqual(["given"]);
    expect(templates(DEPLOYMENT)).toEqual(["default"]);
  });
});

describe("rules for other resources apply to the whole document:", () => {
  test("the rules for a Deployment come before those for its pods, whatever their order", () => {
    const three = {
      name: "three",
      match: { resources: ["deployments.apps"] },
      patch: [{ op: "add", path: "/spec/replicas", value: 3 }],
    };
    const { document: after, decisions } = run([mark("seen"), three], DEPLOYMENT);
    expect(after.spec).toMatchObject({
      replicas: 3,
      template: { metadata: { annotations: { seen: "here" } } },
    });
    expect(decisions.map(({ templates }: { templates: string[] }) => templates)).toEqual([
      ["three"],
      ["seen"],
    ]);
  });

  test("a kind that makes no pods", () => {
    const rule = mark("seen", { resources: ["ingresses.networking.k8s.io"] });
    expect(run([rule], INGRESS).document.metadata.annotations).toEqual({ seen: "here" });
  });

  test("one that nothing matches comes back as it is, without a word", () => {
    expect(run([mark("seen")], INGRESS)).toEqual({ document: INGRESS, patch: [], decisions: [] });
  });

  test("a Deployment is not told that its pods are left alone where no rule is for pods", () => {
    expect(run([mark("seen", { resources: ["deployments.apps"] })], DEPLOYMENT).decisions).toHaveLength(1);
  });

  test("what fails as a whole is refused, pods and all", () => {
    const rule = { name: "no", match: { resources: ["deployments.apps"] }, overlay: '{{ fail "no" }}' };
    const { decisions, document: after } = run([rule, mark("seen")], DEPLOYMENT);
    expect(decisions).toMatchObject([{ outcome: "refuse" }]);
    expect(after).toBe(DEPLOYMENT);
  });

  test("the items of a List, each by itself", () => {
    const list = { apiVersion: "v1", kind: "List", items: [INGRESS, POD] };
    const { document: after } = run([mark("seen")], list);
    expect(after.items[0]).toEqual(INGRESS);
    expect(after.items[1].metadata.annotations).toEqual({ seen: "here" });
  });
});

describe("rules stand before and behind Istio, as they are written:", () => {
  const names = (rules: unknown[], options = {}) =>
    (mutateWorkload(compileMutator({ ...INJECTOR, nativeSidecars: false, rules }), DEPLOYMENT, options)
      .decisions[0]?.templates ?? []) as string[];

  test.each([["kube-inject"], ["webhook"]])("by the rules of %s", (rules) => {
    expect(names([mark("a"), "istio", mark("b")], { rules })).toEqual(["a", "sidecar", "b"]);
    expect(names([mark("a")], { rules })).toEqual(["sidecar", "a"]);
  });

  test("a rule sees what Istio has made of the pod", () => {
    const rule = {
      name: "count",
      overlay: '{ metadata: { annotations: { count: "{{ len .Object.spec.containers }}" } } }',
    };
    const mutator = compileMutator({ ...INJECTOR, nativeSidecars: false, rules: [rule] });
    const { document: after } = mutateWorkload(mutator, DEPLOYMENT);
    expect(after).toMatchObject({ spec: { template: { metadata: { annotations: { count: "2" } } } } });
  });
});
