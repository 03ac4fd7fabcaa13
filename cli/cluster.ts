import { type Command, Option } from "commander";
import type { SyncOptions } from "./cluster/sync.ts";
import { collect, kubernetesVersion } from "./injector-options.ts";
import { addOutputOption, type OutputFormat } from "./output.ts";
import { addRegistryOptions, type RegistryOptions } from "./registry.ts";

/** What `remora cluster add` and `rotate-token` print the cluster's call by. */
export interface ManifestOptions extends RegistryOptions {
  readonly url?: string;
  readonly webhook?: true;
  readonly caBundle?: string;
  readonly tag?: string;
  readonly injector?: string[];
}

export interface AddOptions extends ManifestOptions {
  readonly network?: string;
  readonly clusterId?: string;
  readonly injectorName?: string;
  readonly revision?: string;
  readonly kubernetesVersion?: string;
  readonly platform?: string;
  readonly sourceCidr?: string[];
  readonly onFailure?: string;
  readonly entry?: string;
}

export interface SetOptions extends RegistryOptions {
  readonly entry: string;
}

/** `remora cluster`: who may call. */
export function register(program: Command): void {
  const group = program
    .command("cluster")
    .description("the registry of clusters: who may call, and what each gets")
    .addHelpText("after", examples("add prod-1 --stage prod --webhook | kubectl apply -f -", "list"));

  const command = (usage: string, description: string) =>
    addRegistryOptions(group.command(usage).description(description));
  const withManifest = (usage: string, description: string) =>
    command(usage, description)
      .option("--url <base>", "where the webhook is served (default: what the stage's deployment says)")
      .option("--webhook", "print the cluster's MutatingWebhookConfiguration in place of the path")
      .option("--ca-bundle <file>", "PEM of the endpoint's CA, where its certificate is not public")
      .option("--tag <tag>", "with --webhook: a revision tag to select by (docs/migration.md)")
      .option(
        "--injector <file>",
        "with --webhook: the injector's configuration, whose rules say what else to call for; may be given several times (default: the injector that the stage serves to the cluster)",
        collect,
      );

  withManifest("add <name>", "add a cluster; its URL path is printed once, with its token")
    .option("--network <network>", "its Istio network")
    .option(
      "--cluster-id <id>",
      "Istio's name of the cluster, istiod's CLUSTER_ID (default: Kubernetes where Istio's values name none, else <name>)",
    )
    .option("--injector-name <name>", "which injector's secret it uses (default: injector)")
    .option("--revision <revision>", "Istio's revision that its pods get")
    .option("--kubernetes-version <version>", "as v1.34.2; decides on native sidecars", kubernetesVersion)
    .option("--platform <platform>", "openshift")
    .option("--source-cidr <block...>", "accept its calls from these address blocks alone")
    .addOption(
      new Option(
        "--on-failure <answer>",
        "refuse pods, or admit them unchanged with a warning (default: refuse)",
      ).choices(["refuse", "admit"]),
    )
    .option("--entry <file>", "YAML or JSON with anything else: identity, overlay, proxyConfigs, …")
    .addHelpText("after", ADD_EXAMPLES)
    .action(async (name: string, options: AddOptions) => {
      const { addCluster } = await import("./cluster/run.ts");
      await addCluster(name, options);
    });
  addOutputOption(command("list", "list the clusters, and how each proves who it is"))
    .addHelpText(
      "after",
      examples("list --stage prod", "list --registry clusters.yaml", "list --output json"),
    )
    .action(async (options: RegistryOptions & { readonly output: OutputFormat }) => {
      const { listClusters } = await import("./cluster/list.ts");
      await listClusters(options);
    });
  command("set <name>", "change fields of a cluster's entry, such as its overlay or its candidate")
    .requiredOption(
      "--entry <file>",
      "YAML or JSON of the fields, each in place of what it was; null takes one away; - reads it from the input",
    )
    .addHelpText(
      "after",
      examples(
        "set prod-1 --stage prod --entry overlay.yaml",
        "set dev --registry clusters.yaml --entry - <<< 'candidate: { percentage: 10 }'",
      ),
    )
    .action(async (name: string, options: SetOptions) => {
      const { setFields } = await import("./cluster/run.ts");
      await setFields(name, options);
    });
  withManifest("rotate-token <name>", "let a new token in beside the one in use, and print it once")
    .addHelpText("after", examples("rotate-token prod-1 --stage prod --webhook | kubectl apply -f -"))
    .action(async (name: string, options: ManifestOptions) => {
      const { rotateToken } = await import("./cluster/run.ts");
      await rotateToken(name, options);
    });
  command(
    "sync <name>",
    "write what istiod knows of the cluster into its entry: Istio's name of it, the nodes' version, OpenShift's ranges",
  )
    .option("--kubeconfig <file>", "the kubeconfig (default: $KUBECONFIG, else ~/.kube/config)")
    .option("--context <name>", "the context in it (default: the current one)")
    .option("--istio-namespace <name>", "the namespace that Istio is installed in", "istio-system")
    .addHelpText("after", examples("sync prod-1 --stage prod --context prod-1"))
    .action(async (name: string, options: SyncOptions) => {
      const { syncCluster } = await import("./cluster/sync.ts");
      await syncCluster(name, options);
    });
  command("revoke <name>", "drop a cluster's older token")
    .option("--all", "drop both: the cluster is refused until it gets a new one")
    .addHelpText("after", examples("revoke prod-1 --stage prod", "revoke prod-1 --stage prod --all"))
    .action(async (name: string, options: RegistryOptions & { readonly all?: true }) => {
      const { revoke } = await import("./cluster/run.ts");
      await revoke(name, options);
    });
  command("remove <name>", "remove a cluster: its calls are refused from then on")
    .addHelpText("after", examples("remove prod-1 --stage prod"))
    .action(async (name: string, options: RegistryOptions) => {
      const { removeCluster } = await import("./cluster/run.ts");
      await removeCluster(name, options);
    });
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  remora cluster ${line}`).join("\n")}`;
}

const ADD_EXAMPLES = `
With --webhook, what the cluster has to call for is derived from the rules of the injector that it gets, too.

Examples:
  remora cluster add prod-1 --stage prod --network network-1
  remora cluster add prod-1 --stage prod --webhook | kubectl apply -f -
  remora cluster add dev --registry clusters.yaml
  remora cluster add dev --registry clusters.yaml --url https://127.0.0.1:8443 --webhook --injector injector.yaml`;
