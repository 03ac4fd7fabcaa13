import type { Coverage } from "./coverage.ts";
import { fieldValue, word } from "./field-values.ts";
import type { Random } from "./random.ts";
import { type GoField, type Route, routes, type Surface } from "./surface.ts";

export type Value = Record<string, unknown>;

/** Fields whose value Istio's decisions hang on; drawn with care elsewhere and only seldom here. */
const DECISIVE = new Set(["v1.PodSpec.hostNetwork"]);

/** Makes pods out of the fields of the Go types: an ordinary pod, with the fields drawn least so far put into it. */
export class PodMaker {
  readonly #random: Random;
  readonly #coverage: Coverage;
  readonly #types: Surface["types"];
  readonly #routes: readonly Route<GoField>[];

  constructor(random: Random, coverage: Coverage, surface: Surface) {
    this.#random = random;
    this.#coverage = coverage;
    this.#types = surface.types;
    this.#routes = routes(surface.types, "v1.Pod").filter(({ name }) => !DECISIVE.has(name));
    coverage.know(this.#routes.map(({ name }) => `pod:${name}`));
  }

  make(): Value {
    const random = this.#random;
    const pod: Value = { metadata: this.#metadata(), spec: this.#spec() };
    if (random.chance(0.8)) Object.assign(pod, { apiVersion: "v1", kind: "Pod" });
    for (const route of this.#coverage.least(random, this.#routes, 5, ({ name }) => `pod:${name}`)) {
      this.#put(pod, route.steps);
    }
    if (random.chance(0.008)) (pod.spec as Value).hostNetwork = true;
    if (random.chance(0.93)) this.#complete(pod, "v1.Pod");
    return pod;
  }

  /** Adds what Go writes even where it is empty (a container's `resources`), as the API server does. */
  #complete(value: Value, type: string): void {
    for (const field of this.#types[type] ?? []) {
      if (field.always && value[field.json] === undefined) value[field.json] = empty(field);
      const inner = value[field.json];
      if (field.type === undefined || typeof inner !== "object" || inner === null) continue;
      const items = Array.isArray(inner) ? inner : field.map ? Object.values(inner) : [inner];
      for (const item of items) this.#complete(item as Value, field.type);
    }
  }

  /** The names of the fields that a pod sets, for counting. */
  drawn(value: unknown, type = "v1.Pod", into = new Set<string>()): Set<string> {
    if (typeof value !== "object" || value === null) return into;
    for (const field of this.#types[type] ?? []) {
      if (!Object.hasOwn(value, field.json)) continue;
      into.add(`pod:${type}.${field.json}`);
      if (field.type === undefined) continue;
      const inner = (value as Value)[field.json];
      const items = Array.isArray(inner)
        ? inner
        : field.map
          ? Object.values((inner ?? {}) as Value)
          : [inner];
      for (const item of items) this.drawn(item, field.type, into);
    }
    return into;
  }

  #metadata(): Value {
    const random = this.#random;
    const name = random.pick([
      "hello",
      "shop",
      "shop-5b7c9d4f6d",
      "a-very-long-name-that-goes-on-and-on-until-it-is-longer-than-sixty-three-characters",
    ]);
    if (random.chance(0.4)) return { name };
    const [apiVersion, kind] = random.pick([
      ["apps/v1", "ReplicaSet"],
      ["apps/v1", "StatefulSet"],
      ["apps/v1", "DaemonSet"],
      ["batch/v1", "Job"],
      ["v1", "ReplicationController"],
      ["argoproj.io/v1alpha1", "Rollout"],
    ]);
    const hash = random.chance(0.6) ? "5b7c9d4f6d" : "";
    const owner = random.pick([
      `shop-${hash}`,
      "shop",
      "shop-deploy-3",
      "report-27891234",
      "report-2789123456",
      name,
    ]);
    const controller = random.pick([true, true, true, false]);
    return {
      generateName: `${owner}-`,
      labels: hash ? { "pod-template-hash": hash } : {},
      ownerReferences: [{ apiVersion, kind, name: owner, uid: "1-2-3", controller }],
    };
  }

  #spec(): Value {
    const random = this.#random;
    const containers = Array.from({ length: random.int(1, 3) }, (_, index) => this.#container(index));
    if (random.chance(0.12)) containers.splice(random.int(0, containers.length), 0, this.#proxy());
    const spec: Value = { containers };
    if (random.chance(0.25)) {
      spec.initContainers = Array.from({ length: random.int(1, 2) }, (_, index) =>
        this.#container(index, "init"),
      );
      if (random.chance(0.15))
        (spec.initContainers as Value[]).push({
          ...this.#proxy(),
          name: random.pick(["istio-init", "istio-proxy", "istio-validation"]),
        });
    }
    if (random.chance(0.3))
      spec.securityContext = random.pick([{}, { fsGroup: 1000 }, { runAsUser: 1000, runAsNonRoot: true }]);
    if (random.chance(0.3)) spec.serviceAccountName = word(random);
    if (random.chance(0.2)) spec.nodeName = random.pick(["node-1", "old-node", "unknown"]);
    if (random.chance(0.2)) spec.imagePullSecrets = [{ name: random.pick(["pull-1", "mine"]) }];
    if (random.chance(0.3))
      spec.volumes = [{ name: random.pick(["istio-data", "data", "istio-envoy"]), emptyDir: {} }];
    return spec;
  }

  #container(index: number, prefix = "app"): Value {
    const random = this.#random;
    const container: Value = {
      name: `${prefix}${index || ""}`,
      image: fieldValue(random, "string", "image"),
    };
    if (random.chance(0.5)) {
      container.ports = Array.from({ length: random.int(1, 3) }, () => ({
        containerPort: random.pick([80, 8080, 9090, 15020, 443]),
        ...(random.chance(0.6) && { name: random.pick(["http", "metrics", "grpc"]) }),
        ...(random.chance(0.4) && { protocol: fieldValue(random, "string", "protocol") }),
      }));
    }
    for (const probe of ["readinessProbe", "livenessProbe", "startupProbe"]) {
      if (random.chance(0.25)) container[probe] = this.#probe();
    }
    if (random.chance(0.15)) {
      container.lifecycle = {
        [random.pick(["preStop", "postStart"])]: random.pick([
          { httpGet: { port: "http", path: "/stop" } },
          { exec: { command: ["true"] } },
          { tcpSocket: { port: 80 } },
          { sleep: { seconds: 3 } },
        ]),
      };
    }
    if (random.chance(0.2))
      container.securityContext = { runAsUser: random.pick([0, 1000, 1337, 1000629999]) };
    if (random.chance(0.3))
      container.env = [{ name: random.pick(["A", "PROXY_CONFIG"]), value: random.pick(["1", "", "a<b"]) }];
    if (random.chance(0.3))
      container.resources = {
        [random.pick(["limits", "requests"])]: { cpu: fieldValue(random, "quantity", ""), memory: "64Mi" },
      };
    return container;
  }

