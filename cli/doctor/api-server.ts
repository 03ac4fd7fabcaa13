import { redactPath } from "../../lib/clusters/path.ts";
import { SIDECAR_STATUS } from "../../lib/injection/names.ts";
import type { ApiAnswer, KubernetesApi } from "../kubernetes/api.ts";
import { callFor, type InjectorConfiguration } from "../kubernetes/injectors.ts";
import type { NamespaceView } from "../verify/namespace.ts";
import { POD } from "./review.ts";
import { fail, ok, type Step, skip, warn } from "./step.ts";

/** Small, and within the strictest of the Pod Security Standards, so that no other admission minds it. */
const DOCTOR_POD = {
  ...POD,
  metadata: { name: POD.metadata.name },
  spec: {
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "app",
        image: "example.com/app:1",
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "10m", memory: "16Mi" } },
      },
    ],
  },
};

/**
 * Lets the API server itself call: a pod as a dry run (nothing is created), in a namespace that the configuration
 * selects. It is the only step that goes the way which pods go, from the control plane's network.
 */
export async function askTheApiServer(
  api: KubernetesApi,
  configuration: InjectorConfiguration,
  namespaces: ReadonlyMap<string, NamespaceView>,
): Promise<Step> {
  const of = configuration.name;
  const namespace = [...namespaces].find(
    ([name, { labels, isEnding }]) =>
      !isEnding && callFor(configuration, { pod: DOCTOR_POD, namespace: name, namespaceLabels: labels }),
  )?.[0];
  if (namespace === undefined)
    return skip("api-server", "it selects no namespace of the cluster yet", {
      of,
      why: "label one to send its pods here",
    });
  const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
  const answer = await api.request("POST", path, DOCTOR_POD);
  return { ...judged(answer, namespace, configuration), of };
}

function judged(
  { status, body, warnings }: ApiAnswer,
  namespace: string,
  { name, webhooks }: InjectorConfiguration,
): Step {
  const message = redactPath(String(body?.message ?? `HTTP ${status}`));
  if (status === 201) {
    const injected = body.metadata?.annotations?.[SIDECAR_STATUS] !== undefined;
    const ours = warnings.filter((text) => text.startsWith("remora"));
    if (!injected)
      return letThrough(
        namespace,
        name,
        webhooks.some(({ failurePolicy }) => failurePolicy === "Ignore"),
      );
    if (ours.length > 0)
      return warn("api-server", `a pod of ${namespace} is injected; it warns: ${ours.join("; ")}`);
    return ok("api-server", `a pod of ${namespace} is injected (dry run)`);
  }
  const failed = /failed calling webhook "([^"]+)": (.*)/s.exec(message);
  if (failed?.[1]?.endsWith("sidecar-injector.remora"))
    return fail("api-server", `the API server cannot call: ${failed[2]}`, {
      why: causeOf(failed[2] as string),
    });
  if (/admission webhook "[^"]*sidecar-injector\.remora" denied/.test(message))
    return fail("api-server", message, { why: "the webhook answers, and refuses" });
  const why = "so the API server did not say what our webhook makes of it";
  if (status === 403 && /cannot create resource/.test(message))
    return skip("api-server", `you may not create pods in ${namespace}, not even as a dry run`, {
      why: message,
    });
  return warn("api-server", `a pod of ${namespace} was refused by another: ${message}`, { why });
}

function letThrough(namespace: string, name: string, ignores: boolean): Step {
  return fail("api-server", `a pod of ${namespace} comes through without a sidecar`, {
    why: ignores
      ? "the API server's call fails, and failurePolicy: Ignore hides it: see the steps above, seen from the control plane's network"
      : `${name} is called and leaves it alone: the injector's policy, or the cluster's entry (onFailure: admit)`,
    mend: ["# which pods are without one by now:", "remora verify"],
  });
}

/** Go's errors, as they stand in events, and what to make of them. */
const CAUSES: readonly (readonly [RegExp, string])[] = [
  [
    /no such host|server misbehaving/,
    "the control plane does not find the host: its DNS is not this machine's",
  ],
  [
    /connection refused|i\/o timeout|no route|network is unreachable/,
    "the control plane's network does not reach the endpoint",
  ],
  [
    /context deadline exceeded|Client\.Timeout|timeout/i,
    "no answer within timeoutSeconds, or no way to the endpoint from the control plane's network",
  ],
  [/x509|tls:|PEM/, "the certificate or the caBundle: see the step tls"],
  [/could not find the requested resource/, "404: the URL's path, or another service there"],
  [/provide credentials/, "401: the token; see the step token"],
  [/unable to handle the request|prevented the request/, "the endpoint answers 5xx: see its log"],
];

function causeOf(text: string): string {
  // The URL ends in ?timeout=5s.
  const cause = text.replace(/Post "[^"]*": /, "");
  return CAUSES.find(([pattern]) => pattern.test(cause))?.[1] ?? "see the steps above";
}
