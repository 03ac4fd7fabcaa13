import { validatedAnnotations } from "../../../lib/istio/annotations.ts";
import {
  meshConfigDescriptor,
  proxyConfigDescriptor,
  proxyConfigResourceDescriptor,
  valuesDescriptor,
} from "../../../lib/istio/proto/descriptors.ts";
import { stringifyYaml } from "../../../lib/kubernetes/yaml/yaml.ts";
import type { Random } from "../../kubernetes/differential/random.ts";
import type { Request } from "../protocol.ts";
import { callTemplate } from "./calls.ts";
import { Documents } from "./document.ts";

/** One kind of question: how to make it up, and which share of a run it has, in per cent. */
export interface Subject {
  readonly name: string;
  readonly share: number;
  readonly generate: (random: Random) => Request;
}

export const subjects: readonly Subject[] = [
  {
    name: "mesh",
    share: 25,
    generate: (random) => ({ op: "mesh", text: document(random, meshConfigDescriptor) }),
  },
  { name: "annotation", share: 25, generate: annotation },
  { name: "effective", share: 15, generate: target },
  {
    name: "values",
    share: 15,
    generate: (random) => ({ op: "values", text: document(random, valuesDescriptor) }),
  },
  {
    name: "template",
    share: 20,
    generate: (random) => ({ ...target(random), op: "template", text: callTemplate(random) }),
  },
];

function document(random: Random, descriptor: typeof meshConfigDescriptor): string {
  const value = new Documents(random).message(descriptor);
  return random.chance(0.5) ? JSON.stringify(value) : stringifyYaml(value);
}

function annotation(random: Random): Request {
  const name = random.chance(0.4) ? "proxy.istio.io/config" : random.pick(validatedAnnotations);
  const text =
    name === "proxy.istio.io/config" ? document(random, proxyConfigDescriptor) : annotationValue(random);
  return { op: "annotation", name, text };
}

const pieces = [
  ..."0 1 80 15020 65535 65536 70000 -1 +5 007 99999999999 4294967295 4294967296 * true false yes t F True eth0".split(
    " ",
  ),
  ..."net1 averyveryverylongname br-0 a_b REDIRECT TPROXY NONE tproxy 100m 1.5Gi 1e3 0.1 1Ki 2x 500n .5 5. 1e 3E".split(
    " ",
  ),
  ..."10.0.0.0/8 1.2.3.4/33 1.2.3/8 01.2.3.4/8 1.2.3.4 ::/0 ::1/128 fe80::1%eth0/64 ::1/129 1::2::3/1 ::ffff:1.2.3.4/96".split(
    " ",
  ),
  ..."1:2:3:4:5:6:7:8/1 1:2:3:4:5:6:7/1 12345::/1 g::/1 1.2.3.4.5/8 256.1.1.1/8 1..2.3/8 /8 10.0.0.0/ 10.0.0.0/08".split(
    " ",
  ),
  ..."::1:/1 1:/1 :1/1 1:2:3:4:5:6:1.2.3.4/1 1:1.2.3.4/1 1:2:3:4:5:6:7:1.2.3.4/1 1:2:3:4:5:6:7:8:9/1 ::%/1 %a/1 1::8:/2".split(
    " ",
  ),
  "",
  " ",
  "a b",
  "é",
  "\u0007",
  "\u00a080",
  "\t80 ",
  "1.2.3.4x/8",
  '"',
];

function annotationValue(random: Random): string {
  return random.chance(0.7) ? random.pick(pieces) : random.list(3, () => random.pick(pieces)).join(",");
}

const namespaces = ["istio-system", "apps", "other", ""];
const labelValues = ["a", "b"];

/** A pod among ProxyConfig resources, under a mesh configuration. */
function target(random: Random): Request {
  const proxyConfig = () =>
    new Documents(random, 0.001).message(proxyConfigDescriptor) as Record<string, unknown>;
  const annotated = random.chance(0.5);
  return {
    op: "effective",
    mesh: random.chance(0.6)
      ? JSON.stringify({ defaultConfig: proxyConfig(), ...rootNamespace(random) })
      : "",
    values: "{}",
    proxyConfigs: random
      .list(4, () => resource(random))
      .map((one, i) => ({ ...one, name: `${one.name}${i}` })),
    pod: {
      metadata: {
        name: "hello",
        namespace: random.pick(namespaces),
        labels: labels(random),
        annotations: annotated ? { "proxy.istio.io/config": stringifyYaml(proxyConfig()) } : {},
      },
      spec: { containers: random.list(3, () => container(random)) },
    },
  };
}

function rootNamespace(random: Random): { rootNamespace?: string } {
  return random.chance(0.2) ? { rootNamespace: random.pick(namespaces) } : {};
}

function labels(random: Random): Record<string, string> {
  return Object.fromEntries(
    random.some(["app", "version"], 0.6).map((name) => [name, random.pick(labelValues)]),
  );
}

function resource(random: Random) {
  const spec = new Documents(random, 0.005).message(proxyConfigResourceDescriptor) as Record<string, unknown>;
  const selector = random.chance(0.5)
    ? { selector: random.chance(0.1) ? {} : { matchLabels: labels(random) } }
    : {};
  return {
    name: random.pick(["x", "y"]),
    namespace: random.pick(namespaces.slice(0, 3)),
    ...(random.chance(0.8) ? { creationTimestamp: `2026-01-0${1 + random.below(3)}T00:00:00Z` } : {}),
    spec: { ...spec, ...selector },
  };
}

function container(random: Random) {
  return {
    name: random.pick(["istio-proxy", "app", "web"]),
    image: random.pick(["nginx", "nginx:1.21", "r:5000/n@sha256:ab", "r:5000/n:t@sha256:ab", ""]),
    ports: random.list(3, () => ({
      containerPort: random.pick([80, 8080, 0]),
      ...(random.chance(0.5) ? { protocol: random.pick(["TCP", "UDP", "SCTP"]) } : {}),
    })),
  };
}
