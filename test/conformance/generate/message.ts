import type { Coverage } from "./coverage.ts";
import { word } from "./field-values.ts";
import type { Random } from "./random.ts";
import { type ProtoField, type Route, routes, type Surface } from "./surface.ts";

type Message = Record<string, unknown>;

const WELL_KNOWN: Readonly<Record<string, (random: Random) => unknown>> = {
  "google.protobuf.Duration": (random) => random.pick(["5s", "10s", "1.500s", "3600s", "45s", "1s", "60s"]),
  "google.protobuf.Timestamp": () => "2026-01-02T03:04:05Z",
  "google.protobuf.BoolValue": (random) => random.pick([true, false, null]),
  "google.protobuf.StringValue": word,
  "google.protobuf.Int32Value": (random) => random.pick([0, 2, 16, "4"]),
  "google.protobuf.UInt32Value": (random) => random.pick([0, 3, 100, "7"]),
  "google.protobuf.Int64Value": (random) => random.pick([0, 5, "9007199254740993"]),
  "google.protobuf.UInt64Value": (random) => random.pick([0, 5, "18446744073709551615"]),
  "google.protobuf.DoubleValue": (random) => random.pick([0, 0.5, 99.99, 1e21]),
  "google.protobuf.FloatValue": (random) => random.pick([0, 0.1, 3.25]),
  "google.protobuf.Struct": (random) => ({ a: random.pick([1, "b", true, null, [1, "x"], { c: 0.5 }]) }),
  "google.protobuf.Value": (random) => random.pick<unknown>([1, "b", true, { c: [0.5] }]),
  "google.protobuf.ListValue": () => [1, "two"],
  "google.protobuf.Any": () => ({}),
};

/** Texts that Istio's own validation of the mesh configuration accepts, by the end of the field's name. */
const TEXTS: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /address$/i,
    ["collector.example.com:9411", "10.1.2.3:8126", "[fd00::1]:15012", "zipkin.istio-system:9411"],
  ],
  [/(path|certificate|key|certificates|file)$/i, ["/etc/ssl/a.pem", "/etc/certs/root.pem"]],
  [/domain$/i, ["cluster.local", "example.org"]],
  [/namespace$/i, ["istio-system", "prod"]],
  [/regex|prefixes|suffixes|regexps/i, ["listener", "http.*", "cluster.outbound"]],
];

const INTEGERS: readonly (readonly [RegExp, readonly unknown[]])[] = [
  [/window/i, [65535, 1048576]],
  [/percent|weight/i, [0, 50, 100, "25"]],
  [/max|attempts|retries|connections|streams/i, [1, 100, 5000]],
  [/port$/i, [15001, 8080, "443"]],
];

/** What Istio's validation wants beside, in a message of a type. */
const REQUIRED: Readonly<Record<string, Message>> = {
  "istio.mesh.v1alpha1.Tracing.Zipkin": { address: "zipkin.istio-system:9411" },
  "istio.mesh.v1alpha1.Tracing.Lightstep": { address: "satellite.example.com:8080", accessToken: "abc" },
  "istio.mesh.v1alpha1.Tracing.Datadog": { address: "10.1.2.3:8126" },
  "istio.mesh.v1alpha1.PrivateKeyProvider.CryptoMb": { pollDelay: "10ms" },
  "istio.mesh.v1alpha1.PrivateKeyProvider.QAT": { pollDelay: "10ms" },
  "istio.mesh.v1alpha1.PrivateKeyProvider": { cryptomb: { pollDelay: "10ms" } },
};

/** Makes values of protobuf messages in JSON, with the fields drawn least so far. */
export class MessageMaker {
  readonly #random: Random;
  readonly #coverage: Coverage;
  readonly #surface: Surface;
  readonly #family: string;
  readonly #routes: readonly Route<ProtoField>[];
  readonly drawn: string[] = [];

