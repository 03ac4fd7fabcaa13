import { describe, expect, test } from "@jest/globals";
import jsonPatch from "fast-json-patch";
import { type InjectionRequest, inject } from "../../lib/injection/inject.ts";
import type { Injector } from "../../lib/injection/injector.ts";
import { injector } from "./injectors.ts";

const APP = { metadata: { name: "web" }, spec: { containers: [{ name: "app", image: "a" }] } };

function request(pod: unknown = APP, more: Partial<InjectionRequest> = {}): InjectionRequest {
  return { pod, namespace: "shop", path: "/inject", ...more };
}

/** The pod as the API server has it afterwards. */
function injected(given: Injector, asked: InjectionRequest): Record<string, never> & typeof APP {
  const decision = inject(given, asked);
  expect(decision).toMatchObject({ outcome: "inject" });
  return jsonPatch.applyPatch(JSON.parse(JSON.stringify(asked.pod)), [...(decision.patch ?? [])])
    .newDocument as never;
}

function message(given: Injector, pod: unknown): string | undefined {
  const decision = inject(given, request(pod));
  expect(decision.outcome).toBe("refuse");
  return decision.message;
}

const annotated = (annotations: Record<string, string>) => ({
  ...APP,
  metadata: { ...APP.metadata, annotations },
});

