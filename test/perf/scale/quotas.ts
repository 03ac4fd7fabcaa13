/**
 * What AWS grants an account in one region by default, and its prices in us-east-1 for arm64, as published.
 * Read them again before you rely on them: they change, and most of them are raised on request.
 */
export const QUOTAS = {
  /** docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: account-level throttle, per region. */
  apiRequestsPerSecond: 10_000,
  /** Same page: the bucket that a burst is taken from. */
  apiBurst: 5_000,
  /** docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html, in bytes. */
  apiPayload: 10 * 2 ** 20,
  /** docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: executions at a time, per region. */
  lambdaConcurrency: 1_000,
  /** Same page: synchronous request and response, in bytes. */
  lambdaPayload: 6 * 2 ** 20,
  /** docs.aws.amazon.com/lambda/latest/dg/scaling-behavior.html: new instances of a function every 10 seconds. */
  lambdaScaling: { instances: 1_000, seconds: 10 },
  /** docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html: GetSecretValue, per second. */
  secretReadsPerSecond: 10_000,
  /** Same page, in bytes. */
  secretSize: 65_536,
} as const;

/** Dollars. */
export const PRICES = {
  /** aws.amazon.com/lambda/pricing: a million requests; a gigabyte for a second, arm64. */
  lambdaMillion: 0.2,
  lambdaGigabyteSecond: 0.0000133334,
  /** aws.amazon.com/api-gateway/pricing: a million calls of an HTTP API, metered by 512 KB. */
  apiMillion: 1,
  /** aws.amazon.com/secrets-manager/pricing: ten thousand calls. */
  secretTenThousand: 0.05,
} as const;

/** docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html: this many megabytes are one processor. */
export const MEGABYTES_OF_A_CORE = 1_769;
