import type { FieldDescriptor, FieldKind, MessageDescriptor } from "../../../lib/istio/proto/descriptors.ts";
import type { Random } from "../../kubernetes/differential/random.ts";

/** Documents for a protobuf message, made up from its descriptor: mostly what it accepts, with what it refuses mixed in. */
export class Documents {
  readonly #random: Random;
  /** How probable it is that a value does not fit its field. */
  readonly #wrong: number;

  constructor(random: Random, wrong = 0.01) {
    this.#random = random;
    this.#wrong = wrong;
  }

  message(descriptor: MessageDescriptor, depth = 0): unknown {
    const special = this.#special(descriptor.fullName);
    if (special !== undefined) return this.#random.chance(this.#wrong) ? this.#anything() : special;
    const fields = this.#choose(descriptor.fields, depth);
    const entries = fields.map((field) => [this.#spelling(field), this.#field(field, depth)]);
    if (this.#random.chance(0.05))
      entries.push([this.#random.pick(["unknown", "constructor", "__proto__"]), 1]);
    return Object.fromEntries(entries);
  }

  #choose(fields: readonly FieldDescriptor[], depth: number): FieldDescriptor[] {
    const wanted = this.#random.below(depth === 0 ? 5 : 6);
    return this.#random.shuffle(fields).slice(0, wanted);
  }

  #spelling(field: FieldDescriptor): string {
    return this.#random.chance(0.2) ? field.name : field.json;
  }

  #field(field: FieldDescriptor, depth: number): unknown {
    if (this.#random.chance(this.#wrong)) return this.#anything();
    if (this.#random.chance(0.03)) return null;
    const value = () => this.#value(field.type, field.name, depth);
    if (field.label === "repeated") return this.#random.list(3, value);
    if (field.label === "singular") return value();
    return Object.fromEntries(this.#random.list(3, () => [this.#random.pick(keys), value()]));
  }

  #value(type: FieldKind, name: string, depth: number): unknown {
    switch (type.kind) {
      case "message":
        return depth > 3 ? {} : this.message(type.message(), depth + 1);
      case "enum":
        return this.#random.chance(0.7)
          ? this.#random.pick([...type.enum.numberOf.keys()])
          : this.#random.pick([
              ...type.enum.nameOf.keys(),
              ...(this.#random.chance(0.1) ? [77, "NOPE"] : []),
            ]);
      case "bool":
        return this.#random.chance(0.5);
      case "string":
        return this.#random.pick(name.includes("address") ? addresses : texts);
      case "double":
        return this.#random.pick([0, 1, 99.5, 1e-7, 1e21, "12.5", "NaN", "Infinity", -3.25]);
      default:
        return this.#random.pick([0, 1, 2, 15000, 65535, "7", 1e3, ...(type.kind === "uint32" ? [] : [-1])]);
    }
  }

  /** The messages with a JSON form of their own. */
  #special(fullName: string): unknown {
    switch (fullName) {
      case "google.protobuf.Duration":
        return this.#random.pick(durations);
      case "google.protobuf.BoolValue":
        return this.#random.chance(0.5);
      case "google.protobuf.StringValue":
        return this.#random.pick(texts);
      case "google.protobuf.Int32Value":
      case "google.protobuf.Int64Value":
      case "google.protobuf.UInt32Value":
        return this.#random.pick([0, 1, 4, 70000, "9"]);
      case "google.protobuf.Value":
        return this.#anything();
      case "google.protobuf.ListValue":
        return this.#random.list(3, () => this.#anything());
      case "google.protobuf.Struct":
        return Object.fromEntries(this.#random.list(3, () => [this.#random.pick(keys), this.#anything()]));
      case "istio.operator.v1alpha1.IntOrString":
        return this.#random.pick([0, 80, "25%", "", "http"]);
      default:
        return undefined;
    }
  }

  #anything(): unknown {
    return this.#random.pick<unknown>([
      null,
      true,
      5,
      1.5,
      -2,
      2 ** 40,
      "",
      "text",
      "1.5",
      "null",
      '"',
      " 7 ",
      [],
      [1, "a", null],
      {},
      { a: { b: [null] } },
      { b: 1, a: "<&>", "10": 1, "9": 2 },
    ]);
  }
}

const keys = ["a", "b", "ISTIO_META_X", "10", "9", "é", "<k>", "__proto__", "constructor"];
const texts = [
  "",
  "a",
  "cluster.local",
  "istio-system",
  "/dev/stdout",
  "*",
  "<&>\u2028",
  "x_y",
  "host.example.com",
  "0",
];
const addresses = [
  "istiod.istio-system.svc:15012",
  "127.0.0.1:9411",
  "[::1]:80",
  "$(HOST_IP):8126",
  "zipkin.istio-system:9411",
  "nowhere",
  "a:b:c",
  "host:0",
  "bad_name:80",
  "",
];
const durations = [
  "0s",
  "1s",
  "45s",
  "1.5s",
  "1h30m",
  "100ms",
  "1us",
  "-1s",
  "10s",
  "60s",
  "2h",
  "1500ms",
  "0.0005s",
  "abc",
  "10",
];
