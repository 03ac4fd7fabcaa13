import type { KubernetesObject } from "../../../cli/kubernetes/api.ts";
import { chartWebhooks } from "./istio-chart.ts";
import type { IstioWebhook } from "./istio-webhook.ts";
import { CLUSTER, NETWORK, type World } from "./world.ts";

/** The webhook configurations of both, each for the revisions default and canary, in one API server. */
export class Rivals {
  readonly ours: readonly KubernetesObject[];
  readonly istio: readonly KubernetesObject[];
  readonly #world: World;
  readonly #processes: readonly IstioWebhook[];

  private constructor(world: World, processes: readonly IstioWebhook[], istio: readonly KubernetesObject[]) {
    this.#world = world;
    this.#processes = processes;
    this.ours = [world.manifests.default, world.manifests.canary];
    this.istio = istio;
  }

  static async start(world: World): Promise<Rivals> {
    const [stable, canary] = await Promise.all([world.istio("default"), world.istio("canary")]);
    return new Rivals(world, [stable, canary], [installed(stable, ""), installed(canary, "canary")]);
  }

  /** What `ask` gives with our webhooks in the cluster, and what with Istio's own. */
  async both<T>(ask: () => Promise<T>): Promise<{ ours: T; istio: T }> {
    return { ours: await this.#with(this.ours, ask), istio: await this.#with(this.istio, ask) };
  }

  /** With our webhooks alone. */
  withOurs<T>(ask: () => Promise<T>): Promise<T> {
    return this.#with(this.ours, ask);
  }

  async #with<T>(configurations: readonly KubernetesObject[], ask: () => Promise<T>): Promise<T> {
    const { cluster } = this.#world;
    for (const configuration of configurations) await cluster.apply(configuration);
    try {
      return await ask();
    } finally {
      for (const { metadata } of configurations) await cluster.remove(metadata.name);
    }
  }

  stop(): void {
    for (const istio of this.#processes) istio.stop();
  }
}

/** As Istio's chart installs it, but that what a webhook did is looked at again when another changed the pod. */
function installed({ url, ca }: IstioWebhook, revision: string): KubernetesObject {
  const [configuration] = chartWebhooks({
    revision,
    injectionURL: `${url}/inject/cluster/${CLUSTER}/net/${NETWORK}`,
    injectionCABundle: ca,
    reinvocationPolicy: "IfNeeded",
  });
  // The chart has the CA from istiod, which patches it in; see pkg/webhooks/webhookpatch.go.
  for (const { clientConfig } of configuration.webhooks)
    clientConfig.caBundle = Buffer.from(ca).toString("base64");
  return configuration;
}
