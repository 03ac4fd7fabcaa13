/**
 * What AWS grants an account in one region by default, and its prices in us-east-1 for arm64. Each with the page
 * that says so, as it was read on {@link READ}; what no page of AWS's was at hand for is marked as assumed.
 * Read them again before you rely on them: they change, and most quotas are raised on request.
 */
export const READ = "2026-11-23";

export interface Sourced {
  readonly value: number;
  readonly what: string;
  /** The title of the page, or why the figure is taken to be so. */
  readonly source: string;
  readonly assumed?: true;
}

const LAMBDA_QUOTAS = "AWS Lambda Developer Guide, Lambda quotas";
const API_QUOTAS = "Amazon API Gateway Developer Guide, Amazon API Gateway quotas";
const SECRET_QUOTAS = "AWS Secrets Manager User Guide, AWS Secrets Manager quotas";

export const QUOTAS = {
  apiRequestsPerSecond: {
    value: 10_000,
    what: "API Gateway, requests per second (2,500 in thirteen newer regions)",
    source: API_QUOTAS,
  },
  apiBurst: {
    value: 5_000,
    what: "API Gateway, burst (1,250 in those regions)",
    source: API_QUOTAS,
  },
  apiPayload: {
    value: 10 * 2 ** 20,
    what: "HTTP API, payload in bytes",
    source: "Amazon API Gateway Developer Guide, Quotas for configuring and running an HTTP API",
  },
  lambdaConcurrency: { value: 1_000, what: "Lambda, executions at a time", source: LAMBDA_QUOTAS },
  lambdaRequestsPerInstance: {
    value: 10,
    what: "Lambda, synchronous requests per second for each execution at a time, provisioned or not",
    source: LAMBDA_QUOTAS,
  },
  lambdaPayload: {
    value: 6 * 2 ** 20,
    what: "Lambda, synchronous request or response in bytes",
    source: LAMBDA_QUOTAS,
  },
  lambdaNewInstances: {
    value: 1_000,
    what: "Lambda, new instances of a function in 10 seconds",
    source: "AWS Lambda Developer Guide, Lambda scaling behavior",
  },
  secretReadsPerSecond: {
    value: 10_000,
    what: "Secrets Manager, GetSecretValue per second",
    source: `${SECRET_QUOTAS}; raised on 4 March 2025 (What's New)`,
  },
  secretSize: { value: 65_536, what: "Secrets Manager, bytes of a secret", source: SECRET_QUOTAS },
  /** This many megabytes of a function are one processor. */
  megabytesOfACore: {
    value: 1_769,
    what: "Lambda, megabytes that come with one processor",
    source: "AWS Lambda Developer Guide, Configure Lambda function memory",
  },
  controllerPodsPerSecond: {
    value: 20,
    what: "Kubernetes, requests per second of the controller manager (kube-api-qps)",
    source:
      "Kubernetes, the flag's default (20, burst 30) in k8s.io/cloud-provider's and kube-controller-manager's configuration",
  },
} as const satisfies Readonly<Record<string, Sourced>>;

/** The time that {@link QUOTAS.lambdaNewInstances} is counted over, in seconds. */
export const NEW_INSTANCES_WITHIN = 10;

/** Dollars. */
export const PRICES = {
  lambdaMillion: {
    value: 0.2,
    what: "Lambda, a million requests",
    source: "as third parties quote aws.amazon.com/lambda/pricing",
    assumed: true,
  },
  lambdaGigabyteSecond: {
    value: 0.0000133334,
    what: "Lambda, a gigabyte for a second on arm64, first 7.5 billion a month",
    source: "as third parties quote aws.amazon.com/lambda/pricing",
    assumed: true,
  },
  apiMillion: {
    value: 1,
    what: "HTTP API, a million calls of up to 512 KB, first 300 million a month",
    source: "AWS Whitepaper, Best Practices for Designing Amazon API Gateway Private APIs, Cost optimization",
  },
  secretTenThousand: {
    value: 0.05,
    what: "Secrets Manager, ten thousand calls",
    source: "as third parties quote aws.amazon.com/secrets-manager/pricing",
    assumed: true,
  },
} as const satisfies Readonly<Record<string, Sourced>>;
