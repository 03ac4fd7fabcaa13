import { describe, expect, test } from "@jest/globals";
import type { Container } from "../../lib/injection/pod.ts";
import { rewriteProbes } from "../../lib/injection/post/probes.ts";
import { context, PROXY, pod } from "./pods.ts";

const http = (port: number | string, more: object = {}) => ({ httpGet: { path: "/up", port, ...more } });

function rewrite(
  app: object,
  {
    annotations = {},
    proxy = PROXY,
    values = {},
  }: { annotations?: object; proxy?: object; values?: object } = {},
) {
  const before = pod({ containers: [{ name: "app", ...app }, proxy] }, { annotations });
  const [container, sidecar] = rewriteProbes(before, context({ values })).spec.containers as [
    Container,
    Container,
  ];
  const variable = sidecar.env?.find(({ name }) => name === "ISTIO_KUBE_APP_PROBERS")?.value;
  return {
    container,
    probers: variable === undefined ? undefined : (JSON.parse(variable) as Record<string, unknown>),
  };
}

describe("rewriting probes", () => {
  test("httpGet goes to the agent, the original into the proxy's environment", () => {
    const { container, probers } = rewrite({ readinessProbe: { ...http(80), timeoutSeconds: 3 } });
    expect(container.readinessProbe).toEqual({
      httpGet: { path: "/app-health/app/readyz", port: 15020 },
      timeoutSeconds: 3,
    });
    expect(probers).toEqual({
      "/app-health/app/readyz": { httpGet: { path: "/up", port: 80 }, timeoutSeconds: 3 },
    });
  });

  test("each probe and handler has a path of its own", () => {
    const probe = http(80);
    const { probers } = rewrite({
      readinessProbe: probe,
      livenessProbe: probe,
      startupProbe: probe,
      lifecycle: { preStop: probe, postStart: probe },
    });
    expect(Object.keys(probers ?? {})).toEqual([
      "/app-health/app/livez",
      "/app-health/app/readyz",
      "/app-health/app/startupz",
      "/app-lifecycle/app/poststartz",
      "/app-lifecycle/app/prestopz",
    ]);
  });

  test("HTTPS becomes HTTP: it is the agent that speaks TLS", () => {
    const { container, probers } = rewrite({ livenessProbe: http(443, { scheme: "HTTPS" }) });
    expect(container.livenessProbe?.httpGet?.scheme).toBe("HTTP");
    expect(probers).toMatchObject({ "/app-health/app/livez": { httpGet: { scheme: "HTTPS" } } });
  });

  const others: [name: string, probe: object][] = [
    ["tcpSocket", { tcpSocket: { port: 80 } }],
    ["grpc", { grpc: { port: 80, service: null } }],
  ];
  test.each(others)("%s becomes httpGet without a scheme", (name, probe) => {
    const { container, probers } = rewrite({ livenessProbe: probe });
    expect(container.livenessProbe).toEqual({ httpGet: { path: "/app-health/app/livez", port: 15020 } });
    expect(probers).toEqual({ "/app-health/app/livez": probe });
    expect(name in (container.livenessProbe ?? {})).toBe(false);
  });

  test("a command stays", () => {
    const exec = { exec: { command: ["true"] } };
    expect(rewrite({ livenessProbe: exec })).toMatchObject({
      container: { livenessProbe: exec },
      probers: undefined,
    });
  });

  test("named ports are resolved", () => {
    const { probers } = rewrite({
      ports: [{ name: "web", containerPort: 8080 }],
      livenessProbe: http("web"),
    });
    expect(probers).toMatchObject({ "/app-health/app/livez": { httpGet: { port: 8080 } } });
  });

  test("a port that has no such name is rewritten, though the agent is told nothing", () => {
    const { container, probers } = rewrite({ livenessProbe: http("nope") });
    expect(container.livenessProbe?.httpGet?.port).toBe(15020);
    expect(probers).toBeUndefined();
  });

  test("what asks the agent already is not told again", () => {
    expect(rewrite({ livenessProbe: http(15020) }).probers).toBeUndefined();
  });

  test("the annotation's port is asked, which must be a bare number", () => {
    const port = (value: string) =>
      rewrite({ livenessProbe: http(80) }, { annotations: { "status.sidecar.istio.io/port": value } })
        .container.livenessProbe?.httpGet?.port;
    expect(port("15022")).toBe(15022);
    expect(port(" 15022")).toBe(0);
  });

  test("on a second pass the earlier probers win", () => {
    const earlier = { "/app-health/app/livez": { httpGet: { port: 1 } }, "/app-health/old/readyz": {} };
    const env = [{ name: "ISTIO_KUBE_APP_PROBERS", value: JSON.stringify(earlier) }];
    const { probers } = rewrite(
      { livenessProbe: http(80), readinessProbe: http(81) },
      { annotations: { "sidecar.istio.io/status": "{}" }, proxy: { ...PROXY, env } },
    );
    expect(probers).toEqual({ ...earlier, "/app-health/app/readyz": { httpGet: { path: "/up", port: 81 } } });
  });

  const untouched: [sentence: string, settings: object][] = [
    ["without a proxy", { proxy: { name: "other" } }],
    ["where the values say so", { values: { rewriteAppHttpProbe: false } }],
    ["where the annotation says so", { annotations: { "sidecar.istio.io/rewriteAppHTTPProbers": "false" } }],
  ];
  test.each(untouched)("nothing changes %s", (_sentence, settings) => {
    expect(rewrite({ livenessProbe: http(80) }, settings).container.livenessProbe).toEqual(http(80));
  });

  test("init containers count", () => {
    const spec = { containers: [PROXY], initContainers: [{ name: "i", startupProbe: http(80) }] };
    expect(rewriteProbes(pod(spec), context()).spec.initContainers?.[0]?.startupProbe?.httpGet?.path).toBe(
      "/app-health/i/startupz",
    );
  });
});
