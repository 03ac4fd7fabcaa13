import type { Figures } from "./figures.ts";
import { MEGABYTES_OF_A_CORE, PRICES, QUOTAS } from "./quotas.ts";
import type { Fleet, Outcome } from "./simulation.ts";

interface Model {
  readonly figures: Figures;
  readonly fleet: Fleet;
  readonly memory: number;
  readonly scenarios: readonly { readonly name: string; readonly outcome: Outcome }[];
  /** Milliseconds of a whole processor as milliseconds at a memory size. */
  readonly scaled: (milliseconds: number, memory?: number) => number;
}

const MEMORY_SIZES = [256, 512, 1024, 1769];
const count = (value: number) => Math.round(value).toLocaleString("en");
const dollars = (value: number) => `$${value.toFixed(2)}`;

export function document({ figures, fleet, memory, scenarios, scaled }: Model): string {
  const warm = scaled(figures.hello);
  const carried = Math.min(QUOTAS.apiRequestsPerSecond, (QUOTAS.lambdaConcurrency * 1000) / warm);
  return `# Scale

Written by \`npm run scale-model\`; do not edit. It starts from what \`npm run bench\` measured (performance.md) and
from quotas and prices that AWS publishes; each stands with its source in test/perf/scale/quotas.ts. It is a model:
Lambda's processors are not the ones that were measured on, and what the network, API Gateway and the start of a
sandbox take is not in it.

## What one deployment carries

At ${count(memory)} MB an instance has ${((memory / MEGABYTES_OF_A_CORE) * 100).toFixed(0)} % of a processor, on which a distinct pod takes ${warm.toFixed(1)} ms, a
pod of 27 KB ${scaled(figures.big).toFixed(1)} ms and a further replica ${scaled(figures.replica).toFixed(2)} ms.

| limit, by default | | pods per second | how to raise it |
| --- | --- | --- | --- |
| API Gateway, account and region | ${count(QUOTAS.apiRequestsPerSecond)} requests/s, burst ${count(QUOTAS.apiBurst)} | ${count(QUOTAS.apiRequestsPerSecond)} | a request to AWS; another region |
| Lambda, executions at a time | ${count(QUOTAS.lambdaConcurrency)} | ${count((QUOTAS.lambdaConcurrency * 1000) / warm)} | a request to AWS; \`reservedConcurrency\` keeps a share |
| Lambda, new instances | ${count(QUOTAS.lambdaScaling.instances)} each ${QUOTAS.lambdaScaling.seconds} s | | \`provisionedConcurrency\` |
| Secrets Manager, GetSecretValue | ${count(QUOTAS.secretReadsPerSecond)} calls/s | one call a cold start, not a pod | a replica of the secret in each region |
| payload | ${QUOTAS.lambdaPayload / 2 ** 20} MB (Lambda), ${QUOTAS.apiPayload / 2 ** 20} MB (API) | | a pod is at most 1.5 MB in etcd |
| secret | ${count(QUOTAS.secretSize)} bytes | | the configuration goes in compressed |

The first limit is API Gateway's: **${count(carried)} pods per second** in a region. New accounts start with a lower
concurrency than the default; look at yours.

## What a million pods cost

| memory | ms a pod | Lambda | API Gateway | together |
| --- | --- | --- | --- | --- |
${MEMORY_SIZES.map((size) => costRow(size, scaled(figures.hello, size))).join("\n")}

All pods distinct, none cold; Lambda bills whole milliseconds; prices of us-east-1. A secret read by every new instance costs ${dollars(PRICES.secretTenThousand)} for ten thousand.

## ${count(fleet.clusters)} clusters restart at once

${count(fleet.clusters * fleet.podsPerCluster)} pods: every cluster creates ${fleet.podsPerCluster}, ${fleet.podsPerSecond} each second (the controller manager's default
rate), and all begin within ${fleet.startsWithin} second. A call that is turned away comes again after a second on average; a
cold start reads the secret once.

| | per region: pods | cold starts | at a time, at most | requests/s, at most | secret reads/s, at most | turned away | p50 ms | p99 ms | longest s | over after s |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${scenarios.map(({ name, outcome }) => outcomeRow(name, outcome)).join("\n")}

At first nothing is warm: cold starts take up all of the concurrency until the first of them have answered, and
calls in that time are turned away. Provisioned instances take that away; what stays is the request rate of the
region. Beyond it API Gateway answers 429, which the API server takes for a failed call: with \`failurePolicy: Fail\`
the controller tries again, with \`Ignore\` the pod comes in without its sidecar. A fleet of this size wants the
quota raised, or its clusters spread over regions (multi-region.md).
`;
}

function costRow(memory: number, milliseconds: number): string {
  const billed = Math.ceil(milliseconds) / 1000;
  const lambda = PRICES.lambdaMillion + 1_000_000 * billed * (memory / 1024) * PRICES.lambdaGigabyteSecond;
  const columns = [
    `${count(memory)} MB`,
    milliseconds.toFixed(1),
    dollars(lambda),
    dollars(PRICES.apiMillion),
    dollars(lambda + PRICES.apiMillion),
  ];
  return `| ${columns.join(" | ")} |`;
}

function outcomeRow(name: string, outcome: Outcome): string {
  const { latency } = outcome;
  const columns = [
    name,
    count(outcome.requests),
    count(outcome.coldStarts),
    count(outcome.mostConcurrent),
    count(outcome.mostRequestsPerSecond),
    count(outcome.mostSecretReadsPerSecond),
    count(outcome.throttled),
    latency.p50.toFixed(1),
    count(latency.p99),
    (latency.max / 1000).toFixed(1),
    outcome.duration.toFixed(0),
  ];
  return `| ${columns.join(" | ")} |`;
}
