import { setTimeout as sleep } from "node:timers/promises";
import type { ApiAnswer, KubernetesApi, KubernetesObject } from "../../../cli/kubernetes/api.ts";

const WEBHOOKS = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";

/** What a user does with kubectl, over the API server's REST interface. */
export class Cluster {
  readonly api: KubernetesApi;

  constructor(api: KubernetesApi) {
    this.api = api;
  }

  /** A namespace with the ServiceAccount that a controller would make in it. */
  async addNamespace(name: string, labels: Record<string, string> = {}): Promise<void> {
    await this.must("POST", "/api/v1/namespaces", { metadata: { name, labels } });
    await this.must("POST", `/api/v1/namespaces/${name}/serviceaccounts`, { metadata: { name: "default" } });
  }

  /** `kubectl label --overwrite`; null takes a label away. */
  async label(namespace: string, labels: Record<string, string | null>): Promise<void> {
    await this.must(
      "PATCH",
      `/api/v1/namespaces/${namespace}`,
      { metadata: { labels } },
      {
        "content-type": "application/merge-patch+json",
      },
    );
  }

  /** `kubectl apply` of a MutatingWebhookConfiguration. It counts within some milliseconds, at the latest after `settle`. */
  async apply(configuration: KubernetesObject): Promise<void> {
    const path = `${WEBHOOKS}/${configuration.metadata.name}`;
    const current = await this.api.request("GET", path);
    if (current.status === 200) {
      const { resourceVersion } = current.body.metadata;
      const next = { ...configuration, metadata: { ...configuration.metadata, resourceVersion } };
      await this.must("PUT", path, next);
    } else await this.must("POST", WEBHOOKS, configuration);
    await sleep(SETTLE);
  }

  async remove(name: string): Promise<void> {
    await this.must("DELETE", `${WEBHOOKS}/${name}`);
    await sleep(SETTLE);
  }

  async webhookConfigurations(): Promise<KubernetesObject[]> {
    return this.api.list(WEBHOOKS);
  }

  create(namespace: string, pod: object, query = ""): Promise<ApiAnswer> {
    return this.api.request("POST", `/api/v1/namespaces/${namespace}/pods${query}`, pod);
  }

  dryRun(namespace: string, pod: object): Promise<ApiAnswer> {
    return this.create(namespace, pod, "?dryRun=All");
  }

  async pod(namespace: string, name: string): Promise<KubernetesObject | undefined> {
    return this.api.get(`/api/v1/namespaces/${namespace}/pods/${name}`);
  }

  /** At once: there is no kubelet to wait for. */
  async removePods(namespace: string): Promise<void> {
    await this.must("DELETE", `/api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=0`);
  }

  /** @throws with what the API server says where it does not do it */
  async must(
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
  ): Promise<KubernetesObject> {
    const answer = await this.api.request(method, path, body, headers);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.body?.message ?? answer.status}`);
    return answer.body;
  }

  /** Asks again until it is so, for ten seconds at most. */
  async until(isSo: () => Promise<boolean>): Promise<void> {
    for (let attempt = 0; attempt < 100; attempt++) {
      if (await isSo()) return;
      await sleep(100);
    }
    throw new Error("it did not come to be within ten seconds");
  }
}

/** Milliseconds; 13 were measured until a new configuration counts. */
const SETTLE = 250;

export function isInjected(pod: KubernetesObject): boolean {
  return pod?.metadata?.annotations?.["sidecar.istio.io/status"] !== undefined;
}

/** A pod as two API calls with the same outcome give it: without what is drawn by lot or tells the time. */
export function comparable(answer: ApiAnswer): unknown {
  if (answer.status >= 300) return { status: answer.status, message: answer.body?.message };
  const text = JSON.stringify(answer.body);
  const [token] = /kube-api-access-[a-z0-9]{5}/.exec(text) ?? [];
  const pod = JSON.parse(token ? text.replaceAll(token, "kube-api-access") : text);
  const {
    uid: _,
    resourceVersion: __,
    creationTimestamp: ___,
    managedFields: ____,
    ...metadata
  } = pod.metadata;
  if (metadata.generateName) delete metadata.name;
  return { ...pod, metadata };
}
