import { parse as parseYaml, stringify as stringifyYaml } from "yaml";
import type { Injector, ProxyConfigResource, Settings } from "../case.ts";
import type { Coverage } from "./coverage.ts";
import { word } from "./field-values.ts";
import type { MessageMaker } from "./message.ts";
import type { Random } from "./random.ts";
import type { ProtoField, Surface } from "./surface.ts";
import { BAD_TEMPLATES, TEMPLATES } from "./templates.ts";

/** A cluster to inject in: an injector's texts and all that goes with them. */
export interface World {
  readonly name: string;
  readonly injector: Injector;
  readonly settings: Settings;
  /** Templates of ours that its pods may name. */
  readonly templates: readonly string[];
  /** What was drawn to make it; each of its cases counts as a draw. */
  readonly drawn: readonly string[];
}

const VALUES_ROOT = "istio.operator.v1alpha1.Values";
const NAMESPACES = ["default", "prod", "test-ns", "istio-system"];

/** Values that mean something, by the end of their path; others are drawn by their type. */
const VALUES: readonly (readonly [RegExp, readonly unknown[]])[] = [
  [/imagePullPolicy$/, ["Always", "IfNotPresent", "Never", ""]],
  [/imagePullSecrets$/, [["pull-1"], ["pull-1", "mine"], []]],
  [/IPRanges$/, ["*", "10.0.0.0/8", "10.0.0.0/8,1.2.3.4/32", ""]],
  [/(Inbound|Outbound)Ports$/, ["*", "80", "80,443", ""]],
  [/resources$/, [{ limits: { cpu: "1" } }, { requests: { cpu: "0.5", memory: null } }, {}]],
  [/seccompProfile$/, [{ type: "RuntimeDefault" }, {}]],
  [/securityContext$/, [{ sysctls: [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }] }, {}]],
  [/lifecycle$/, [{ preStop: { exec: { command: ["sleep", "5"] } } }, {}]],
  [/tracer$/, ["none", "zipkin", "lightstep", "datadog", "stackdriver", "openCensusAgent"]],
  [/pilotCertProvider$/, ["istiod", "none", "k8s.io/example"]],
  [/caName$/, ["", "GkeWorkloadCertificate", "other"]],
  [/pilot\.env$/, [{ ENABLE_CLUSTER_TRUST_BUNDLE_API: true }, { A: "b" }, {}]],
  [/pilot$/, [{ cni: { enabled: true, provider: "default" }, env: {} }]],
  [/cni\.provider$/, ["default", "multus"]],
  [/platform$/, ["", "openshift", "gke"]],
  [/proxy\.image$/, ["proxyv2", "registry.example.com/p/proxy", "own"]],
  [/(statusPort|servicePort|Threshold|Seconds)$/, [15020, 15021, 0, 8080, 3]],
  [/tag$/, ["1.27.1", "latest", 1.2, "1.27-debug", "1.27-distroless", 7]],
  [/(affinity|nodeSelector)$/, [{}, { a: "b" }]],
  [/(tolerations|topologySpreadConstraints)$/, [[], [{ key: "a" }]]],
];

/** Istio up to 1.26 has no `.NativeSidecars`. */
function isKnownTo({ config }: Injector, template: string): boolean {
  return config.includes(".NativeSidecars") || !TEMPLATES[template]?.includes(".NativeSidecars");
}

/** Makes worlds out of rendered configurations, by changing what was drawn least. */
export class WorldMaker {
  readonly #random: Random;
  readonly #coverage: Coverage;
  readonly #surface: Surface;
  readonly #mesh: MessageMaker;
  readonly #resource: MessageMaker;
  readonly #values: readonly string[];

  constructor(
    random: Random,
    coverage: Coverage,
    surface: Surface,
    makers: { mesh: MessageMaker; resource: MessageMaker; values: readonly string[] },
  ) {
    this.#random = random;
    this.#coverage = coverage;
    this.#surface = surface;
    this.#mesh = makers.mesh;
    this.#resource = makers.resource;
    this.#values = makers.values;
    coverage.know(this.#values.map((path) => `values:${path}`));
  }

  make(name: string, rendered: Injector, settings: Settings): World {
    const drawn: string[] = [];
    const known = Object.keys(TEMPLATES).filter((template) => isKnownTo(rendered, template));
    const templates = this.#random.chance(0.7) ? this.#random.some(known, 3) : [];
    if (this.#random.chance(0.1)) templates.push(this.#random.pick(Object.keys(BAD_TEMPLATES)));
    drawn.push(...templates.map((template) => `template:${template}`));
    const injector = {
      config: this.#config(rendered.config, templates),
      values: this.#changedValues(rendered.values, drawn),
      mesh: this.#changedMesh(rendered.mesh, drawn),
    };
    return { name, injector, settings: this.#settings(settings, drawn), templates, drawn };
  }

  #config(text: string, templates: readonly string[]): string {
    const random = this.#random;
    const entries = templates.map(
      (name) => `  ${JSON.stringify(name)}: ${JSON.stringify(TEMPLATES[name] ?? BAD_TEMPLATES[name])}\n`,
    );
    let config = text.replace(/^templates:\n/m, (line) => line + entries.join(""));
    const safe = templates.filter((name) => Object.hasOwn(TEMPLATES, name));
    if (safe.length > 0 && random.chance(0.2)) {
      config = config.replace(
        /^defaultTemplates: \[sidecar\]$/m,
        `defaultTemplates: [sidecar, ${JSON.stringify(random.pick(safe))}]`,
      );
    }
    if (random.chance(0.1) && !/^aliases:/m.test(config))
      config += `\naliases: {both: [sidecar, grpc-simple], sidecar: [sidecar]}\n`;
    if (random.chance(0.01)) config = config.replace(/^policy: .*$/m, "policy: disabled");
    return config;
  }

  #changedValues(text: string, drawn: string[]): string {
    const values = JSON.parse(text) as Record<string, unknown>;
    const paths = this.#coverage.least(
      this.#random,
      this.#values,
      this.#random.int(0, 4),
      (path) => `values:${path}`,
    );
    for (const path of paths) {
      setAt(values, path.split("."), this.#settingFor(path));
      drawn.push(`values:${path}`);
    }
    return JSON.stringify(values, null, 2);
  }

  #settingFor(path: string): unknown {
    const random = this.#random;
    const known = VALUES.find(([pattern]) => pattern.test(path))?.[1];
    if (known) return random.pick(known);
    switch (this.#kindOf(path)) {
      case "bool":
      case "google.protobuf.BoolValue":
        return random.chance(0.7);
      case "string":
      case undefined:
        return random.pick([word(random), word(random), "", "x.example.com:443"]);
      default:
        return random.pick<unknown>([{}, word(random), 5]);
    }
  }

