import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KubernetesObject } from "../../../../cli/kubernetes/api.ts";
import { compressed } from "../../../support/istio.ts";
import { type FunctionOptions, WebhookFunction } from "../webhook-function.ts";
import { functionEnvironment, INJECTOR_SECRET, type World } from "../world.ts";
import { type Outcome, outcomeOf } from "./outcome.ts";

const POLICIES = ["Fail", "Ignore"] as const;
export type Policy = (typeof POLICIES)[number];
export type Outcomes = Readonly<Record<Policy, Outcome>>;

export const namespaceOf = (policy: Policy) => `drill-${policy.toLowerCase()}`;

/** Where a drill takes place: a function of its own, and a namespace for each failure policy whose pods are sent to it. */
export class Stage {
  readonly world: World;
  webhook: WebhookFunction;
  #clock = 0;

  private constructor(world: World, webhook: WebhookFunction) {
    this.world = world;
    this.webhook = webhook;
  }

  static async addNamespaces({ cluster }: World): Promise<void> {
    for (const policy of POLICIES) {
      const name = namespaceOf(policy);
      if ((await cluster.api.get(`/api/v1/namespaces/${name}`)) === undefined)
        await cluster.addNamespace(name, { "istio-injection": "enabled" });
    }
  }

  /** With a function that has not been called yet, and does not have to have its secret. */
  static async open(world: World, options: Partial<FunctionOptions> = {}): Promise<Stage> {
    const webhook = await WebhookFunction.start({
      folder: mkdtempSync(join(tmpdir(), "remora-drill-")),
      env: functionEnvironment(world.secrets.url),
      ...options,
    });
    for (const policy of POLICIES) await world.cluster.apply(configurationFor(world, webhook, policy));
    return new Stage(world, webhook);
  }

  async close(): Promise<void> {
    for (const policy of POLICIES) await this.world.cluster.remove(nameFor(policy));
    await this.webhook.stop();
  }

  /** Creates a pod in both namespaces, for the API server to decide on. */
  async create(name = "foo", count = 1): Promise<Outcomes> {
    const containers = Array.from({ length: count }, (_, i) => ({ name: `app-${i}`, image: "foo:1" }));
    const pod = { metadata: { name }, spec: { containers } };
    const ask = async (policy: Policy) =>
      outcomeOf(await this.world.cluster.dryRun(namespaceOf(policy), pod));
    const [Fail, Ignore] = await Promise.all([ask("Fail"), ask("Ignore")]);
    return { Fail, Ignore };
  }

  /** Lets the function's clock jump; after 11 minutes it looks for a newer configuration before it answers. */
  async later(minutes: number): Promise<void> {
    this.#clock += minutes * 60_000;
    await this.webhook.setClock(this.#clock);
  }
}

let versions = 0;

/** A new version of the injector, which may be none. */
export function push({ secrets }: World, text: string): void {
  versions++;
  secrets.put(INJECTOR_SECRET, { versionId: `drill-${versions}`, string: text });
}

/** Everything is as it was before the drill. */
export function recover(world: World): void {
  world.secrets.behaviour = "answer";
  push(world, compressed(world.configurations.default));
}

const nameFor = (policy: Policy) => `remora-drill-${policy.toLowerCase()}`;

/** As `remora webhook` prints it, for one namespace alone. */
function configurationFor(
  { manifests, webhook: first }: World,
  webhook: WebhookFunction,
  policy: Policy,
): object {
  const configuration: KubernetesObject = structuredClone(manifests.default);
  configuration.metadata.name = nameFor(policy);
  for (const each of configuration.webhooks) {
    each.clientConfig = {
      url: each.clientConfig.url.replace(first.url, webhook.url),
      caBundle: Buffer.from(webhook.ca).toString("base64"),
    };
    each.failurePolicy = policy;
    each.namespaceSelector.matchExpressions.push({
      key: "kubernetes.io/metadata.name",
      operator: "In",
      values: [namespaceOf(policy)],
    });
  }
  return configuration;
}
