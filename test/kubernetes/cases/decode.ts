import type { Case } from "./case.ts";

function ask(sentence: string, type: string, json: unknown): Case {
  return [
    sentence,
    { subject: "decode", type, text: typeof json === "string" ? json : JSON.stringify(json) },
  ];
}

function pod(sentence: string, spec: object): Case {
  return ask(sentence, "v1.Pod", { spec });
}

function container(sentence: string, json: unknown): Case {
  return ask(sentence, "v1.Container", json);
}

export const decodeCases: readonly Case[] = [
  ask("nothing becomes the mandatory fields", "v1.Pod", {}),
  ask("null is nothing", "v1.Pod", null),
  ask("a list is no pod", "v1.Pod", []),
  ask("a string is no pod", "v1.Pod", '"x"'),
  ask("unknown fields go", "v1.Pod", { foo: 1, spec: { bar: 2 } }),
  ask("field names match in any case", "v1.Pod", { SPEC: { NodeName: "n", HOSTNAME: "h" } }),
  ask("the Kelvin sign and the long s match, too", "v1.Pod", {
    "\u017fpec": { "activeDeadline\u017feconds": 1 },
  }),
  ask(
    "the later of two spellings counts, structs merge",
    "v1.Pod",
    '{"spec":{"nodeName":"a","hostname":"h"},"Spec":{"nodeName":"b"}}',
  ),
  ask(
    "a repeated key decodes over what is there",
    "v1.Pod",
    '{"spec":{"nodeName":"a","hostname":"h"},"spec":{"nodeName":"b"}}',
  ),
  ask(
    "a repeated list decodes into the elements that are there",
    "v1.PodSpec",
    '{"containers":[{"name":"a","image":"x"},{"name":"b"}],"containers":[{"name":"c"}]}',
  ),
  ask("a repeated map merges", "v1.ObjectMeta", '{"labels":{"a":"1","b":"2"},"labels":{"b":"3"}}'),
  ask(
    "a later null clears pointers, lists and maps and leaves the rest",
    "v1.PodSpec",
    '{"nodeName":"a","priority":1,"containers":[],"nodeName":null,"priority":null,"containers":null}',
  ),
  container("empty optional fields go", {
    name: "",
    image: "",
    args: [],
    env: null,
    stdin: false,
    ports: [],
  }),
  container("pointers to zero stay", {
    livenessProbe: { initialDelaySeconds: 0, terminationGracePeriodSeconds: 0 },
    securityContext: { privileged: false, runAsUser: 0 },
  }),
  container("empty mandatory fields stay", { env: [{}], ports: [{}], volumeMounts: [{}] }),
  container("quantities become canonical", {
    resources: { limits: { cpu: "0.1", memory: "1.5Gi" }, requests: { cpu: 2, memory: 1.5 } },
  }),
  container("a quantity of null is zero", { resources: { limits: { cpu: null } } }),
  container("a bad quantity is an error", { resources: { limits: { cpu: "1 core" } } }),
  container("a quantity cannot be true", { resources: { limits: { cpu: true } } }),
  container("a number is no string", { image: 1 }),
  container("a string is no list", { args: "a" }),
  container("an object is no string", { image: {} }),
  container("an element has to have the right type", { args: ["a", 1] }),
  container("the first of several errors is named", { image: 1, args: "a" }),
  container("an integer has to fit", { ports: [{ containerPort: 2147483648 }] }),
  container("a fraction is no integer", '{"ports":[{"containerPort":80.0}]}'),
  container("an exponent is no integer", '{"ports":[{"containerPort":8e1}]}'),
  container("ports of probes are numbers or names", {
    livenessProbe: { httpGet: { port: 80 } },
    readinessProbe: { httpGet: { port: "http" } },
  }),
  container("a port of a probe cannot be true", { livenessProbe: { httpGet: { port: true } } }),
  container("a port of a probe has 32 bits", { livenessProbe: { httpGet: { port: 4294967296 } } }),
  pod("fields of embedded structs are inlined", {
    volumes: [{ name: "v", emptyDir: { medium: "Memory", sizeLimit: "1000Mi" } }],
  }),
  pod("errors name embedded structs", { volumes: [{ name: "v", emptyDir: { medium: 1 } }] }),
  pod("errors in maps name the map", { nodeSelector: { a: 1 } }),
  pod("64 bits are kept", JSON.parse('{"terminationGracePeriodSeconds":1}')),
  ask(
    "integers of 64 bits stay whole",
    "v1.PodSpec",
    '{"terminationGracePeriodSeconds":9223372036854775807}',
  ),
  ask(
    "integers of more bits are an error",
    "v1.PodSpec",
    '{"terminationGracePeriodSeconds":9223372036854775808}',
  ),
  ask("timestamps become UTC, without fractions", "v1.ObjectMeta", {
    creationTimestamp: "2024-02-29T23:30:00.123-02:30",
    deletionTimestamp: "0001-01-01T00:00:00Z",
  }),
  ask("a bad timestamp is an error", "v1.ObjectMeta", { creationTimestamp: "2023-02-29T00:00:00Z" }),
  ask("a number is no timestamp", "v1.ObjectMeta", { creationTimestamp: 1 }),
  ask("bytes are base64", "v1.Secret", { data: { a: "aGVsbG8=", b: "", c: [104, 105] } }),
  ask("bad base64 is an error", "v1.Secret", { data: { a: "a*b=" } }),
  ask("raw fields stay as they are", "v1.ObjectMeta", {
    managedFields: [{ fieldsV1: { "f:x": {} }, time: "2024-01-01T00:00:00Z" }],
  }),
  ask(
    "keys that JavaScript gives a meaning are keys",
    "v1.ObjectMeta",
    '{"labels":{"__proto__":"a","constructor":"b"},"constructor":1}',
  ),
  ask("a deployment has a template", "v1.Deployment", {
    spec: { template: { spec: { containers: [{ name: "a" }] } } },
  }),
];
