import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { KubernetesObject } from "../../../cli/kubernetes/api.ts";
import { servingCertificate } from "../../../cli/serve/certificate.ts";
import { shardOf } from "../../../lib/clusters/registry.ts";
import { Checks } from "../../support/checks.ts";
import { type CommandOptions, run } from "../../support/command.ts";
import { compressed, type IstioConfiguration, istioConfiguration } from "../../support/istio.ts";
import { SecretsServer } from "../../support/secrets-server.ts";
import { ApiServer } from "./api-server.ts";
import { Cluster } from "./cluster.ts";
import { IstioWebhook } from "./istio-webhook.ts";
import { WebhookFunction } from "./webhook-function.ts";

export const CLUSTER = "prod-1";
export const NETWORK = "network-1";
/** From 1.33 on, Istio makes native sidecars. */
const KUBELET = "v1.33.0";
const PREFIX = "remora/e2e";
export const INJECTOR_SECRET = `${PREFIX}/injector`;

/** Istio's own configurations, one for each revision. */
const CONFIGURATIONS: Readonly<Record<"default" | "canary", readonly string[]>> = {
  default: ["values.global.hub=registry.example.com/istio"],
  canary: ["values.global.hub=registry.example.com/canary", "revision=canary"],
};
export type Revision = keyof typeof CONFIGURATIONS;

/** A real cluster's API server, the deployed function that it calls, and Istio's own webhook to compare with. */
export class World {
  readonly folder = mkdtempSync(join(tmpdir(), "remora-e2e-"));
  readonly checks = new Checks();
  readonly server: ApiServer;
  readonly cluster: Cluster;
  readonly secrets: SecretsServer;
  readonly configurations: Readonly<Record<Revision, IstioConfiguration>>;
  /** The function in service; a drill may start another. */
  webhook: WebhookFunction;
  /** Where the function's certificate is; its CA is a public one to the API server. */
  readonly certificates: string;
  /** The registry of clusters, as `remora cluster` writes it. */
  readonly registry = join(this.folder, "clusters.yaml");
  readonly caFile = join(this.folder, "ca.pem");
  readonly tokenFile = join(this.folder, "token");
  /** What the API server was given to call the function, by revision. */
  readonly manifests = {} as Record<Revision, KubernetesObject>;

  private constructor(
    server: ApiServer,
    secrets: SecretsServer,
    webhook: WebhookFunction,
    certificates: string,
  ) {
    this.certificates = certificates;
    this.server = server;
    this.cluster = new Cluster(server.api);
    this.secrets = secrets;
    this.webhook = webhook;
    this.configurations = {
      default: istioConfiguration(CONFIGURATIONS.default),
      canary: istioConfiguration(CONFIGURATIONS.canary),
    };
  }

  static async start(): Promise<World> {
    const secrets = await new SecretsServer().start();
    const folder = mkdtempSync(join(tmpdir(), "remora-function-"));
    // The same for every function that starts with this folder; public to the API server, where no caBundle is given.
    const { caFile } = await servingCertificate(folder, "127.0.0.1");
    const [server, webhook] = await Promise.all([
      ApiServer.start({ publicCa: caFile }),
      WebhookFunction.start({ folder, env: functionEnvironment(secrets.url) }),
    ]);
    const world = new World(server, secrets, webhook, folder);
    await world.#prepare();
    return world;
  }

  /** Fills the secrets, and lets the cluster in as a user does. */
  async #prepare(): Promise<void> {
    const { default: stable, canary } = this.configurations;
    this.secrets.put(INJECTOR_SECRET, { versionId: "stable-1", string: compressed(stable) });
    const marked = { ...canary, revision: "canary" };
    this.secrets.put(`${PREFIX}/canary`, { versionId: "canary-1", string: compressed(marked) });
    writeFileSync(this.caFile, this.webhook.ca);
    const entry = join(this.folder, "entry.yaml");
    writeFileSync(entry, stringify({ revisions: { canary: { injector: "canary" } } }));

    const added = await this.remora([
      ...["cluster", "add", CLUSTER, "--registry", this.registry, "--network", NETWORK],
      ...["--kubernetes-version", KUBELET, "--url", this.webhook.url, "--entry", entry],
      ...["--webhook", "--ca-bundle", this.caFile],
    ]);
    this.manifests.default = parse(added);
    writeFileSync(this.tokenFile, tokenOf(this.manifests.default));
    this.manifests.canary = parse(await this.remora(this.webhookCommand("--revision", "canary")));
    this.publishRegistry();
  }

  /** What `remora cluster` wrote, as it stands in the deployment's secrets. */
  publishRegistry(): void {
    const secret = `${PREFIX}/clusters/${shardOf(CLUSTER)}`;
    const text = readFileSync(this.registry, "utf8");
    this.secrets.put(secret, { versionId: `registry-${Date.now()}`, string: text });
  }

  /** `remora webhook` for the cluster, with what it needs from its entry in the registry. */
  webhookCommand(...more: string[]): string[] {
    const { registry, tokenFile, caFile } = this;
    const files = ["--registry", registry, "--token-file", tokenFile, "--ca-bundle", caFile];
    return ["webhook", "--cluster", CLUSTER, ...files, ...more];
  }

  get token(): string {
    return readFileSync(this.tokenFile, "utf8");
  }

  /** Runs the command line, which has to succeed. @returns its stdout */
  async remora(args: readonly string[], options?: CommandOptions): Promise<string> {
    const { stdout, stderr, code } = await run(args, options);
    if (code !== 0) throw new Error(`remora ${args.join(" ")} ended with ${code}:\n${stderr}${stdout}`);
    return stdout;
  }

  istio(revision: Revision): Promise<IstioWebhook> {
    const { folder, configurations } = this;
    return IstioWebhook.start({ folder, revision, configuration: configurations[revision] });
  }

  async stop(): Promise<void> {
    await Promise.all([this.server.stop(), this.webhook.stop(), this.secrets.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What serverless.yml gives the function. */
export function functionEnvironment(secretsUrl: string, prefix = PREFIX): Record<string, string> {
  return {
    REMORA_STAGE: "e2e",
    REMORA_INJECTOR_SECRET: `${prefix}/injector`,
    REMORA_CLUSTERS_SECRET: `${prefix}/clusters`,
    AWS_REGION: "eu-west-1",
    AWS_ENDPOINT_URL: secretsUrl,
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
  };
}

function tokenOf(configuration: KubernetesObject): string {
  const [, token] = /\/t\/([a-z2-7]{52})\//.exec(configuration.webhooks[0].clientConfig.url) ?? [];
  if (token === undefined) throw new Error("the manifest's URL holds no token");
  return token;
}
