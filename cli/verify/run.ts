import { driftOf } from "../drift/drift.ts";
import { driftText } from "../drift/report.ts";
import { UsageError } from "../fail.ts";
import { InService } from "../in-service.ts";
import { KubernetesApi, type KubernetesObject } from "../kubernetes/api.ts";
import { type InjectorConfiguration, readInjectors } from "../kubernetes/injectors.ts";
import { clusterFlags, readKubeconfig } from "../kubernetes/kubeconfig.ts";
import { structured } from "../output.ts";
import type { VerifyOptions } from "../verify.ts";
import { injectingAnew, workloadOf } from "./anew.ts";
import { type Finding, type Verdict, WRONG } from "./finding.ts";
import { type ClusterView, judge } from "./judge.ts";
import { namespaceView } from "./namespace.ts";
import { podsText, type Report, summary } from "./report.ts";

/** Prints what is wrong with a cluster's pods, and with what is in service for them. @returns whether anything is */
export async function verify(options: VerifyOptions): Promise<boolean> {
  const api = new KubernetesApi(await readKubeconfig(options));
  try {
    const inService = InService.from(options);
    const injectors = withoutRules(await readInjectors(api));
    const view = await clusterView(api, injectors, inService, options.namespace);
    const pods = await judgePods(api, options, view);
    const drift = inService
      ? await driftOf(api, injectors, inService, { ...options, clusterFlags: clusterFlags(options) })
      : [];
    const report: Report = { ...pods, compared: view.isComplete, drift };
    print(report, options);
    return report.wrong.length > 0 || drift.some(({ differences }) => differences.length > 0);
  } finally {
    api.close();
  }
}

/** Whoever is called for rules alone puts no sidecar of Istio's in. */
function withoutRules(injectors: readonly InjectorConfiguration[]): InjectorConfiguration[] {
  return injectors.map((configuration) => ({
    ...configuration,
    webhooks: configuration.webhooks.filter(({ name }) => !name.startsWith("rules.")),
  }));
}

async function clusterView(
  api: KubernetesApi,
  injectors: readonly InjectorConfiguration[],
  inService: InService | undefined,
  namespace: string | undefined,
): Promise<ClusterView & { readonly isComplete: boolean }> {
  const namespaces =
    namespace === undefined ? await api.list("/api/v1/namespaces") : [await theNamespace(api, namespace)];
  const ours = injectors.filter(({ whose }) => whose === "remora");
  return {
    injectors,
    namespaces: new Map(namespaces.map((each) => [each.metadata.name, namespaceView(each)])),
    ...(await injectingAnew(
      inService,
      ours.flatMap(({ webhooks }) => webhooks),
    )),
  };
}

/** @throws UsageError where there is none: a name that is mistyped has no pods that are wrong */
async function theNamespace(api: KubernetesApi, name: string): Promise<KubernetesObject> {
  const found = await api.get(`/api/v1/namespaces/${encodeURIComponent(name)}`);
  if (found !== undefined) return found;
  throw new UsageError(`the cluster has no namespace ${name}`, {
    hint: "See kubectl get namespaces, or choose another --context.",
  });
}

/** Page by page: of a pod that is as it should be, no more is kept than that there is one. */
async function judgePods(
  api: KubernetesApi,
  { namespace }: VerifyOptions,
  cluster: ClusterView,
): Promise<Pick<Report, "pods" | "wrong">> {
  const pods: Partial<Record<Verdict, number>> = {};
  const wrong: Finding[] = [];
  const path = namespace === undefined ? "/api/v1/pods" : `/api/v1/namespaces/${namespace}/pods`;
  for await (const page of api.pages(path)) {
    for (const pod of page) {
      const judgement = judge(pod, cluster);
      if (judgement === undefined) continue;
      pods[judgement.verdict] = (pods[judgement.verdict] ?? 0) + 1;
      if (!WRONG.includes(judgement.verdict)) continue;
      const { metadata } = pod;
      wrong.push({
        namespace: metadata.namespace,
        pod: metadata.name,
        workload: workloadOf(pod),
        ...judgement,
      });
    }
  }
  return { pods, wrong };
}

function print(report: Report, { output }: VerifyOptions): void {
  if (output !== "text") process.stdout.write(structured(report, output));
  else process.stdout.write(podsText(report.wrong, process.stdout) + driftText(report.drift, process.stdout));
  process.stderr.write(summary(report));
}
