import { cidrCheck } from "../lib/clusters/cidr.ts";
import { shardedDirectory } from "../lib/clusters/directory.ts";
import { InjectorPool } from "../lib/clusters/injector-pool.ts";
import { type Cluster, checkRegistry, type InjectorChoice } from "../lib/clusters/registry.ts";
import type { GetSecretValue } from "../lib/sources/get-secret-value.ts";
import { LastResortFile } from "../lib/sources/last-resort.ts";
import { SecretsManagerSource } from "../lib/sources/secret-source.ts";
import type { Log } from "./log.ts";
import { clusterRouter, openRouter } from "./routes.ts";
import type { Refusal, Router, ServiceOptions } from "./service.ts";
import type { Settings } from "./settings.ts";

/** The injector that `REMORA_INJECTOR_SECRET` names, which is also what a cluster gets that chooses none. */
const MAIN: InjectorChoice = { injector: "injector", stage: "AWSCURRENT" };

/** A cluster that changes nothing. */
const ANYBODY = checkRegistry({ clusters: { any: { identity: { allowAnonymous: true } } } }).clusters.get(
  "any",
) as Cluster;

/** The service as it is deployed: its configuration in Secrets Manager, its log in CloudWatch. */
export function createService(settings: Settings, get: GetSecretValue, log: Log): ServiceOptions {
  const onEvent = log.configuration.bind(log);
  const secret = (secretId: string, versionStage?: string) =>
    new SecretsManagerSource(get, { secretId, ...(versionStage && { versionStage }) });
  const lastResort = settings.lastResort ? new LastResortFile(settings.lastResort) : undefined;
  const pool = new InjectorPool({
    sourceOf: ({ injector, stage }) =>
      secret(injector === MAIN.injector ? settings.injectorSecret : settings.secretsPrefix + injector, stage),
    lastResortOf: ({ injector, stage }) =>
      stage === MAIN.stage ? lastResort?.injector(injector) : undefined,
    onEvent,
  });
  const main = (budget: number) => pool.get(MAIN, ANYBODY, budget);

  const { clustersSecret, allowedCidrs, onFailure, limits, reuseDecisions } = settings;
  if (!clustersSecret) log.warn("there is no registry of clusters: everybody who can call is answered");
  const router = clustersSecret
    ? clusterRouter(
        shardedDirectory((shard) => secret(`${clustersSecret}/${shard}`), {
          lastResort: () => lastResort?.clusters(),
          onEvent,
        }),
        pool,
      )
    : openRouter(main, onFailure);

  return {
    route: allowedCidrs.length > 0 ? onlyFrom(allowedCidrs, router) : router,
    health: main,
    onOutcome: (outcome) => log.outcome(outcome),
    limits,
    anew: !reuseDecisions,
  };
}

function onlyFrom(cidrs: readonly string[], router: Router): Router {
  const isAllowed = cidrCheck(cidrs);
  return async (request, budget) => (isAllowed(request.sourceIp) ? router(request, budget) : OUTSIDE);
}

const OUTSIDE: Refusal = {
  ok: false,
  status: 403,
  code: "source-refused",
  message: "remora: calls are not accepted from this source address",
};
