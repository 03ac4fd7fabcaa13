import { describe, expect, test } from "@jest/globals";
import { inject } from "../../lib/injection/inject.ts";
import { injector } from "./injectors.ts";

/** The way in which templates up to Istio 1.26 ask for native sidecars. */
const ASKS = `metadata: {annotations: {native: '{{ env "ENABLE_NATIVE_SIDECARS" "unset" }}'}}`;
const ASKED = `metadata: {annotations: {native: "{{ .NativeSidecars }}"}}`;

const HOOK = { httpGet: { path: "/bye", port: 80 } };
const POD = {
  metadata: { annotations: { "inject.istio.io/templates": "sidecar,other" } },
  spec: { containers: [{ name: "app", livenessProbe: HOOK, lifecycle: { preStop: HOOK } }] },
};

interface Injected {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: { readonly containers: readonly { readonly name: string; readonly lifecycle?: unknown }[] };
}

function injected(template: string, tag: unknown, source = {}): Injected {
  const values = { global: { hub: "hub", tag }, sidecarInjectorWebhook: { rewriteAppHTTPProbe: true } };
  const made = injector({ templates: { other: template }, values }, source);
  const decision = inject(made, { pod: POD, namespace: "prod", path: "/inject" });
  if (decision.outcome !== "inject") throw new Error(decision.message);
  return decision.pod as unknown as Injected;
}

describe("life cycle hooks go to the agent", () => {
  const cases: [sentence: string, template: string, tag: unknown, path: string][] = [
    ["but for one of 1.24, which does not know them", ASKS, "1.24.2", "/bye"],
    ["with any variant of its image", ASKS, "1.24-distroless", "/bye"],
    ["and where YAML made a number of the tag", ASKS, 1.24, "/bye"],
    ["from 1.25 on", ASKS, "1.25.0", "/app-lifecycle/app/prestopz"],
    ["where the tag says nothing", ASKS, "latest", "/app-lifecycle/app/prestopz"],
    ["where the templates are newer than the tag", ASKED, "1.24.2", "/app-lifecycle/app/prestopz"],
  ];
  test.each(cases)("%s", (_sentence, template, tag, path) => {
    const app = injected(template, tag).spec.containers.find(({ name }) => name === "app");
    expect(app).toMatchObject({
      livenessProbe: { httpGet: { path: "/app-health/app/livez" } },
      lifecycle: { preStop: { httpGet: { path } } },
    });
  });
});

describe("templates that ask the environment for native sidecars", () => {
  const cases: [sentence: string, source: object, seen: string][] = [
    ["see them on", { nativeSidecars: true }, "true"],
    ["see them off", { nativeSidecars: false }, "false"],
    ["see nothing where nodes decide", { nativeSidecars: undefined }, "unset"],
    ["see the environment first", { nativeSidecars: true, env: { ENABLE_NATIVE_SIDECARS: "x" } }, "x"],
  ];
  test.each(cases)("%s", (_sentence, source, seen) => {
    expect(injected(ASKS, "1.24.2", source).metadata.annotations.native).toBe(seen);
  });
});
