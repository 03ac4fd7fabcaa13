import { stringify as stringifyYaml } from "yaml";
import type { Coverage } from "./coverage.ts";
import { anyText, word } from "./field-values.ts";
import type { MessageMaker } from "./message.ts";
import type { Random } from "./random.ts";
import type { Surface } from "./surface.ts";

type Maker = (random: Random) => string;

const ports: Maker = (random) =>
  random.pick(["80", "80,443", " 80 , 443 ", "15020,8080", "1", "65535", "8080,8081,8082"]);
const ranges: Maker = (random) =>
  random.pick(["10.0.0.0/8", "10.0.0.0/8,192.168.0.0/16", "fd00::/8", "1.2.3.4/32"]);
const portsOrAll: Maker = (random) => (random.chance(0.3) ? "*" : ports(random));
const rangesOrAll: Maker = (random) => (random.chance(0.3) ? "*" : ranges(random));
const flag: Maker = (random) => random.pick(["true", "true", "false", "1", "0", "T", "TRUE"]);
const seconds: Maker = (random) => String(random.int(0, 60));
const interfaces: Maker = (random) => random.pick(["eth1", "net1,net2", "tap0"]);
const level: Maker = (random) => random.pick(["debug", "warning", "misc:error,rbac:debug", "default:info"]);
const quantity: Maker = (random) => random.pick(["100m", "2", "0.5", "1.5Gi", "128Mi", "1e3", "1000Ki", "0"]);
const volumes: Maker = (random) =>
  random.pick([
    '{"my-secret":{"secret":{"secretName":"s","optional":true}}}',
    '{"a":{"emptyDir":{}},"b":{"configMap":{"name":"cm","items":[{"key":"k","path":"p"}]}}}',
    "{}",
    "{}",
    "{}",
    "not json",
  ]);
const mounts: Maker = (random) =>
  random.pick([
    '{"my-secret":{"mountPath":"/etc/x","readOnly":true}}',
    '{"a":{"mountPath":"/a"},"b":{"mountPath":"/b"}}',
    "{}",
  ]);

const MAKERS: Readonly<Record<string, Maker>> = {
  "sidecar.istio.io/inject": (random) => random.pick(["true", "true", "true", "yes", ""]),
  "inject.istio.io/templates": (random) =>
    random.pick([
      "sidecar",
      "gateway",
      "grpc-simple",
      "grpc-agent",
      "sidecar,gateway",
      " sidecar , grpc-simple ",
      "grpc-agent,grpc-simple",
    ]),
  "sidecar.istio.io/interceptionMode": (random) => random.pick(["REDIRECT", "TPROXY", "NONE"]),
  "status.sidecar.istio.io/port": (random) => random.pick(["0", "15020", "15022", "8080"]),
  "readiness.status.sidecar.istio.io/initialDelaySeconds": seconds,
  "readiness.status.sidecar.istio.io/periodSeconds": seconds,
  "readiness.status.sidecar.istio.io/failureThreshold": seconds,
  "readiness.status.sidecar.istio.io/applicationPorts": ports,
  "traffic.sidecar.istio.io/includeOutboundIPRanges": rangesOrAll,
  "traffic.sidecar.istio.io/excludeOutboundIPRanges": ranges,
  "traffic.sidecar.istio.io/includeInboundPorts": portsOrAll,
  "traffic.sidecar.istio.io/excludeInboundPorts": ports,
  "traffic.sidecar.istio.io/includeOutboundPorts": ports,
  "traffic.sidecar.istio.io/excludeOutboundPorts": ports,
  "traffic.sidecar.istio.io/excludeInterfaces": interfaces,
  "traffic.sidecar.istio.io/kubevirtInterfaces": interfaces,
  "istio.io/reroute-virtual-interfaces": interfaces,
  "prometheus.istio.io/merge-metrics": flag,
  "prometheus.io/scrape": (random) => random.pick(["true", "true", "false", "maybe"]),
  "prometheus.io/port": (random) =>
    random.pick(["9090", "9090", "9090", "9090", "8080", "8080", "8081", "8081", "15020", "", "09090"]),
  "prometheus-io/port": (random) => random.pick(["9090", "9090", "8081", "metrics"]),
  "prometheus.io.scrape": flag,
  "prometheus.io/path": (random) => random.pick(["/metrics", "/a?b=<c>"]),
  "prometheus.istio.io/scrape-targets": (random) =>
    random.pick([
      "9090",
      "9090:/metrics,8080:/stats",
      "9090/metrics,8080",
      '[{"port":"9090","path":"/m"}]',
      '[{"port":"9090"},{"port":"9091","path":"/x"}]',
      "9090",
      "9091:/y",
      ",",
      "port:/x",
    ]),
  "prometheus.istio.io/secure-port": ports,
  "sidecar.istio.io/rewriteAppHTTPProbers": flag,
  "sidecar.istio.io/nativeSidecar": (random) => random.pick(["true", "false"]),
  "sidecar.istio.io/proxyCPU": quantity,
  "sidecar.istio.io/proxyCPULimit": quantity,
  "sidecar.istio.io/proxyMemory": quantity,
  "sidecar.istio.io/proxyMemoryLimit": quantity,
  "sidecar.istio.io/proxyImage": (random) => random.pick(["registry.example.com/p:1", "other", "a/b"]),
  "sidecar.istio.io/proxyImageType": (random) => random.pick(["distroless", "debug", "default", "", "own"]),
  "sidecar.istio.io/logLevel": level,
  "sidecar.istio.io/componentLogLevel": level,
  "sidecar.istio.io/agentLogLevel": level,
  "sidecar.istio.io/capNetBindService": flag,
  "sidecar.istio.io/bootstrapOverride": word,
  "sidecar.istio.io/userVolume": volumes,
  "sidecar.istio.io/userVolumeMount": mounts,
  "sidecar.istio.io/status": (random) =>
    random.pick([
      '{"initContainers":["istio-init"],"containers":["istio-proxy"],"volumes":["istio-data"],"imagePullSecrets":null,"revision":"default"}',
      '{"initContainers":null,"containers":["app"]}',
      "{}",
      "broken",
    ]),
  "proxy.istio.io/overrides": (random) =>
    random.pick([
      '{"containers":[{"name":"istio-proxy","image":"own:1","resources":{"limits":{"cpu":"1"}}}]}',
      '{"initContainers":[{"name":"istio-proxy","resources":{}}]}',
      '{"containers":[{"name":"app","image":"kept","resources":{}}]}',
    ]),
  "k8s.v1.cni.cncf.io/networks": (random) =>
    random.pick(["macvlan", "a, b", '[{"name":"x"}]', '[{"name":"istio-cni"}]', "[broken]"]),
  "apm.datadoghq.com/env": (random) => random.pick(['{"DD_ENV":"prod","DD_SERVICE":"shop"}', "{}"]),
  "sidecar.istio.io/statsCompression": flag,
  "kubectl.kubernetes.io/default-container": word,
  "gateway.istio.io/agentgatewayImage": word,
};

