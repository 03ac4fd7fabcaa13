import type { Figures } from "./figures.ts";
import { NEW_INSTANCES_WITHIN, PRICES, QUOTAS, READ, type Sourced } from "./quotas.ts";
import type { Fleet, Outcome } from "./simulation.ts";

interface Model {
  readonly figures: Figures;
  readonly fleet: Fleet;
  readonly memory: number;
  /** Requests a second that serverless.yml lets through by default. */
  readonly throttling: number;
  readonly scenarios: readonly { readonly name: string; readonly outcome: Outcome }[];
  /** Milliseconds of a whole processor as milliseconds at a memory size. */
  readonly scaled: (milliseconds: number, memory?: number) => number;
}

const MEMORY_SIZES = [256, 512, 1024, 1769];
const count = (value: number) => Math.round(value).toLocaleString("en");
const dollars = (value: number) => `$${value.toFixed(2)}`;

export function document({ figures, fleet, memory, throttling, scenarios, scaled }: Model): string {
  const warm = scaled(figures.hello);
  const perConcurrency = QUOTAS.lambdaConcurrency.value * QUOTAS.lambdaRequestsPerInstance.value;
  const rate = QUOTAS.apiRequestsPerSecond.value;
  const carried = Math.min(rate, perConcurrency, (QUOTAS.lambdaConcurrency.value * 1000) / warm);
  return `# Scale

Written by \`npm run scale-model\`; do not edit. It starts from what \`npm run bench\` measured (performance.md) and
from quotas and prices that AWS publishes, [below](#sources) with their sources. It is a model: Lambda's processors
are not the ones that were measured on, and what the network, API Gateway and the start of a sandbox take is not in
it.

## What one deployment carries

At ${count(memory)} MB an instance has ${((memory / QUOTAS.megabytesOfACore.value) * 100).toFixed(0)} % of a processor, on which a distinct pod takes ${warm.toFixed(1)} ms, a
pod of 27 KB ${scaled(figures.big).toFixed(1)} ms and a further replica ${scaled(figures.replica).toFixed(2)} ms.

| limit, by default | | pods per second | how to raise it |
| --- | --- | --- | --- |
| the stage's own throttling | ${count(throttling)} requests/s | ${count(throttling)} | \`throttlingRate\` and \`throttlingBurst\` in serverless.yml |
| API Gateway, account and region | ${count(rate)} requests/s, burst ${count(QUOTAS.apiBurst.value)} | ${count(rate)} | a request to AWS; another region |
| Lambda, requests | ${QUOTAS.lambdaRequestsPerInstance.value} a second for each execution at a time | ${count(perConcurrency)} | more concurrency |
| Lambda, executions at a time | ${count(QUOTAS.lambdaConcurrency.value)} | more than its requests | a request to AWS; \`reservedConcurrency\` keeps a share |
| Lambda, new instances | ${count(QUOTAS.lambdaNewInstances.value)} each ${NEW_INSTANCES_WITHIN} s | | \`provisionedConcurrency\` |
| Secrets Manager, GetSecretValue | ${count(QUOTAS.secretReadsPerSecond.value)} calls/s | one call a cold start, not a pod | a replica of the secret in each region |
| payload | ${QUOTAS.lambdaPayload.value / 2 ** 20} MB (Lambda), ${QUOTAS.apiPayload.value / 2 ** 20} MB (API) | | a pod is at most 1.5 MB in etcd |
| secret | ${count(QUOTAS.secretSize.value)} bytes | | the configuration goes in compressed |

The first limit is the stage's own: **${count(throttling)} pods per second**, so that one deployment cannot take the
account's whole share by mistake. With it raised, **${count(carried)} pods per second** in a region, which are API
Gateway's quota and Lambda's quota of requests alike: both have to be raised together. New accounts start with a
lower concurrency than the default; look at yours.

## What a million pods cost

| memory | ms a pod | Lambda | API Gateway | together |
| --- | --- | --- | --- | --- |
${MEMORY_SIZES.map((size) => costRow(size, scaled(figures.hello, size))).join("\n")}

All pods distinct, none cold; Lambda bills whole milliseconds; prices of us-east-1. A secret read by every new instance costs ${dollars(PRICES.secretTenThousand.value)} for ten thousand.

## ${count(fleet.clusters)} clusters restart at once

${count(fleet.clusters * fleet.podsPerCluster)} pods: every cluster creates ${fleet.podsPerCluster}, ${fleet.podsPerSecond} each second (the controller manager's default
rate), and all begin within ${fleet.startsWithin} second. A call that is turned away comes again after a second on average; a
cold start reads the secret once.

| | per region: pods | cold starts | at a time, at most | requests/s, at most | secret reads/s, at most | turned away | p50 ms | p99 ms | longest s | over after s |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${scenarios.map(({ name, outcome }) => outcomeRow(name, outcome)).join("\n")}

As deployed, the stage's throttling stretches a restart of the whole fleet: raise it with the fleet. Without it, at
first nothing is warm, and calls are turned away while cold starts take up all of the concurrency. Provisioned
instances take that away; what stays is the request rate of the region. Where a call is turned away the API server
takes it for a failed call: with \`failurePolicy: Fail\` the controller tries again, with \`Ignore\` the pod comes in
without its sidecar. A fleet of this size wants both quotas raised, or its clusters spread over regions
(multi-region.md).

## Sources

As read on ${READ}. Assumed are figures for which no page of AWS's was at hand.

| | value | source |
| --- | --- | --- |
${[...Object.values(QUOTAS), ...Object.values(PRICES)].map(sourceRow).join("\n")}

Assumed besides: durations have a tail (a tenth of them up to three times as long), a call that was turned away
comes again after half a second to one and a half, and Lambda's processors are as fast as the one measured on.
`;
}

function sourceRow({ what, value, source, assumed }: Sourced): string {
  const shown = value < 0.01 ? value.toFixed(10) : value.toLocaleString("en", { maximumFractionDigits: 4 });
  return `| ${what} | ${shown} | ${assumed ? "assumed, " : ""}${source} |`;
}

function costRow(memory: number, milliseconds: number): string {
  const billed = Math.ceil(milliseconds) / 1000;
  const lambda =
    PRICES.lambdaMillion.value + 1_000_000 * billed * (memory / 1024) * PRICES.lambdaGigabyteSecond.value;
  const columns = [
    `${count(memory)} MB`,
    milliseconds.toFixed(1),
    dollars(lambda),
    dollars(PRICES.apiMillion.value),
    dollars(lambda + PRICES.apiMillion.value),
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