  /** The kind, or the message, of the field of Istio's values that a path leads to. */
  #kindOf(path: string): string | undefined {
    let type: string | undefined = VALUES_ROOT;
    let field: ProtoField | undefined;
    for (const key of path.split(".")) {
      field = this.#surface.messages[type ?? ""]?.find(({ json, name }) => json === key || name === key);
      type = field?.type;
    }
    return field?.kind === "message" ? field.type : field?.kind;
  }

  #changedMesh(text: string, drawn: string[]): string {
    const random = this.#random;
    if (random.chance(0.15)) return text;
    const { message, drawn: fields } = this.#mesh.make(random.int(1, 7));
    drawn.push(...fields);
    const mesh = { ...(parseYaml(text) as Record<string, unknown>) };
    for (const [key, value] of Object.entries(message)) {
      if (key === "defaultConfig" || key === "default_config") {
        mesh.defaultConfig = { ...(mesh.defaultConfig as object), ...(value as object) };
      } else {
        delete mesh[key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())];
        mesh[key] = value;
      }
    }
    return random.chance(0.5) ? stringifyYaml(mesh) : JSON.stringify(mesh);
  }

  #settings(settings: Settings, drawn: string[]): Settings {
    const random = this.#random;
    const changed: { -readonly [Key in keyof Settings]: Settings[Key] } = { ...settings };
    const set = <Key extends keyof Settings>(key: Key, probability: number, value: () => Settings[Key]) => {
      if (!random.chance(probability)) return;
      changed[key] = value();
      drawn.push(`request:${key}`);
    };
    set("revision", 0.2, () => random.pick(["", "canary", "1-27"]));
    set("path", 0.4, () =>
      random.pick([
        "/inject",
        "/inject/",
        "/inject/cluster/c1",
        "/inject/net/n1/",
        "/inject/cluster/a--slash--b/net/n2/FOO/bar",
        "/inject/odd",
        "/inject/:ENV:cluster=c3:ENV:X=y=z",
      ]),
    );
    set("nativeSidecars", 0.3, () => random.chance(0.5));
    set("compliancePolicy", 0.1, () => random.pick(["fips-140-2", "fips-140-3", "pqc"]));
    set("env", 0.2, () => ({ REMORA_CASE: random.pick(["set", "a<b"]) }));
    set("nodes", 0.3, () => {
      const versions = [
        "v1.33.0",
        "v1.34.2-gke.1",
        "v1.32.9",
        "v1.28.0",
        "1.33",
        "v1.35.0-rc.1+abc",
        "unknown",
      ];
      return ["node-1", "old-node"].map((name) => ({ name, kubeletVersion: random.pick(versions) }));
    });
    set("clusters", 0.05, () => random.pick([["Kubernetes"], ["c1", "Kubernetes"], ["a/b"]]));
    set("platform", 0.1, () => "openshift");
    set("proxyConfigs", 0.3, () =>
      Array.from({ length: random.int(1, 4) }, (_, index) => this.#proxyConfig(index, drawn)),
    );
    if (changed.platform === "openshift")
      changed.namespaces = NAMESPACES.map((name) => this.#namespace(name));
    return changed;
  }

  #proxyConfig(index: number, drawn: string[]): ProxyConfigResource {
    const random = this.#random;
    const { message, drawn: fields } = this.#resource.make(random.int(1, 3));
    drawn.push(...fields);
    if (message.selector !== undefined)
      message.selector = { matchLabels: { app: random.pick(["hello", "shop"]) } };
    return {
      name: `proxy-config-${index}`,
      namespace: random.pick(NAMESPACES),
      creationTimestamp: `2026-01-0${random.int(1, 9)}T00:00:00Z`,
      spec: message,
    };
  }

  #namespace(name: string): object {
    const random = this.#random;
    const annotations: Record<string, string> = {};
    if (random.chance(0.9)) {
      annotations["openshift.io/sa.scc.uid-range"] = random.pick([
        "1000620000/10000",
        "1000700000-1000700009",
        "",
        "bad",
        "1/1",
      ]);
    }
    if (random.chance(0.6)) {
      annotations["openshift.io/sa.scc.supplemental-groups"] = random.pick([
        "1000620000/10000",
        "5-9,1000/10",
        "x",
        "7/1,bad",
      ]);
    }
    return { metadata: { name, annotations } };
  }
}

function setAt(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  if (typeof target[key] !== "object" || target[key] === null) target[key] = {};
  setAt(target[key] as Record<string, unknown>, rest, value);
}