  #probe(): Value {
    const random = this.#random;
    const port = fieldValue(random, "intOrString", "port");
    const handler = random.pick<Value>([
      { httpGet: { path: "/ready", port } },
      { httpGet: { port, scheme: "HTTPS", httpHeaders: [{ name: "X", value: "<1>" }] } },
      { tcpSocket: { port } },
      { grpc: { port: 9090, service: "health" } },
      { grpc: { port: 9090 } },
      { exec: { command: ["true"] } },
    ]);
    return random.chance(0.5) ? { ...handler, timeoutSeconds: random.int(0, 9) } : handler;
  }

  /** A user's own istio-proxy, which Istio applies again on top of its template. */
  #proxy(): Value {
    const random = this.#random;
    const proxy: Value = {
      name: "istio-proxy",
      image: random.pick(["auto", "auto", "registry.example.com/own-proxy:1"]),
    };
    if (random.chance(0.5)) proxy.resources = { limits: { cpu: fieldValue(random, "quantity", "") } };
    if (random.chance(0.4))
      proxy.securityContext = random.pick([
        { runAsUser: 1500 },
        { runAsUser: 0 },
        { runAsGroup: 2000 },
        { runAsUser: 1500, runAsGroup: 2000 },
        {},
      ]);
    if (random.chance(0.3))
      proxy.env = [
        { name: "EXTRA", value: "1" },
        { name: "ENVOY_SECURE_MERGED_METRICS_PORT", value: "15091" },
      ];
    if (random.chance(0.3)) proxy.args = ["proxy", "sidecar", "-u", "1"];
    if (random.chance(0.2)) proxy.volumeMounts = [{ name: "mine", mountPath: "/etc/istio/pod" }];
    return proxy;
  }

  #put(target: Value, steps: readonly GoField[]): void {
    const [field, ...rest] = steps;
    if (!field) return;
    if (rest.length === 0) {
      this.#set(target, field);
      return;
    }
    for (const child of this.#children(target, field)) this.#put(child, rest);
  }

  /** The object, or one of the objects, behind a field of a struct type; made where it is missing. */
  #children(target: Value, field: GoField): Value[] {
    const present = target[field.json];
    if (!field.list) {
      if (typeof present !== "object" || present === null) target[field.json] = {};
      return [target[field.json] as Value];
    }
    if (!Array.isArray(present) || present.length === 0) target[field.json] = [this.#keyed(field)];
    return [this.#random.pick(target[field.json] as Value[])];
  }

  #set(target: Value, field: GoField): void {
    if (field.list) {
      const more = Array.from({ length: this.#random.int(1, 2) }, () => this.#one(field));
      target[field.json] = [...((target[field.json] as unknown[]) ?? []), ...more];
    } else if (field.map) {
      const keys = this.#random.some(
        ["cpu", "memory", "a.example.com/b", "plain", "ephemeral-storage"],
        this.#random.int(1, 3),
      );
      target[field.json] = {
        ...((target[field.json] as Value) ?? {}),
        ...Object.fromEntries(keys.map((key) => [key, this.#one(field)])),
      };
    } else if (field.kind !== "struct" || target[field.json] === undefined) {
      target[field.json] = this.#one(field);
    }
  }

  #one(field: GoField): unknown {
    return field.kind === "struct" ? this.#keyed(field) : fieldValue(this.#random, field.kind, field.json);
  }

  /** A new struct: with its merge key, without which a strategic merge fails, and perhaps one field more. */
  #keyed(field: GoField): Value {
    const fields = this.#types[field.type ?? ""] ?? [];
    const value: Value = {};
    const key = fields.find(({ json }) => json === (field.mergeKey ?? "name"));
    if (key && this.#random.chance(0.995)) value[key.json] = fieldValue(this.#random, key.kind, key.json);
    const scalars = fields.filter(({ kind, list, map }) => kind !== "struct" && !list && !map);
    if (scalars.length > 0 && this.#random.chance(0.7)) {
      const extra = this.#random.pick(scalars);
      value[extra.json] ??= fieldValue(this.#random, extra.kind, extra.json);
    }
    return value;
  }
}

function empty({ kind, list, map }: GoField): unknown {
  if (list || map) return null;
  const zeros: Value = {
    struct: {},
    string: "",
    bool: false,
    quantity: "0",
    intOrString: 0,
    time: null,
    bytes: null,
  };
  return Object.hasOwn(zeros, kind) ? structuredClone(zeros[kind]) : 0;
}
