/** What the AWS SDK throws where not the command but what surrounds it is to blame, for people. */
export interface ExplainedAwsError {
  readonly text: string;
  readonly hint: string;
}

const LOG_IN =
  "Log in (aws sso login, aws configure), or choose a profile: AWS_PROFILE. What works for the command aws works here.";

const BY_NAME: Readonly<Record<string, readonly [string, string]>> = {
  CredentialsProviderError: ["there are no AWS credentials", LOG_IN],
  TokenProviderError: ["the AWS credentials cannot be renewed", LOG_IN],
  ExpiredTokenException: ["the AWS credentials have expired", LOG_IN],
  ExpiredToken: ["the AWS credentials have expired", LOG_IN],
  UnrecognizedClientException: ["AWS does not know these credentials", LOG_IN],
  InvalidSignatureException: ["AWS does not accept these credentials", LOG_IN],
  AccessDeniedException: [
    "AWS denies access",
    "Ask for that permission, or choose other credentials: AWS_PROFILE.",
  ],
  ResourceNotFoundException: [
    "the stage has no such secret",
    "Deploy it first: npm run deploy. Or name another: --stage, --prefix; AWS_REGION.",
  ],
  TimeoutError: ["AWS does not answer", "Check the network, and AWS_REGION."],
};

const UNREACHABLE = ["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH"];

/** @returns undefined where the error is none of the SDK's */
export function explainAwsError(error: Error): ExplainedAwsError | undefined {
  const { name, message } = error;
  // An empty AWS_REGION is none, too.
  if (message === "Region is missing" || message.startsWith('Region not accepted: region=""')) {
    const hint = "Set one: export AWS_REGION=eu-west-1. Or choose a profile that has one: AWS_PROFILE.";
    return { text: "there is no AWS region", hint };
  }
  if (!("$metadata" in error) && !name.endsWith("ProviderError")) return undefined;
  const [what, hint] = (Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined) ?? [];
  if (what !== undefined && hint !== undefined) return { text: `${what}: ${message}`, hint };
  if ("code" in error && UNREACHABLE.includes(String(error.code))) {
    const text = `AWS cannot be reached: ${message || String(error.code)}`;
    return { text, hint: "Check the network, AWS_REGION, and AWS_ENDPOINT_URL where it is set." };
  }
  return { text: `AWS answers ${name}: ${message}`, hint: "" };
}
