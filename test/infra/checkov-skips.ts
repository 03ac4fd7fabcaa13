/** The checks of checkov that are not for us, each with its reason. */
export const CHECKOV_SKIPS: Readonly<Record<string, string>> = {
  CKV_AWS_18:
    "access logs of buckets: one holds deployments, one public certificates; nobody reads them but AWS",
  CKV_AWS_21:
    "versions of the deployment bucket: each deployment has a folder of its own, nothing is overwritten",
  CKV_AWS_26:
    "encryption of the alarm topic: CloudWatch cannot publish to one under AWS's key, and no alarm holds a secret",
  CKV_AWS_115:
    "a limit of the function's concurrency by default: how much an account has is its owner's to divide (reservedConcurrency)",
  CKV_AWS_116: "a dead-letter queue: it is for asynchronous calls, and an API server waits for its answer",
  CKV_AWS_117:
    "the function in a VPC: it calls nothing but Secrets Manager, and cold starts would pay for it",
  CKV_AWS_158:
    "own keys for log groups: no log holds a secret (a test puts a canary in), CloudWatch encrypts them anyway",
  CKV_AWS_173: "own keys for the function's environment: it holds names of secrets and settings, no secret",
  CKV_AWS_258:
    "IAM on the Function URL: an API server cannot sign requests; callers prove themselves to the function",
  CKV_AWS_59:
    "authorization by the private API: callers prove themselves to the function, and only the VPC endpoint reaches it",
  CKV_AWS_73: "tracing of the private API: traces hold the URL, and with it the token",
  CKV_AWS_76:
    "access log of the private API: it needs a role for the whole account, which is the account owner's to give",
  CKV_AWS_86: "CloudFront's access log: it holds the URL, and with it the token",
  CKV_AWS_120:
    "caching by the private API: every review is another, and answers must not outlive a configuration",
};
