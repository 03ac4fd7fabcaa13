import type { Cluster } from "../../lib/clusters/registry.ts";
import { hashToken } from "../../lib/clusters/token.ts";
import type { DoctorOptions } from "../doctor.ts";
import { driftOf } from "../drift/drift.ts";
import { differenceLines, effectOf } from "../drift/report.ts";
import { UsageError } from "../fail.ts";
import { InService } from "../in-service.ts";
import { KubernetesApi } from "../kubernetes/api.ts";
import { callPathOf, type InjectorConfiguration, readInjectors } from "../kubernetes/injectors.ts";
import { clusterFlags, readKubeconfig } from "../kubernetes/kubeconfig.ts";
import { structured } from "../output.ts";
import { type NamespaceView, namespaceView } from "../verify/namespace.ts";
import { askTheApiServer } from "./api-server.ts";
import { Commands } from "./commands.ts";
import { findTokens } from "./events.ts";
import { checkManifest } from "./manifest.ts";
import { checkOverlap } from "./overlap.ts";
import { reportOf, reportText, summary } from "./report.ts";
import { fail, ok, type Step, skip, warn } from "./step.ts";
import { targetsOf } from "./target.ts";
import { walk } from "./walk.ts";

/** Takes the steps, and prints what came of each. @returns whether one failed */
export async function doctor(options: DoctorOptions): Promise<boolean> {
  const api = await connection(options);
  try {
    const report = reportOf(await steps(options, api));
    const { output } = options;
    process.stdout.write(output === "text" ? reportText(report, process.stdout) : structured(report, output));
    process.stderr.write(summary(report));
    return !report.ok;
  } finally {
    api?.close();
  }
}

/** With --url, a cluster is looked at only where one is named. */
async function connection(options: DoctorOptions): Promise<KubernetesApi | undefined> {
  const { url, kubeconfig, context } = options;
  if (url !== undefined && kubeconfig === undefined && context === undefined) return undefined;
  return new KubernetesApi(await readKubeconfig(options));
}

/** What is known once the cluster and the registry have been read. */
interface Case {
  readonly options: DoctorOptions;
  readonly api: KubernetesApi | undefined;
  readonly inService: InService | undefined;
  /** All injectors that the cluster has. */
  readonly injectors: readonly InjectorConfiguration[];
  /** Remora's among them, for the cluster in question. */
  readonly ours: readonly InjectorConfiguration[];
  readonly namespaces: ReadonlyMap<string, NamespaceView>;
  readonly cluster: string | undefined;
  readonly entry: Cluster | undefined;
  readonly commands: Commands;
}

async function steps(options: DoctorOptions, api: KubernetesApi | undefined): Promise<Step[]> {
  const reached = api && (await reach(api));
  if (reached?.status === "fail") return [reached];
  const about = await openCase(options, api);
  const before = [...(reached ? [reached] : []), ...(api ? registered(about) : [])];
  const walked = await walkAll(about);
  const after = api ? await inTheCluster(api, about) : [];
  return [...before, ...softened(walked, after), ...after];
}

async function reach(api: KubernetesApi): Promise<Step> {
  try {
    const version = await api.get("/version");
    return ok(
      "kubernetes",
      `the API server answers: Kubernetes ${version?.gitVersion ?? "of no known version"}`,
    );
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return fail("kubernetes", error.message, {
      mend: ["kubectl cluster-info", "kubectl config get-contexts"],
    });
  }
}

async function openCase(options: DoctorOptions, api: KubernetesApi | undefined): Promise<Case> {
  const inService = InService.from(options);
  const injectors = api ? await readInjectors(api) : [];
  const all = injectors.filter(({ whose }) => whose === "remora");
  const called = (configuration: InjectorConfiguration) =>
    configuration.webhooks.map((webhook) => callPathOf(webhook)?.cluster).find((name) => name !== undefined);
  const cluster = options.cluster ?? all.map(called).find((name) => name !== undefined);
  const ours = all.filter((configuration) => (called(configuration) ?? cluster) === cluster);
  const entry = cluster === undefined ? undefined : await inService?.entry(cluster);
  const namespaces = api ? await api.list("/api/v1/namespaces") : [];
  return {
    options,
    api,
    inService,
    injectors,
    ours,
    namespaces: new Map(namespaces.map((each) => [each.metadata.name, namespaceView(each)])),
    cluster,
    entry,
    commands: new Commands(cluster, ours, inService),
  };
}

