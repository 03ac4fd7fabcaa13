import { driftOf } from "../drift/drift.ts";
import { driftText } from "../drift/report.ts";
import { InService } from "../in-service.ts";
import { KubernetesApi } from "../kubernetes/api.ts";
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
    const pods = await judgePods(api, options, await clusterView(api, injectors, inService));
    const drift = inService
      ? await driftOf(api, injectors, inService, { ...options, clusterFlags: clusterFlags(options) })
      : [];
    const report: Report = { ...pods, compared: inService !== undefined, drift };
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
): Promise<ClusterView> {
  const namespaces = await api.list("/api/v1/namespaces");
  const ours = injectors.filter(({ whose }) => whose === "remora");
  return {
    injectors,
    namespaces: new Map(namespaces.map((each) => [each.metadata.name, namespaceView(each)])),
    anew: await injectingAnew(
      inService,
      ours.flatMap(({ webhooks }) => webhooks),
    ),
  };
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
