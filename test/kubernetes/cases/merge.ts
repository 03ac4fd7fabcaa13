import type { Case } from "./case.ts";

/** A case of a strategic merge patch on a pod's spec. */
function spec(sentence: string, original: object, patch: object): Case {
  return [sentence, ask("v1.PodSpec", original, patch)];
}

function container(sentence: string, original: object, patch: object): Case {
  return [sentence, ask("v1.Container", original, patch)];
}

function ask(type: string, original: object, patch: object) {
  return { subject: "merge", type, original: JSON.stringify(original), patch: JSON.stringify(patch) };
}

const ab = [
  { name: "a", image: "a:1" },
  { name: "b", image: "b:1" },
];

export const mergeCases: readonly Case[] = [
  spec("an empty patch changes nothing", { containers: ab }, {}),
  spec("scalars are replaced", { nodeName: "n1", hostNetwork: true }, { nodeName: "n2" }),
  spec("null removes a key", { nodeName: "n1", hostname: "h" }, { nodeName: null, subdomain: null }),
  spec(
    "maps merge, and null removes a member",
    { nodeSelector: { a: "1", b: "2" } },
    { nodeSelector: { b: null, c: "3" } },
  ),
  spec(
    "elements of a list with a merge key merge by it",
    { containers: ab },
    { containers: [{ name: "b", image: "b:2" }] },
  ),
  spec(
    "new elements come before the original's",
    { containers: ab },
    { containers: [{ name: "c" }, { name: "d" }] },
  ),
  spec(
    "known elements are regrouped around the patch's order",
    { containers: ab },
    { containers: [{ name: "b" }, { name: "c" }, { name: "a" }] },
  ),
  spec("an element without its merge key is an error", { containers: ab }, { containers: [{ image: "x" }] }),
  spec(
    "an element of the original without its merge key is an error",
    { containers: [{ image: "x" }] },
    { containers: [{ name: "a" }] },
  ),
  spec(
    "lists without a merge strategy are replaced",
    { tolerations: [{ key: "a" }] },
    { tolerations: [{ key: "b" }] },
  ),
  spec(
    "a list that the original has not is taken without its nulls",
    {},
    { containers: [{ name: "a", image: null, env: [{ name: "x", value: null }] }] },
  ),
  spec(
    "nulls stay in an element that joins a list",
    { containers: ab },
    { containers: [{ name: "c", image: null }] },
  ),
  spec(
    "siblings of a union are not cleared",
    { volumes: [{ name: "v", emptyDir: {} }] },
    { volumes: [{ name: "v", hostPath: { path: "/x" } }] },
  ),
  spec(
    "topology spread constraints merge by topologyKey",
    { topologySpreadConstraints: [{ topologyKey: "zone", maxSkew: 1 }] },
    { topologySpreadConstraints: [{ topologyKey: "zone", maxSkew: 2 }] },
  ),
  spec(
    "host aliases merge by ip, their names are replaced",
    { hostAliases: [{ ip: "1.1.1.1", hostnames: ["a"] }] },
    { hostAliases: [{ ip: "1.1.1.1", hostnames: ["b"] }, { ip: "2.2.2.2" }] },
  ),
  spec(
    "pull secrets merge by name",
    { imagePullSecrets: [{ name: "a" }] },
    { imagePullSecrets: [{ name: "b" }, { name: "a" }] },
  ),
  container(
    "mounts merge by mountPath",
    { volumeMounts: [{ name: "v", mountPath: "/a" }] },
    {
      volumeMounts: [
        { name: "w", mountPath: "/a" },
        { name: "v", mountPath: "/b" },
      ],
    },
  ),
  container(
    "ports merge by containerPort, a number",
    { ports: [{ containerPort: 80, name: "a" }] },
    { ports: [{ containerPort: 80, protocol: "UDP" }, { containerPort: 81 }] },
  ),
  container(
    "a merge key of another type is another element",
    { ports: [{ containerPort: 80 }] },
    { ports: [{ containerPort: "80" }] },
  ),
  container("args are replaced", { args: ["a", "b"] }, { args: ["c"] }),
  container(
    "devices merge by devicePath",
    { volumeDevices: [{ devicePath: "/a", name: "x" }] },
    { volumeDevices: [{ devicePath: "/a", name: "y" }] },
  ),
  container(
    "value and valueFrom may end up side by side",
    { env: [{ name: "A", value: "1" }] },
    { env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "x" } } }] },
  ),
  spec(
    "$patch: delete removes an element",
    { containers: ab },
    { containers: [{ name: "a", $patch: "delete" }] },
  ),
  spec(
    "$patch: delete without the merge key is an error",
    { containers: ab },
    { containers: [{ $patch: "delete" }] },
  ),
  spec(
    "$patch: delete of an element that is not there does nothing",
    { containers: ab },
    { containers: [{ name: "z", $patch: "delete" }] },
  ),
  spec(
    "$patch: delete where there is no list leaves an empty one",
    {},
    { containers: [{ name: "z", $patch: "delete" }] },
  ),
  spec(
    "$patch: replace replaces a list",
    { containers: ab },
    { containers: [{ $patch: "replace" }, { name: "c" }] },
  ),
  spec(
    "$patch: replace replaces a map",
    { securityContext: { runAsUser: 1, fsGroup: 2 } },
    { securityContext: { $patch: "replace", runAsUser: 3 } },
  ),
  spec(
    "$patch: delete empties a map",
    { securityContext: { runAsUser: 1 } },
    { securityContext: { $patch: "delete" } },
  ),
  spec(
    "$patch: delete of a map that is not there leaves nothing",
    {},
    { securityContext: { $patch: "delete" } },
  ),
  spec(
    "$patch: merge of a list is an error",
    { containers: ab },
    { containers: [{ name: "a", $patch: "merge" }] },
  ),
  spec(
    "$patch: merge of a map is an error",
    { securityContext: {} },
    { securityContext: { $patch: "merge" } },
  ),
  spec(
    "an unknown $patch is an error",
    { securityContext: {} },
    { securityContext: { $patch: 1, x: [1.5, 1e6, true, null] } },
  ),
  spec(
    "$retainKeys clears what it does not list",
    { securityContext: { runAsUser: 1, fsGroup: 2 } },
    { securityContext: { $retainKeys: ["runAsUser"], runAsUser: 3 } },
  ),
  spec(
    "$retainKeys has to list what the patch sets",
    { securityContext: {} },
    { securityContext: { $retainKeys: ["fsGroup"], runAsUser: 3 } },
  ),
  spec(
    "$retainKeys has to be a list",
    { securityContext: {} },
    { securityContext: { $retainKeys: "runAsUser" } },
  ),
  spec(
    "$retainKeys stays where there is nothing to merge with",
    {},
    { securityContext: { $retainKeys: ["runAsUser"], runAsUser: 3 } },
  ),
  spec(
    "$setElementOrder orders a list that does not change",
    { containers: ab },
    { "$setElementOrder/containers": [{ name: "b" }, { name: "a" }] },
  ),
  spec(
    "$setElementOrder orders what is merged",
    { containers: ab },
    {
      "$setElementOrder/containers": [{ name: "c" }, { name: "b" }, { name: "a" }],
      containers: [{ name: "c" }, { name: "a", image: "a:2" }],
    },
  ),
  spec(
    "$setElementOrder leaves what it does not list in its place",
    { containers: [...ab, { name: "c" }] },
    { "$setElementOrder/containers": [{ name: "c" }, { name: "a" }] },
  ),
  spec(
    "a patch that contradicts its $setElementOrder is an error",
    { containers: ab },
    {
      "$setElementOrder/containers": [{ name: "a" }, { name: "b" }],
      containers: [{ name: "b" }, { name: "a" }],
    },
  ),
  spec("$setElementOrder has to be a list", { containers: ab }, { "$setElementOrder/containers": "a" }),
  spec("$setElementOrder has to name a list", { containers: ab }, { $setElementOrder: [] }),
  spec("$setElementOrder of nothing is an error", { containers: [] }, { "$setElementOrder/containers": [] }),
  ["finalizers are a union", ask("v1.ObjectMeta", { finalizers: ["a", "b"] }, { finalizers: ["c", "a"] })],
  [
    "repeated finalizers become one",
    ask("v1.ObjectMeta", { finalizers: ["a", "b", "a"] }, { finalizers: ["c"] }),
  ],
  [
    "$deleteFromPrimitiveList deletes scalars",
    ask(
      "v1.ObjectMeta",
      { finalizers: ["a", "b", "c"] },
      { "$deleteFromPrimitiveList/finalizers": ["b", "z"] },
    ),
  ],
  [
    "$deleteFromPrimitiveList has to name a list",
    ask("v1.ObjectMeta", { finalizers: ["a"] }, { $deleteFromPrimitiveList: ["a"] }),
  ],
  [
    "owner references merge by uid",
    ask(
      "v1.ObjectMeta",
      { ownerReferences: [{ uid: "1", name: "a" }] },
      { ownerReferences: [{ uid: "1", kind: "K" }] },
    ),
  ],
  spec("a list where a map was replaces it", { securityContext: { runAsUser: 1 } }, { securityContext: [1] }),
  spec("elements of different kinds are an error", { containers: ab }, { containers: ["a"] }),
  spec("a list that begins with null is an error", { containers: [] }, { containers: [null] }),
  spec("a merge key that is an object is an error", { containers: ab }, { containers: [{ name: {} }] }),
  spec("a map under an unknown key is an error where there are two", { foo: { a: 1 } }, { foo: { b: 2 } }),
  spec("a map under an unknown key is taken where there is one", {}, { foo: { b: 2, c: null } }),
  spec(
    "a map inside of a map of strings is an error",
    { nodeSelector: { a: { b: 1 } } },
    { nodeSelector: { a: { c: 1 } } },
  ),
  spec(
    "keys in another case have the field's rules and stay apart",
    { Containers: ab },
    { containers: [{ name: "c" }], Containers: [{ name: "b", image: "b:2" }] },
  ),
  spec(
    "keys that JavaScript gives a meaning are keys",
    { nodeSelector: { constructor: "a", toString: "b" } },
    JSON.parse('{"nodeSelector":{"__proto__":"c","constructor":"d"}}'),
  ),
];
