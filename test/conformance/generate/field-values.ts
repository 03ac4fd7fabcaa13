import type { Random } from "./random.ts";

const WORDS = [
  "alpha",
  "beta-2",
  "gamma",
  "delta.example.com",
  "web",
  "main",
  "x",
  "Ünïcode",
  "a<b>&c",
  'say "hi"',
  "two\nlines",
  " spaced ",
  "",
  "0",
  "true",
  "null",
  "{{ .Values }}",
  "~tilde/slash",
  "\u2028line",
];
const PLAIN_WORDS = ["alpha", "beta-2", "gamma", "web", "main", "x1", "data", "cache", "blue"];
const PATHS = ["/data", "/var/lib/x", "/healthz", "/", "/etc/istio/proxy", "/a b", "relative/path"];
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  protocol: ["TCP", "UDP", "SCTP", ""],
  imagePullPolicy: ["Always", "IfNotPresent", "Never"],
  restartPolicy: ["Always", "OnFailure", "Never"],
  dnsPolicy: ["ClusterFirst", "Default", "None", "ClusterFirstWithHostNet"],
  scheme: ["HTTP", "HTTPS", "https"],
  terminationMessagePolicy: ["File", "FallbackToLogsOnError"],
  operator: ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Equal"],
  effect: ["NoSchedule", "PreferNoSchedule", "NoExecute", ""],
  medium: ["Memory", "", "HugePages"],
  whenUnsatisfiable: ["DoNotSchedule", "ScheduleAnyway"],
  mountPath: PATHS,
  devicePath: ["/dev/xvda", "/dev/block"],
  path: PATHS,
  ip: ["10.0.0.1", "fd00::1", "127.0.0.1"],
  image: [
    "registry.example.com/app:1.0",
    "app",
    "auto",
    "app@sha256:0123456789abcdef",
    "localhost:5000/team/app:v2@sha256:aa",
  ],
  fieldPath: ["metadata.name", "status.podIP", "metadata.annotations['a']"],
};
const QUANTITIES: readonly unknown[] = [
  "100m",
  "0.1",
  "1.5Gi",
  "1e3",
  "1k",
  "500Mi",
  "2000m",
  "1000Ki",
  "0",
  "1",
  "0.5",
  "1E",
  "128974848",
  "12e6",
  "1024",
  "1.0",
  "0.0001",
  "1u",
  "5n",
  "-1",
  "+1",
  "1048576Ki",
  "9223372036854775807",
  "0.25Mi",
  1,
  0.5,
  2048,
  "3.14159265358979",
  "100000000000000000000",
];

/** A value for a scalar field, by its kind and its name; mostly one that makes sense there. */
export function fieldValue(random: Random, kind: string, name: string): unknown {
  switch (kind) {
    case "bool":
      return random.chance(0.6);
    case "int32":
      return random.chance(0.9) ? random.int(0, 70000) : random.pick([0, -1, 2147483647, -2147483648]);
    case "int64":
      return random.chance(0.97)
        ? random.int(0, 100000)
        : random.pick([0, 9007199254740991, 9007199254740993n, -5, 9223372036854775807n]);
    case "quantity":
      return random.pick(QUANTITIES);
    case "intOrString":
      return random.pick([80, 8080, 15021, 15020, 0, "http", "metrics", "80", "no-such-port"]);
    case "time":
      return random.pick([
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04:05+02:00",
        null,
        "2026-06-30T23:59:59.123456Z",
      ]);
    case "bytes":
      return random.pick(["", "aGVsbG8=", "AAEC"]);
    case "fields":
      return { "f:metadata": { "f:labels": {} } };
    case "uint8":
    case "int":
      return random.int(0, 100);
    default:
      return text(random, name);
  }
}

function text(random: Random, name: string): string {
  const choices = CHOICES[name];
  if (choices && random.chance(0.95)) return random.pick(choices);
  if (/name|key$/i.test(name)) return word(random);
  return random.chance(0.6) ? word(random) : random.pick(WORDS);
}

/** A word that may stand as a name. */
export function word(random: Random): string {
  return random.chance(0.5) ? random.pick(PLAIN_WORDS) : `${random.pick(PLAIN_WORDS)}-${random.int(1, 9)}`;
}

/** Any short text, some of them hard to quote. */
export function anyText(random: Random): string {
  return random.pick(WORDS);
}
