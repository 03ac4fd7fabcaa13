import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { memberTexts } from "./json.ts";

/** The three texts that a cluster holds. */
export interface Injector {
  readonly config: string;
  readonly values: string;
  readonly mesh: string;
}

/** A request's fields but for the review and the injector; named as in the oracle's protocol. */
export interface Settings {
  readonly revision?: string;
  readonly path?: string;
  readonly nativeSidecars?: boolean;
  readonly kubernetesVersion?: string;
  readonly nodes?: readonly { readonly name: string; readonly kubeletVersion: string }[];
  /** The clusters that istiod watches; not given: whichever the call is from. */
  readonly clusters?: readonly string[];
  readonly platform?: string;
  readonly compliancePolicy?: string;
  readonly namespaces?: readonly object[];
  readonly proxyConfigs?: readonly ProxyConfigResource[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface ProxyConfigResource {
  readonly name: string;
  readonly namespace: string;
  readonly creationTimestamp?: string;
  readonly spec: object;
}

/** One thing that both injectors are asked. */
export interface Case {
  /** Says what it is: "hello.yaml under cni". */
  readonly name: string;
  /** The row of the result's table that it counts in. */
  readonly group: string;
  readonly injectorFile: string;
  readonly settings: Settings;
  readonly ask: Ask;
  /** Of a generated case: everything that was drawn to make it. */
  readonly draws?: readonly string[];
}

export type Ask =
  | { readonly kind: "review"; readonly review: string }
  /** `object` is the JSON of the pod in the body, where it holds one, so that patches can be applied. */
  | { readonly kind: "body"; readonly body: string; readonly contentType?: string; readonly object?: string }
  | { readonly kind: "kube-inject"; readonly input: string };

/** The line of the protocol that asks a case. A review goes in byte for byte; it must stand on one line. */
export function requestLine({ name, injectorFile, settings, ask }: Case): string {
  const head = JSON.stringify({ id: name, injectorFile, ...settings }).slice(0, -1);
  switch (ask.kind) {
    case "review":
      return `${head},"review":${ask.review}}`;
    case "body":
      return `${head},${JSON.stringify({ body: ask.body, contentType: ask.contentType }).slice(1)}`;
    case "kube-inject":
      return `${head},${JSON.stringify({ kubeInject: true, input: ask.input }).slice(1)}`;
  }
}

/** The case that a line of the protocol asks: what {@link requestLine} wrote, read again. */
export function readCase(line: string): Case {
  const { review, ...others } = Object.fromEntries(memberTexts(line));
  const texts = Object.entries(others).map(([key, text]) => `${JSON.stringify(key)}:${text}`);
  const { id, injectorFile, body, contentType, kubeInject, input, ...settings } = JSON.parse(
    `{${texts.join(",")}}`,
  );
  const ask: Ask = kubeInject
    ? { kind: "kube-inject", input }
    : review === undefined
      ? { kind: "body", body, contentType }
      : { kind: "review", review };
  return { name: id, group: "asked again", injectorFile, settings, ask };
}

/** An AdmissionReview as the API server sends it; `pod` is the pod's JSON, which goes in as it is. */
export function reviewText(
  pod: string,
  namespace: string,
  options: { uid?: string; version?: string } = {},
): string {
  const version = options.version ?? "v1";
  const pods = { group: "", version: "v1", resource: "pods" };
  const kind = { group: "", version: "v1", kind: "Pod" };
  const request = JSON.stringify({
    uid: options.uid ?? "705ab4f5-6393-11e8-b7cc-42010a800002",
    kind,
    resource: pods,
    requestKind: kind,
    requestResource: pods,
    namespace,
    operation: "CREATE",
    userInfo: {
      username: "system:serviceaccount:kube-system:replicaset-controller",
      groups: ["system:authenticated"],
    },
  });
  const options_ = '{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}';
  return (
    `{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/${version}","request":${request.slice(0, -1)},` +
    `"object":${pod},"oldObject":null,"dryRun":false,"options":${options_}}}`
  );
}

/** Keeps an injector's texts as a file, named by what is in it. */
export function injectorFile(folder: string, injector: Injector): string {
  const text = JSON.stringify(injector);
  const file = join(folder, `injector-${createHash("sha256").update(text).digest("hex").slice(0, 16)}.json`);
  writeFileSync(file, text);
  return file;
}