  constructor(random: Random, coverage: Coverage, surface: Surface, family: string, root: string) {
    this.#random = random;
    this.#coverage = coverage;
    this.#surface = surface;
    this.#family = family;
    this.#routes = routes(surface.messages, root).filter(({ name }) => !name.startsWith("google.protobuf."));
    coverage.know(this.#routes.map((route) => this.#label(route)));
  }

  /** A message with `count` fields set, wherever in it they are; what was drawn comes with it. */
  make(count: number): { message: Message; drawn: string[] } {
    const message: Message = {};
    const chosen = this.#coverage.least(this.#random, this.#routes, count, (route) => this.#label(route));
    const groups = new Set<string>();
    const drawn: string[] = [];
    for (const route of chosen) {
      if (this.#conflicts(route, groups)) continue;
      this.#put(message, route.steps);
      drawn.push(this.#label(route));
    }
    return { message, drawn };
  }

  #label(route: Route<ProtoField>): string {
    return `${this.#family}:${route.name}`;
  }

  /** At most one field of a oneof may be set; the group is known by the way to it. */
  #conflicts(route: Route<ProtoField>, groups: Set<string>): boolean {
    const claims: string[] = [];
    const taken: string[] = [];
    let way = "";
    for (const { json, oneof } of route.steps) {
      if (oneof !== undefined) {
        const group = `${way}/(${oneof})`;
        const claim = `${group}=${json}`;
        if (groups.has(group) && !groups.has(claim)) return true;
        claims.push(claim);
        taken.push(group);
      }
      way += `/${json}`;
    }
    for (const claim of [...claims, ...taken]) groups.add(claim);
    return false;
  }

  #put(message: Message, steps: readonly ProtoField[]): void {
    const [field, ...rest] = steps;
    if (!field) return;
    const key = this.#spelling(message, field);
    if (rest.length === 0) {
      if (message[key] === undefined) message[key] = this.#value(field);
      return;
    }
    const inner: Message = field.list || field.map ? {} : ((message[key] as Message) ?? {});
    this.#put(inner, rest);
    if (field.list) message[key] = [...((message[key] as unknown[]) ?? []), this.#named(field, inner)];
    else if (field.map) message[key] = { ...((message[key] as Message) ?? {}), [word(this.#random)]: inner };
    else message[key] = REQUIRED[field.type ?? ""] ? this.#named(field, inner) : inner;
  }

  /** protojson takes both spellings of a name; the one that stands already goes on being used. */
  #spelling(message: Message, { name, json }: ProtoField): string {
    if (message[name] !== undefined) return name;
    if (message[json] !== undefined) return json;
    return this.#random.chance(0.2) ? name : json;
  }

  #value(field: ProtoField): unknown {
    if (field.list) return Array.from({ length: this.#random.int(1, 2) }, () => this.#one(field));
    if (field.map)
      return Object.fromEntries(
        this.#random.some(["A", "b_c", "ISTIO_META_X"], 2).map((key) => [key, this.#one(field)]),
      );
    return this.#one(field);
  }

  #one(field: ProtoField): unknown {
    const random = this.#random;
    switch (field.kind) {
      case "bool":
        return random.chance(0.7);
      case "string":
        return this.#text(field.json);
      case "bytes":
        return "aGk=";
      case "enum":
        return this.#enum(field);
      case "message":
        return this.#message(field);
      case "double":
      case "float":
        return random.pick([0, 1, 12.5, 0.001, 1e21, "50"]);
      default:
        return this.#integer(field.json);
    }
  }

  #message(field: ProtoField): unknown {
    if (/^google\.protobuf\.U?Int/.test(field.type ?? "") && this.#random.chance(0.8))
      return this.#integer(field.json);
    const wellKnown = WELL_KNOWN[field.type ?? ""];
    return wellKnown ? wellKnown(this.#random) : this.#named(field, {});
  }

  #integer(name: string): unknown {
    const known = INTEGERS.find(([pattern]) => pattern.test(name))?.[1];
    return this.#random.pick(known && this.#random.chance(0.97) ? known : [1, 2, 15001, 8080, 0, "443"]);
  }

  #enum(field: ProtoField): unknown {
    const names = this.#surface.enums[field.type ?? ""] ?? [];
    return this.#random.chance(0.2) ? this.#random.int(0, names.length - 1) : this.#random.pick(names);
  }

  #text(name: string): string {
    const texts = TEXTS.find(([pattern]) => pattern.test(name))?.[1];
    if (texts && this.#random.chance(0.97)) return this.#random.pick(texts);
    return this.#random.chance(0.9)
      ? word(this.#random)
      : this.#random.pick(["", "a<b>&c", 'q"uote', "Ünï", "multi\nline"]);
  }

  /** A message in a list has a name where its type has one: lists of the mesh configuration merge by it. */
  #named(field: ProtoField, message: Message): Message {
    const required = REQUIRED[field.type ?? ""];
    if (required) return { ...required, ...message };
    const hasName = this.#surface.messages[field.type ?? ""]?.some(({ json }) => json === "name");
    return hasName && message.name === undefined ? { name: word(this.#random), ...message } : message;
  }
}