function registered({ ours, injectors, cluster, entry, commands, namespaces }: Case): Step[] {
  if (ours.length === 0) {
    const others = injectors.filter(({ whose }) => whose === "remora").map(({ name }) => name);
    const found =
      others.length === 0
        ? "the cluster has no MutatingWebhookConfiguration of remora's"
        : `no MutatingWebhookConfiguration of remora's calls for the cluster ${cluster} (${others.join(", ")} do not)`;
    return [
      fail("registered", found, {
        why: "no pod is sent to the webhook",
        mend: commands.register(entry !== undefined),
      }),
    ];
  }
  const names = ours.map(({ name }) => name).join(", ");
  return [
    ok("registered", `${names}, for the cluster ${cluster ?? "without a name"}`),
    ...ours.flatMap((configuration) =>
      checkManifest(configuration, { entry, render: commands.render(configuration) }),
    ),
    checkOverlap(injectors, namespaces),
  ];
}

async function walkAll(about: Case): Promise<Step[]> {
  const { options, ours, commands, inService, entry, cluster } = about;
  const targets = await targetsOf(options, ours, about);
  const all: Step[] = [];
  for (const target of targets) {
    const token = callPathOf({ name: "", clientConfig: { url: target.url.href } })?.token;
    const [first] = target.configurations;
    const walked = await walk(target, {
      rotate: commands.rotate(),
      render: first ? commands.render(first) : commands.register(entry !== undefined),
      renderPublic: first ? commands.render(first, true) : commands.register(entry !== undefined),
      flags: commands.flags,
    });
    all.push(...walked.map((step) => withRegistry(step, { token, inService, entry, cluster })));
  }
  const services = ours.filter(({ webhooks }) => webhooks.some(({ clientConfig }) => clientConfig.service));
  for (const { name } of options.url === undefined ? services : [])
    all.push(
      skip("dns", "it is called through a Service, which only the control plane reaches", { of: name }),
    );
  return all;
}

/** The webhook does not say why it refuses; whoever may read the registry sees it there. */
function withRegistry(
  step: Step,
  {
    token,
    inService,
    entry,
    cluster,
  }: Pick<Case, "inService" | "entry" | "cluster"> & { token: string | undefined },
): Step {
  if (step.step !== "token" || step.status !== "fail" || !inService?.hasRegistry) return step;
  if (entry === undefined)
    return {
      ...step,
      why: `the registry has no cluster ${cluster}`,
      mend: [`remora cluster add ${cluster} ${inService.flags} --webhook | kubectl apply -f -`],
    };
  const { tokens = [] } = entry.identity;
  if (token === undefined)
    return { ...step, why: "the URL has no token, and the cluster's entry asks for a proof" };
  const why = tokens.includes(hashToken(token))
    ? "the token is the one in the registry: the endpoint reads another registry, or has not read it yet (a minute)"
    : `the token is none of the ${tokens.length} in the cluster's entry: it was revoked, or the entry made anew`;
  return { ...step, why };
}

/** What the API server says by its own call weighs more than what is seen from here. */
function softened(walked: readonly Step[], after: readonly Step[]): Step[] {
  const calls = after.filter(({ step }) => step === "api-server");
  const reaches = calls.length > 0 && calls.every(({ status }) => status === "ok");
  return walked.map((step) =>
    reaches && step.status === "fail" && (step.step === "dns" || step.step === "tcp")
      ? warn(step.step, step.found, {
          ...(step.of !== undefined && { of: step.of }),
          why: "from here; the API server does reach it (step api-server): a private endpoint",
        })
      : step,
  );
}

async function inTheCluster(api: KubernetesApi, about: Case): Promise<Step[]> {
  const { ours, namespaces, commands, inService, injectors, options, entry } = about;
  const all: Step[] = [];
  for (const configuration of ours) all.push(await askTheApiServer(api, configuration, namespaces));
  const tokens = ours.flatMap(({ webhooks }) => webhooks.map((webhook) => callPathOf(webhook)?.token));
  const used = tokens.filter((token) => token !== undefined).map(hashToken);
  const valid = { hashes: [...used, ...(entry?.identity.tokens ?? [])], isComplete: entry !== undefined };
  all.push(await findTokens(api, valid, commands.rotate()));
  if (inService === undefined)
    return [...all, skip("drift", "what is in service is not known: say --stage, --registry or --injector")];
  const reports = await driftOf(api, injectors, inService, {
    ...options,
    clusterFlags: clusterFlags(options),
  });
  if (reports.length === 0)
    return [...all, skip("drift", "the cluster has no ConfigMaps of istiod's to compare with")];
  return [
    ...all,
    ...reports.map(({ revision, differences, pods, mend }) =>
      differences.length === 0
        ? ok("drift", "the cluster's own configuration is what is in service", { of: revision })
        : fail("drift", differenceLines(differences).join("; "), {
            of: revision,
            why: effectOf({ differences, pods }),
            mend,
          }),
    ),
  ];
}
