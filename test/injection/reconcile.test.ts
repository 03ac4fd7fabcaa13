import { describe, expect, test } from "@jest/globals";
import type { MeshSettings } from "../../lib/injection/mesh-settings.ts";
import { withoutAssignedProxyUser } from "../../lib/injection/openshift.ts";
import { applyOverlay } from "../../lib/injection/overlay.ts";
import { readOverrides, reinsertOverrides } from "../../lib/injection/overrides.ts";
import type { InjectionParameters } from "../../lib/injection/parameters.ts";
import type { Pod } from "../../lib/injection/pod.ts";
import { reapplyOverwrittenContainers } from "../../lib/injection/reapply.ts";
import { stripPod } from "../../lib/injection/strip.ts";
import { PROXY, pod } from "./pods.ts";

const OVERRIDES = "proxy.istio.io/overrides";
const STATUS = "sidecar.istio.io/status";
const mesh = { statusPort: 15020 } as MeshSettings;

const names = (it: Pod) => [
  it.spec.containers?.map(({ name }) => name),
  it.spec.initContainers?.map(({ name }) => name),
];

describe("stripping an earlier injection", () => {
  const injected = (status: unknown, annotations: object = {}) =>
    pod(
      { containers: [{ name: "app" }, PROXY], initContainers: [{ name: "istio-init" }] },
      {
        annotations: {
          [STATUS]: typeof status === "string" ? status : JSON.stringify(status),
          ...annotations,
        },
      },
    );

  test("takes out the containers that the status names, and the status", () => {
    const stripped = stripPod(
      injected({ containers: ["istio-proxy"], initContainers: ["istio-init"] }),
      mesh,
    );
    expect(names(stripped)).toEqual([["app"], undefined]);
    expect(stripped.metadata.annotations).toBeUndefined();
  });

  test("takes out the agent's scrape annotations", () => {
    const agents = { "prometheus.io/port": "15020", "prometheus.io/path": "/stats/prometheus", a: "b" };
    expect(stripPod(injected({}, agents), mesh).metadata.annotations).toEqual({ a: "b" });
  });

  test("leaves the pod's own scrape annotations", () => {
    const own = { "prometheus.io/port": "8080" };
    expect(stripPod(injected({}, own), mesh).metadata.annotations).toEqual(own);
  });

  const unreadable: [status: unknown][] = [["x"], [[]], [{ containers: "istio-proxy" }], [{ revision: 5 }]];
  test.each(unreadable)("leaves the pod as it is where the status is %j", (status) => {
    const before = injected(status);
    expect(stripPod(before, mesh)).toBe(before);
  });
});

describe("overrides that an earlier injection kept", () => {
  const kept = (text: string) =>
    pod({ containers: [{ name: "app" }] }, { annotations: { [OVERRIDES]: text } });

  test("are put back where they are missing", () => {
    const text =
      '{"containers":[{"name":"app"},{"name":"extra","image":"e"}],"initContainers":[{"name":"i"}]}';
    expect(names(reinsertOverrides(kept(text)))).toEqual([["app", "extra"], ["i"]]);
  });

  const refused: [text: string, message: string][] = [
    ["{", "unexpected end of JSON input"],
    ["[]", "json: cannot unmarshal array into Go value of type inject.podOverrides"],
    [
      '{"containers":"x"}',
      "json: cannot unmarshal string into Go struct field podOverrides.containers of type []v1.Container",
    ],
    [
      '{"containers":[{"name":5}]}',
      "json: cannot unmarshal number into Go struct field Container.containers.name of type string",
    ],
  ];
  test.each(refused)("are refused where they read %s", (text, message) => {
    expect(() => readOverrides(kept(text))).toThrow(message);
  });
});

