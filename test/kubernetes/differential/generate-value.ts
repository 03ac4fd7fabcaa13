import {
  type KubernetesType,
  type StructSchema,
  structSchema,
} from "../../../lib/kubernetes/schema/schema.ts";
import type { Random } from "./random.ts";

/** How often a generated value is not what its type asks for. */
export interface Oddity {
  readonly wrongType: number;
  readonly null: number;
  readonly unknownField: number;
  readonly otherCase: number;
}

export const ordinary: Oddity = { wrongType: 0, null: 0, unknownField: 0, otherCase: 0 };
export const odd: Oddity = { wrongType: 0.01, null: 0.04, unknownField: 0.02, otherCase: 0.02 };

const names = ["a", "b", "c", "app", "istio-proxy", "data", "10", "9"];
const words = ["", "x", "TCP", "/tmp", "image:1", "true", "a b", "é", "<&>", "line\nbreak", "Always", "0"];
const quantities = [
  "1",
  "100m",
  "0.1",
  "1.5Gi",
  "1e3",
  "128Mi",
  "0",
  "2000Mi",
  "1000",
  "0.5",
  "12E",
  "-1",
  "1u",
  "3Ki",
];
const times = [
  "2024-01-02T03:04:05Z",
  "2024-01-02T03:04:05+02:00",
  "2024-02-29T23:59:59.123456Z",
  "0001-01-01T00:00:00Z",
];
/** Fields by which lists are merged: few different values, so that they meet. */
const keyFields = new Set([
  "name",
  "mountPath",
  "devicePath",
  "containerPort",
  "topologyKey",
  "ip",
  "type",
  "uid",
  "key",
]);

/** JSON for a Go type, from small pools of values so that originals and patches have much in common. */
export function generateValue(random: Random, type: KubernetesType, oddity: Oddity, depth = 0): unknown {
  if (random.chance(oddity.null)) return null;
  if (random.chance(oddity.wrongType)) return generateAnything(random);
  switch (type.kind) {
    case "ptr":
      return generateValue(random, type.elem, { ...oddity, null: 0 }, depth);
    case "slice":
      if (type.elem.kind === "uint8")
        return random.pick([
          "",
          "AQID",
          "aGVsbG8=",
          "Zm9v",
          ...(oddity.null > 0
            ? ["a", "ab", "abc=", "a=", "ab=c", "ab==\n", "ab==x", "a*b=", "a\nb=\n="]
            : []),
        ]);
      return random.list(3, () => generateValue(random, type.elem, oddity, depth + 1));
    case "map":
      return Object.fromEntries(
        random.list(3, () => [random.pick(names), generateValue(random, type.elem, oddity, depth + 1)]),
      );
    case "struct":
      return generateStruct(random, type, oddity, depth);
    case "string":
      return random.pick(words);
    case "bool":
      return random.chance(0.5);
    default:
      return random.pick([0, 1, 80, 8080, -1, 15001, 2147483647]);
  }
}

function generateStruct(random: Random, type: StructSchema, oddity: Oddity, depth: number): unknown {
  if (type.name === "resource.Quantity")
    return random.chance(0.1) ? random.below(5000) : random.pick(quantities);
  if (type.name === "intstr.IntOrString") return random.pick([80, "http", "50%", 0, ""]);
  if (type.name === "v1.Time") return random.pick(times);
  if (type.name === "v1.MicroTime")
    return random.pick(["2024-01-02T03:04:05.000006Z", "2024-01-02T03:04:05Z"]);
  if (type.name === "v1.FieldsV1" || type.name === "runtime.RawExtension") return { "f:a": { "f:b": {} } };
  const chance = depth === 0 ? 0.7 : Math.max(0.08, Math.min(0.5, 5 / type.jsonFields.length));
  const object: Record<string, unknown> = {};
  for (const field of type.jsonFields) {
    const isKey = keyFields.has(field.jsonName);
    if (!random.chance(isKey ? 0.98 : depth > 7 ? 0.05 : chance)) continue;
    const name = random.chance(oddity.otherCase) ? otherCase(random, field.jsonName) : field.jsonName;
    object[name] =
      isKey && field.type.kind === "string"
        ? random.pick(names)
        : generateValue(random, field.type, isKey ? { ...oddity, null: oddity.null / 8 } : oddity, depth + 1);
  }
  if (random.chance(oddity.unknownField))
    object[random.pick(["foo", "__proto__x", "constructor", "x-y"])] = generateAnything(random);
  return object;
}

function otherCase(random: Random, name: string): string {
  return random.pick([
    name.toUpperCase(),
    name.toLowerCase(),
    name[0]?.toUpperCase() + name.slice(1),
    name.replace("s", "ſ").replace("k", "\u212a"),
  ]);
}

export function generateAnything(random: Random): unknown {
  return random.pick<unknown>([
    null,
    true,
    0,
    12,
    -3,
    1.5,
    1e21,
    "text",
    "",
    [],
    {},
    ["a"],
    [1, 2],
    { a: 1 },
    { name: "a" },
    [{ name: "a" }],
    [[1]],
    [null],
    9007199254740991,
  ]);
}

/** The types that cases are about: pods most of all, and what has a schema of its own around them. */
export function pickType(random: Random): StructSchema {
  if (random.chance(0.55)) return structSchema("v1.Pod");
  return structSchema(
    random.pick([
      "v1.PodSpec",
      "v1.Container",
      "v1.Volume",
      "v1.ObjectMeta",
      "v1.Deployment",
      "v1.StatefulSet",
      "v1.DaemonSet",
      "v1.ReplicaSet",
      "v1.Job",
      "v1.CronJob",
      "v1.ReplicationController",
      "v1.PodTemplate",
      "v1.Namespace",
      "v1.Node",
      "v1.ConfigMap",
      "v1.Secret",
      "v1.LabelSelector",
    ]),
  );
}
