import { describe, expect, test } from "@jest/globals";
import { mergePrometheus } from "../../lib/injection/post/prometheus.ts";
import { announceSecurePort } from "../../lib/injection/post/prometheus-secure-port.ts";
import { context, PROXY, pod } from "./pods.ts";

const AGENT = {
  "prometheus.io/port": "15020",
  "prometheus.io/path": "/stats/prometheus",
  "prometheus.io/scrape": "true",
};

function merge(annotations: Record<string, string>, mesh: object = {}) {
  const merged = mergePrometheus(pod({ containers: [PROXY] }, { annotations }), context({ mesh }));
  const variable = merged.spec.containers?.[0]?.env?.[0];
  return {
    annotations: merged.metadata.annotations ?? {},
    variable: variable && JSON.parse(variable.value ?? ""),
  };
}

describe("merging the metrics", () => {
  test("Prometheus is sent to the agent, though the pod has nothing to scrape", () => {
    expect(merge({})).toEqual({ annotations: AGENT, variable: undefined });
  });

  test("the pod's own endpoint moves into the proxy's environment", () => {
    const annotations = {
      "prometheus.io/scrape": "true",
      "prometheus.io/port": "8080",
      "prometheus.io/path": "/m",
      a: "b",
    };
    expect(merge(annotations)).toEqual({
      annotations: { a: "b", ...AGENT },
      variable: { scrape: "true", path: "/m", port: "8080" },
    });
  });

  test("every spelling that Prometheus takes for the same is replaced", () => {
    expect(merge({ "prometheus/io.port": "8080" })).toEqual({
      annotations: AGENT,
      variable: { scrape: "", path: "", port: "8080" },
    });
  });

  test("the first of several targets also stands where old agents look", () => {
    const targets = [
      { port: "80", path: "/metrics" },
      { port: "81", path: "/b" },
    ];
    const annotations = { "prometheus.istio.io/scrape-targets": "80, 81:/b ,", "prometheus.io/port": "9" };
    expect(merge(annotations).variable).toEqual({ scrape: "", path: "/metrics", port: "80", targets });
  });

  test("a target without a port spoils the list", () => {
    expect(merge({ "prometheus.istio.io/scrape-targets": "80,:/x" })).toEqual({
      annotations: AGENT,
      variable: undefined,
    });
  });

  const untouched: [sentence: string, annotations: Record<string, string>, mesh: object][] = [
    ["where the pod does not want scraping", { "prometheus.io/scrape": "0" }, {}],
    ["where the annotation says so", { "prometheus.istio.io/merge-metrics": "false" }, {}],
    ["where the mesh says so", {}, { mergePrometheus: false }],
    ["where the pod names the agent's port already", { "prometheus.io/port": "15020" }, {}],
  ];
  test.each(untouched)("nothing changes %s", (_sentence, annotations, mesh) => {
    expect(merge(annotations, mesh)).toEqual({ annotations, variable: undefined });
  });

  test("a wish for scraping that is no boolean is none", () => {
    expect(merge({ "prometheus.io/scrape": "maybe" }).annotations).toEqual(AGENT);
  });

  const refused: [annotations: Record<string, string>, message: string][] = [
    [{ "prometheus.io/port": "http" }, 'invalid prometheus scrape configuration: invalid port "http"'],
    [{ "prometheus.io/port": "0" }, 'invalid prometheus scrape configuration: invalid port "0"'],
    [{ "prometheus.io/port": "65536" }, 'invalid prometheus scrape configuration: invalid port "65536"'],
    [
      { "prometheus.io/port": "+15020" },
      "invalid prometheus scrape configuration: port +15020 conflicts with agent port",
    ],
    [
      { "prometheus.io/port": "15090" },
      "invalid prometheus scrape configuration: port 15090 is reserved for Istio (Envoy Prometheus (already merged)) and cannot be scraped",
    ],
    [
      { "prometheus.istio.io/scrape-targets": "80,15000" },
      "invalid prometheus scrape targets: target port 15000 is reserved for Istio (Envoy admin) and cannot be scraped",
    ],
    [
      { "prometheus.istio.io/scrape-targets": "80,x" },
      'invalid prometheus scrape targets: invalid target port "x"',
    ],
  ];
  test.each(refused)("%j is refused", (annotations, message) => {
    expect(() => merge(annotations)).toThrow(message);
  });
});

describe("the port for metrics over mutual TLS is announced", () => {
  const announced = (value: string, annotations: Record<string, string> = {}) => {
    const env = [{ name: "ENVOY_SECURE_MERGED_METRICS_PORT", value }];
    return announceSecurePort(pod({ containers: [{ ...PROXY, env }] }, { annotations })).metadata.annotations;
  };

  test("as the proxy has it", () => {
    expect(announced("15091")).toEqual({ "prometheus.istio.io/secure-port": "15091" });
  });
  test("unless it is 0", () => {
    expect(announced("0")).toBeUndefined();
  });
  test("unless the pod says it itself, in any spelling", () => {
    const own = { "prometheus.istio-io/secure.port": "1" };
    expect(announced("15091", own)).toEqual(own);
  });
});