describe("a user's own container", () => {
  function reapply(original: Pod, template: Pod, proxyConfig: object = {}): Pod {
    const merged = applyOverlay(original, template);
    return reapplyOverwrittenContainers(merged, template, {
      pod: original,
      proxyConfig,
    } as InjectionParameters);
  }
  const template = pod({ containers: [{ ...PROXY, args: ["a"] }] });
  const user = (container: object, metadata: object = {}) =>
    pod({ containers: [{ name: "istio-proxy", ...container }] }, metadata);

  test("overrules the template's, and is kept for the next time", () => {
    const result = reapply(user({ image: "mine" }), template);
    expect(result.spec.containers?.[0]).toMatchObject({ image: "mine", args: ["a"] });
    expect(result.metadata.annotations?.[OVERRIDES]).toBe(
      '{"containers":[{"name":"istio-proxy","image":"mine","resources":{}}]}',
    );
  });

  test("may leave the image to the template", () => {
    const result = reapply(user({ image: "auto", args: ["b"] }), template);
    expect(result.spec.containers?.[0]?.args).toEqual(["b"]);
    expect(result.metadata.annotations?.[OVERRIDES]).toBe(
      '{"containers":[{"name":"istio-proxy","args":["b"],"resources":{}}]}',
    );
  });

  test("that an earlier injection put there does not count", () => {
    const status = '{"containers":["istio-proxy"]}';
    const result = reapply(user({ image: "old" }, { annotations: { [STATUS]: status } }), template);
    expect(result.spec.containers?.[0]?.image).toBe("proxy");
    expect(result.metadata.annotations?.[OVERRIDES]).toBeUndefined();
  });

  test("of another name changes nothing", () => {
    const result = reapply(pod({ containers: [{ name: "app" }] }), template);
    expect(result.metadata.annotations).toBeUndefined();
  });

  test("under containers overrules a template's init container", () => {
    const native = pod({ initContainers: [{ ...PROXY, restartPolicy: "Always" }] });
    const moved = pod({ initContainers: [{ name: "istio-proxy", image: "mine" }] });
    const original = user({ image: "mine" });
    const result = reapplyOverwrittenContainers(applyOverlay(moved, native), native, {
      pod: original,
      proxyConfig: {},
    } as InjectionParameters);
    expect(result.spec.initContainers).toMatchObject([{ image: "mine", restartPolicy: "Always" }]);
    expect(result.metadata.annotations?.[OVERRIDES]).toContain('{"initContainers":[');
  });

  describe("that runs as another user", () => {
    const asUser = user({ image: "auto", securityContext: { runAsUser: 1, runAsGroup: 2 } });
    const withInit = (name: string) =>
      pod({
        containers: [PROXY],
        initContainers: [{ name, args: ["-u", "1337", "-m"], securityContext: { runAsUser: 0 } }],
      });

    test("is who istio-init leaves alone, which itself stays root", () => {
      expect(reapply(asUser, withInit("istio-init")).spec.initContainers?.[0]).toMatchObject({
        args: ["-u", "1", "-m"],
        securityContext: { runAsUser: 0 },
      });
    });
    test("is who the validation runs as", () => {
      expect(reapply(asUser, withInit("istio-validation")).spec.initContainers?.[0]).toMatchObject({
        args: ["-u", "1", "-m"],
        securityContext: { runAsUser: 1, runAsGroup: 2 },
      });
    });
    test("is root with TPROXY, by ProxyConfig or annotation", () => {
      const byConfig = reapply(asUser, withInit("istio-init"), { interceptionMode: 1 });
      const annotated = {
        ...asUser,
        metadata: { annotations: { "sidecar.istio.io/interceptionMode": "TPROXY" } },
      };
      for (const result of [byConfig, reapply(annotated, withInit("istio-init"))]) {
        expect(result.spec.containers?.[0]?.securityContext).toEqual({ runAsUser: 0, runAsGroup: 2 });
      }
    });
  });
});

describe("on OpenShift, the user of the proxy's that was merely assigned", () => {
  const users = (app: object | undefined, proxy: object | undefined) =>
    pod({
      containers: [
        { name: "app", securityContext: app ?? null },
        { ...PROXY, securityContext: proxy ?? null },
      ],
    });
  const proxyOf = (it: Pod) => it.spec.containers?.[1]?.securityContext;

  test("is dropped where it is the application's", () => {
    expect(
      proxyOf(withoutAssignedProxyUser(users({ runAsUser: 7 }, { runAsUser: 7, runAsGroup: 8 }))),
    ).toEqual({});
  });
  test("stays where it is another", () => {
    const before = users({ runAsUser: 7 }, { runAsUser: 9 });
    expect(withoutAssignedProxyUser(before)).toBe(before);
  });
  test("a group alone is dropped where neither names a user", () => {
    expect(proxyOf(withoutAssignedProxyUser(users(undefined, { runAsGroup: 8 })))).toEqual({});
  });
});
