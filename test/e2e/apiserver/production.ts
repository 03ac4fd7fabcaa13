import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import type { KubernetesObject } from "../../../cli/kubernetes/api.ts";
import { chartWebhooks } from "./istio-chart.ts";
import type { IstioWebhook } from "./istio-webhook.ts";
import { Shell } from "./shell.ts";
import { WebhookFunction } from "./webhook-function.ts";
import { functionEnvironment, type World } from "./world.ts";

const PREFIX = "remora/prod";
const CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/**
 * A stage "prod" as a deployment leaves it (a function, an empty secret that knows the endpoint's URL), and a user's
 * shell with credentials for it and for the cluster. The endpoint's certificate is public to all of them.
 */
export class Production {
  readonly shell: Shell;
  readonly webhook: WebhookFunction;
  readonly folder: string;
  readonly #world: World;

  private constructor(world: World, webhook: WebhookFunction, folder: string) {
    this.#world = world;
    this.webhook = webhook;
    this.folder = folder;
    this.shell = new Shell(folder, {
      KUBECONFIG: world.server.kubeconfig,
      ...functionEnvironment(world.secrets.url, PREFIX),
      NODE_EXTRA_CA_CERTS: join(world.certificates, "ca.crt"),
    });
  }

  static async start(world: World): Promise<Production> {
    const folder = mkdtempSync(join(tmpdir(), "remora-production-"));
    const env = functionEnvironment(world.secrets.url, PREFIX);
    const webhook = await WebhookFunction.start({ folder: world.certificates, env });
    world.secrets.tags.set(`${PREFIX}/injector`, { "remora:webhook-url": webhook.url });
    return new Production(world, webhook, folder);
  }

  /** What istiod reads: its ConfigMaps, and a ProxyConfig resource. */
  async installIstio(): Promise<void> {
    const { cluster, configurations } = this.#world;
    const { config, values, mesh } = configurations.default;
    const isNew = (await cluster.api.get("/api/v1/namespaces/istio-system")) === undefined;
    if (isNew) await cluster.addNamespace("istio-system");
    await this.putConfigMap("istio-sidecar-injector", { config, values });
    await this.putConfigMap("istio", { mesh });
    if (!isNew) return;
    await cluster.must("POST", CRDS, PROXY_CONFIG_CRD);
    await cluster.until(async () => (await cluster.api.request("GET", PROXY_CONFIGS)).status === 200);
    await cluster.must("POST", PROXY_CONFIGS, {
      apiVersion: "networking.istio.io/v1beta1",
      kind: "ProxyConfig",
      metadata: { name: "two-threads", namespace: "istio-system" },
      spec: { selector: { matchLabels: { app: "busy" } }, concurrency: 2 },
    });
  }

  async putConfigMap(name: string, data: Readonly<Record<string, string>>): Promise<void> {
    const path = "/api/v1/namespaces/istio-system/configmaps";
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data };
    const exists = (await this.#world.cluster.api.get(`${path}/${name}`)) !== undefined;
    if (exists) await this.#world.cluster.must("PUT", `${path}/${name}`, object);
    else await this.#world.cluster.must("POST", path, object);
  }

  /** Registers istiod's own webhook as its chart does. */
  async registerIstiod({ url, ca }: IstioWebhook): Promise<void> {
    const [configuration] = chartWebhooks({ injectionURL: `${url}/inject`, injectionCABundle: ca });
    for (const { clientConfig } of configuration.webhooks)
      clientConfig.caBundle = Buffer.from(ca).toString("base64");
    await this.#world.cluster.apply(configuration);
  }

  /** What `doctor` or `verify` says, and nothing of what it must not say. */
  async asks(command: string): Promise<{ text: string; code: number | null }> {
    const { stdout, stderr, code } = await this.shell.run(command);
    const text = stdout + stderr;
    const tokens = [...this.#seen, ...(await this.tokens())];
    for (const token of tokens) {
      this.#seen.add(token);
      if (text.includes(token)) throw new Error(`${command} prints a token`);
    }
    return { text, code };
  }
  readonly #seen = new Set<string>();

  /** Those that are registered in the cluster now. */
  async tokens(): Promise<string[]> {
    const all = await this.#world.cluster.webhookConfigurations();
    return [...JSON.stringify(all).matchAll(/\/t\/([a-z2-7]{52})\//g)].map(([, token]) => token as string);
  }

  /** As it stands in the cluster. */
  async registered(name: string): Promise<KubernetesObject> {
    const all = await this.#world.cluster.webhookConfigurations();
    return all.find(({ metadata }) => metadata.name === name);
  }

  /** With its secrets; what stands in the cluster stays. */
  async stop(): Promise<void> {
    await this.webhook.stop();
    const { secrets, tags } = this.#world.secrets;
    for (const name of [...secrets.keys()]) if (name.startsWith(`${PREFIX}/`)) secrets.delete(name);
    tags.clear();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const PROXY_CONFIGS = "/apis/networking.istio.io/v1beta1/namespaces/istio-system/proxyconfigs";

const PROXY_CONFIG_CRD = parse(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: proxyconfigs.networking.istio.io }
spec:
  group: networking.istio.io
  scope: Namespaced
  names: { kind: ProxyConfig, plural: proxyconfigs, listKind: ProxyConfigList, singular: proxyconfig }
  versions:
    - name: v1beta1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, x-kubernetes-preserve-unknown-fields: true } }
`);
