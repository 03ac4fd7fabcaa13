import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { MAX_BYTES } from "../../lib/sources/decompress.ts";
import { loadInjectorSource } from "../../lib/sources/injector-source.ts";

const CONFIG = "policy: enabled\ntemplates:\n  sidecar: |\n    metadata: {}\n";
const VALUES = '{"global":{"hub":"h"}}';
const MESH = "trustDomain: td\n";

const block = (text: string, indent: string) => text.replace(/^(?=.)/gm, indent);

/** As `kubectl get configmap -o yaml` prints them. */
const injectorMap = (revision = "1-30", indent = "") =>
  block(
    `apiVersion: v1
data:
  config: |
${block(CONFIG, "    ")}  values: '${VALUES}'
kind: ConfigMap
metadata:
  creationTimestamp: "2026-01-02T03:04:05Z"
  labels:
    istio.io/rev: ${revision}
  name: istio-sidecar-injector-${revision}
  namespace: istio-system
`,
    indent,
  );
const meshMap = `apiVersion: v1
data:
  mesh: |
${block(MESH, "    ")}  meshNetworks: 'networks: {}'
kind: ConfigMap
metadata:
  name: istio
`;
const otherMap =
  "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: kube-root-ca.crt }\ndata: { ca.crt: x }\n";
const proxyConfig = `apiVersion: networking.istio.io/v1beta1
kind: ProxyConfig
metadata: { name: p, namespace: shop, creationTimestamp: "2026-01-02T03:04:05Z", uid: x }
spec: { concurrency: 0 }
`;

const listOf = (...documents: string[]) =>
  `apiVersion: v1\nitems:\n${documents.map((text) => block(text, "  ").replace(" ", "-")).join("")}kind: List\n`;

const FROM_MAPS = { config: CONFIG, values: VALUES, mesh: MESH, revision: "1-30" };
const OBJECT = { config: CONFIG, values: VALUES, mesh: MESH };

describe("an injector's configuration is read from", () => {
  const both = `${injectorMap()}---\n${meshMap}`;
  test.each<[string, string | Uint8Array, object]>([
    ["the two ConfigMaps", both, FROM_MAPS],
    [
      "the same in the other order, others among them",
      `${meshMap}---\n${otherMap}---\n${injectorMap()}`,
      FROM_MAPS,
    ],
    ["a List", listOf(injectorMap(), otherMap, meshMap), FROM_MAPS],
    ["a JSON object", JSON.stringify(OBJECT), OBJECT],
    [
      "a JSON object with everything there is",
      JSON.stringify({
        ...OBJECT,
        revision: "canary",
        kubernetesVersion: "v1.34.0",
        nativeSidecars: false,
        platform: "openshift",
        namespaces: [{ metadata: { name: "a", annotations: { b: "c" } } }],
        nodes: [{ name: "n", kubeletVersion: "v1.34.0" }],
        compliancePolicy: "fips-140-2",
        env: { A: "b" },
      }),
      {
        ...OBJECT,
        revision: "canary",
        kubernetesVersion: "v1.34.0",
        nativeSidecars: false,
        platform: "openshift",
        namespaces: [{ metadata: { name: "a", annotations: { b: "c" } } }],
        nodes: [{ name: "n", kubeletVersion: "v1.34.0" }],
        compliancePolicy: "fips-140-2",
        env: { A: "b" },
      },
    ],
    [
      "a YAML object, with what is a text in the ConfigMaps written out",
      `config:\n${block(CONFIG, "  ")}values: { global: { hub: h } }\nmesh: { trustDomain: td }\n`,
      {
        config: '{"policy":"enabled","templates":{"sidecar":"metadata: {}\\n"}}',
        values: VALUES,
        mesh: '{"trustDomain":"td"}',
      },
    ],
    ["gzip", gzipSync(both), FROM_MAPS],
    ["gzip in base64", gzipSync(both).toString("base64"), FROM_MAPS],
    [
      "gzip in base64 with line breaks",
      gzipSync(both).toString("base64").replace(/.{76}/g, "$&\n"),
      FROM_MAPS,
    ],
    ["gzip in base64 as bytes", Buffer.from(gzipSync(both).toString("base64")), FROM_MAPS],
    ["bytes", Buffer.from(both), FROM_MAPS],
    [
      "ConfigMaps with ProxyConfig resources",
      `${both}---\n${proxyConfig}`,
      {
        ...FROM_MAPS,
        proxyConfigs: [
          {
            name: "p",
            namespace: "shop",
            creationTimestamp: "2026-01-02T03:04:05Z",
            spec: { concurrency: 0 },
          },
        ],
      },
    ],
    [
      "an object with ProxyConfigs in either form",
      JSON.stringify({
        ...OBJECT,
        proxyConfigs: [{ name: "p", namespace: "a", spec: {} }, { metadata: { name: "q" } }],
      }),
      {
        ...OBJECT,
        proxyConfigs: [
          { name: "p", namespace: "a", spec: {} },
          { name: "q", namespace: "default", spec: {} },
        ],
      },
    ],
  ])("%s", (_, content, expected) => expect(loadInjectorSource(content)).toEqual(expected));

  test("several files", () => {
    expect(loadInjectorSource([injectorMap(), Buffer.from(meshMap)])).toEqual(FROM_MAPS);
  });

  test("files that hold one text each, bare or as its ConfigMap, which win", () => {
    expect(loadInjectorSource([injectorMap()], { mesh: "a: b\n" })).toEqual({ ...FROM_MAPS, mesh: "a: b\n" });
    expect(loadInjectorSource([], { config: injectorMap(), values: VALUES, mesh: meshMap })).toEqual(OBJECT);
  });
});

