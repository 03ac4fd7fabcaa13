/** Where a call to AWS goes and in whose name, as Lambda's environment says it. */
export interface AwsEnvironment {
  readonly region: string;
  /** Of Secrets Manager. */
  readonly endpoint: URL;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables that Lambda sets for every function, and those of the SDKs that lead elsewhere:
 * AWS_ENDPOINT_URL_SECRETS_MANAGER, AWS_ENDPOINT_URL, AWS_USE_FIPS_ENDPOINT (AWS SDKs and Tools Reference Guide).
 *
 * @throws Error naming the variable that is missing
 */
export function awsEnvironment(env: Variables): AwsEnvironment {
  const region = required(env, "AWS_REGION");
  const sessionToken = env.AWS_SESSION_TOKEN;
  return {
    region,
    endpoint: new URL(env.AWS_ENDPOINT_URL_SECRETS_MANAGER || env.AWS_ENDPOINT_URL || regional(region, env)),
    credentials: {
      accessKeyId: required(env, "AWS_ACCESS_KEY_ID"),
      secretAccessKey: required(env, "AWS_SECRET_ACCESS_KEY"),
      ...(sessionToken && { sessionToken }),
    },
  };
}

function required(env: Variables, name: string): string {
  const value = env[name];
  if (!value) throw new Error(`${name} is not set; Lambda sets it for every function`);
  return value;
}

/** The domains of AWS's partitions, by the regions in them; all others are the commercial one and GovCloud. */
const PARTITIONS: readonly (readonly [regions: RegExp, domain: string])[] = [
  [/^cn-/, "amazonaws.com.cn"],
  [/^eusc-/, "amazonaws.eu"],
  [/^us-iso-/, "c2s.ic.gov"],
  [/^us-isob-/, "sc2s.sgov.gov"],
  [/^eu-isoe-/, "cloud.adc-e.uk"],
  [/^us-isof-/, "csp.hci.ic.gov"],
];

function regional(region: string, env: Variables): string {
  const [, domain] = PARTITIONS.find(([regions]) => regions.test(region)) ?? [undefined, "amazonaws.com"];
  const service = env.AWS_USE_FIPS_ENDPOINT === "true" ? "secretsmanager-fips" : "secretsmanager";
  return `https://${service}.${region}.${domain}`;
}