describe("injecting a pod", () => {
  test("adds what the template says, in the order in which things have to start", () => {
    expect(injected(injector(), request())).toMatchObject({
      metadata: { name: "web", annotations: { rev: "", "prometheus.io/port": "15020" } },
      spec: {
        containers: [{ name: "app" }, { name: "istio-proxy", image: "hub/proxyv2:1.0" }],
        initContainers: [{ name: "istio-init", args: ["-u", "1337"] }],
        volumes: [{ name: "data", emptyDir: {} }],
      },
    });
  });

  test("leaves alone what Kubernetes does not know, and integers beyond 2^53", () => {
    const pod = { ...APP, metadata: { ...APP.metadata, future: 9007199254740993n } };
    const decision = inject(injector(), request(pod));
    expect(decision.patch?.filter(({ path }) => path.includes("future"))).toEqual([]);
    expect(decision.pod?.metadata).not.toHaveProperty("future");
  });

  test("fills in the request's namespace for the templates, and not into the pod", () => {
    const sidecar = 'metadata: {labels: {ns: "{{ .ObjectMeta.Namespace }}"}}';
    expect(injected(injector({ templates: { sidecar } }), request()).metadata).toMatchObject({
      labels: { ns: "shop" },
    });
    expect(injected(injector(), request()).metadata).not.toHaveProperty("namespace");
  });

  test("knows the workload", () => {
    const ownerReferences = [
      { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-1", uid: "u", controller: true },
    ];
    const pod = {
      ...APP,
      metadata: { generateName: "web-1-", ownerReferences, labels: { "pod-template-hash": "1" } },
    };
    expect(injected(injector(), request(pod)).spec.containers[1]).toMatchObject({
      env: expect.arrayContaining([{ name: "OWNER", value: "Deployment/web" }]),
    });
  });

  test("tells the proxy the path's cluster in place of the template's", () => {
    const { env } = injected(injector(), request(APP, { path: "/inject/cluster/c1" })).spec
      .containers[1] as never;
    expect(env).toEqual([
      { name: "OWNER", value: "Pod/web" },
      { name: "ISTIO_META_CLUSTER_ID", value: "c1" },
    ]);
  });

  const networks: [sentence: string, labels: Record<string, string>, path: string, network: string][] = [
    ["the values' network", {}, "/inject", "of-values"],
    ["the path's rather than the values'", {}, "/inject/net/of-path", "of-path"],
    [
      "the pod's rather than the path's",
      { "topology.istio.io/network": "of-pod" },
      "/inject/net/of-path",
      "of-pod",
    ],
  ];
  test.each(networks)("labels the pod with %s", (_sentence, labels, path, network) => {
    const given = injector({ values: { global: { hub: "h", tag: "t", network: "of-values" } } });
    const pod = { ...APP, metadata: { ...APP.metadata, labels } };
    expect(injected(given, request(pod, { path })).metadata).toMatchObject({
      labels: { "topology.istio.io/network": network },
    });
  });

  test("a second time changes nothing", () => {
    const once = injected(injector(), request());
    expect(inject(injector(), request(once)).patch).toEqual([]);
  });
});

describe("templates", () => {
  const wish = (templates: string) => annotated({ "inject.istio.io/templates": templates });
  const used = (given: Injector, pod: unknown) => inject(given, request(pod)).templates;

  test("are the default ones", () => {
    expect(used(injector(), APP)).toEqual(["sidecar"]);
    expect(used(injector({ config: { defaultTemplates: ["other"] } }), APP)).toEqual(["other"]);
  });
  test("are those that the pod asks for, in its order", () => {
    expect(used(injector(), wish("other , sidecar"))).toEqual(["other", "sidecar"]);
  });
  test("may go by an alias, which leads no further", () => {
    const aliases = { both: ["sidecar", "other"], sidecar: ["other"] };
    expect(used(injector({ config: { aliases } }), wish("both"))).toEqual(["sidecar", "other"]);
  });
  test("that are not there are named, with those that are", () => {
    expect(message(injector(), wish("nope"))).toBe(
      'failed to run injection template: requested template "nope" not found; have other, sidecar',
    );
    expect(message(injector(), wish("sidecar,"))).toContain('requested template "" not found');
    expect(message(injector(), wish("constructor"))).toContain('requested template "constructor" not found');
  });
});

describe("refusals are in Istio's words", () => {
  const broken = (sidecar: string) => injector({ templates: { sidecar } });
  const stage = "failed to run injection template: ";
  const cases: [sentence: string, injector: () => Injector, pod: unknown, message: string][] = [
    ["no pod at all", injector, null, "unexpected end of JSON input"],
    ["a pod that is none", injector, [], "json: cannot unmarshal array into Go value of type v1.Pod"],
    [
      "a field of a wrong type",
      injector,
      { metadata: { labels: 5 } },
      "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type map[string]string",
    ],
    [
      "an annotation that does not validate",
      injector,
      annotated({ "status.sidecar.istio.io/port": "x" }),
      `${stage}1 error occurred:\n\t* invalid value 'x' for annotation 'status.sidecar.istio.io/port': excludeInboundPorts invalid: failed parsing port 'x': strconv.ParseUint: parsing "x": invalid syntax\n\n`,
    ],
    [
      "a template that gives no YAML",
      () => broken("a: [\n"),
      APP,
      `${stage}failed applying injection overlay: strategic merge: invalid JSON document`,
    ],
    [
      "a template that gives a field of a wrong type",
      () => broken("spec: {containers: [{name: a, image: 5}]}"),
      APP,
      `${stage}failed applying injection overlay: unmarshal patched pod: json: cannot unmarshal number into Go struct field Container.spec.containers.image of type string`,
    ],
    [
      "a port that is Istio's own",
      injector,
      annotated({ "prometheus.io/port": "15001" }),
      "failed to process pod: invalid prometheus scrape configuration: port 15001 is reserved for Istio (outbound traffic capture) and cannot be scraped",
    ],
  ];
  test.each(cases)("%s", (_sentence, given, pod, expected) => {
    expect(message(given(), pod)).toBe(expected);
  });

  test("a template that fails is named with its place", () => {
    expect(message(broken("a: b\nc: {{ .Nope }}\n"), APP)).toMatch(
      /^failed to run injection template: template: inject:2:6: executing "inject" at <\.Nope>/,
    );
  });

  test("the reason says what is wrong where the message says only where it showed", () => {
    const decision = inject(broken("a: [\n"), request());
    expect(decision.reasons.at(-1)).toMatchObject({ verdict: "refuse", code: "injection-failed" });
    expect(decision.reasons.at(-1)?.text).toContain("line");
  });
});

describe("a pod that is injected warns of annotations that count for nothing", () => {
  test.each([
    [
      { "sidecar.istio.io/status": "injected" },
      "the annotation sidecar.istio.io/status is no JSON object: what an earlier injection added is taken for the pod's own",
    ],
    [
      { "prometheus.io/scrape": "yes" },
      'the annotation prometheus.io/scrape is "yes", neither true nor false: it counts for nothing',
    ],
  ])("%j", (annotations, warning) => {
    expect(inject(injector(), request({ ...APP, metadata: { annotations } })).warnings).toEqual([warning]);
    const metadata = { annotations, labels: { "sidecar.istio.io/inject": "false" } };
    expect(inject(injector(), request({ ...APP, metadata })).warnings).toEqual([]);
  });
});

describe("skipping", () => {
  test("has reasons, and neither pod nor patch", () => {
    const pod = { ...APP, metadata: { labels: { "sidecar.istio.io/inject": "false" } } };
    const decision = inject(injector(), request(pod));
    expect(decision).toMatchObject({ outcome: "skip", templates: [], warnings: [] });
    expect(decision).not.toHaveProperty("patch");
  });

  test("warns of a wish that is none", () => {
    const pod = { ...APP, metadata: { labels: { "sidecar.istio.io/inject": "yes" } } };
    expect(inject(injector(), request(pod)).warnings).toEqual([
      'the label sidecar.istio.io/inject is "yes"; only "true" and "false" count',
    ]);
  });
});