/** What is wrong on purpose, now and then. */
const BAD = ["bad", "-1", "99999999999", "1.2.3.4/99", "[", "true,", "eth%d", "\u0000", "70000", "a/b"];

/** Makes annotations: those of Istio's registry, and all that its templates and its post-processing look at. */
export class AnnotationMaker {
  readonly #random: Random;
  readonly #coverage: Coverage;
  readonly #config: MessageMaker;
  readonly #names: readonly string[];

  constructor(
    random: Random,
    coverage: Coverage,
    surface: Surface,
    config: MessageMaker,
    named: readonly string[],
  ) {
    this.#random = random;
    this.#coverage = coverage;
    this.#config = config;
    const registered = surface.annotations.map(({ name }) => name);
    this.#names = [...new Set([...registered, ...named, ...Object.keys(MAKERS), ...OTHERS])];
    coverage.know(this.#names.map((name) => `annotation:${name}`));
  }

  make(): { annotations: Record<string, string>; drawn: string[] } {
    const random = this.#random;
    const annotations: Record<string, string> = {};
    const drawn: string[] = [];
    const names = [
      ...this.#coverage.least(random, this.#names, random.int(0, 2), (name) => `annotation:${name}`),
      ...random.some(this.#names, random.int(0, 2)),
      ...(random.chance(0.2) ? ["proxy.istio.io/config"] : []),
    ];
    for (const name of names) {
      annotations[name] = name === "proxy.istio.io/config" ? this.#proxyConfig(drawn) : this.#value(name);
      drawn.push(`annotation:${name}`);
    }
    return { annotations, drawn };
  }

  #value(name: string): string {
    const random = this.#random;
    const maker = MAKERS[name];
    if (!maker) return random.pick([word(random), anyText(random), flag(random), ports(random)]);
    return random.chance(0.99) ? maker(random) : random.pick([...BAD, anyText(random)]);
  }

  /** As people write it: YAML in blocks, YAML in one line, or JSON. */
  #proxyConfig(drawn: string[]): string {
    const { message, drawn: fields } = this.#config.make(this.#random.int(1, 6));
    drawn.push(...fields);
    if (this.#random.chance(0.03))
      return this.#random.pick([
        "",
        "{}",
        "notAField: 1",
        "drainDuration: 10",
        "concurrency: two",
        "- a",
        "a: b: c",
      ]);
    return this.#random.chance(0.5) ? stringifyYaml(message) : JSON.stringify(message);
  }
}

const OTHERS = [
  "resource.opentelemetry.io/service.name",
  "resource.opentelemetry.io/deployment.environment",
  "container.apparmor.security.beta.kubernetes.io/app",
  "example.com/anything",
];