describe("a configuration is refused, with the reason,", () => {
  test.each<[string, string | Uint8Array, string, string | RegExp]>([
    ["that is empty", "", "source-empty", /lacks config, values, mesh/],
    ["that holds only comments", "# nothing\n---\n", "source-empty", /lacks/],
    ["without the mesh's ConfigMap", injectorMap(), "source-invalid", /lacks mesh: give the ConfigMap/],
    [
      "that has two revisions",
      `${injectorMap("a")}---\n${injectorMap("b")}---\n${meshMap}`,
      "source-invalid",
      /revision is given twice/,
    ],
    [
      "with a misspelt key",
      JSON.stringify({ ...OBJECT, revison: "a" }),
      "source-invalid",
      /^revison: is no key .*have config, values/,
    ],
    [
      "with a number for a text",
      JSON.stringify({ ...OBJECT, kubernetesVersion: 1.3 }),
      "source-invalid",
      "kubernetesVersion: must be a text; put it in quotes",
    ],
    [
      "with a number for a document",
      JSON.stringify({ ...OBJECT, mesh: 5 }),
      "source-invalid",
      "mesh: must be a text or an object",
    ],
    ["that is a Deployment", "kind: Deployment\n", "source-invalid", /a Deployment is no part of/],
    ["that is a bare text", "hello", "source-invalid", 'expected an object, got "hello"'],
    ["with a fault in its YAML", "config: [\n", "source-invalid", /at line 2, column 1/],
    ["with an alias bomb", bomb(), "source-invalid", /alias/],
    ["damaged", gzipSync(injectorMap()).subarray(0, 100), "source-corrupt", /gzip data is damaged/],
    ["that is no text", Buffer.from([0xff, 0xfe, 0]), "source-corrupt", /not UTF-8/],
    ["that is too big", "x".repeat(MAX_BYTES + 1), "source-too-big", /bigger than 8 MiB/],
    [
      "that is a decompression bomb",
      gzipSync(Buffer.alloc(64 * 1024 * 1024)),
      "source-too-big",
      /bigger than 8 MiB/,
    ],
  ])("%s", (_, content, code, message) => {
    let error: unknown;
    try {
      loadInjectorSource(content);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: "SourceError", code });
    expect((error as Error).message).toMatch(message);
  });

  test("given a ConfigMap that lacks the text asked for", () => {
    expect(() => loadInjectorSource([injectorMap()], { mesh: otherMap })).toThrow('no "mesh" in its data');
  });
});

test("keys named like members of Object.prototype are keys like any other", () => {
  expect(() => loadInjectorSource('{"__proto__":{"config":"c"},"values":"v","mesh":"m"}')).toThrow(
    "__proto__",
  );
  expect(({} as Record<string, unknown>).config).toBeUndefined();
});

function bomb(): string {
  const levels = [..."abcdefghij"].map((name, i, all) => {
    const items = i === 0 ? "x" : `*${all[i - 1]}`;
    return `${name}: &${name} [${Array(9).fill(items).join(", ")}]`;
  });
  return `${levels.join("\n")}\n`;
}
