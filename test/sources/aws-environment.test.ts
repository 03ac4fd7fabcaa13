import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { describe, expect, test } from "@jest/globals";
import { awsEnvironment } from "../../lib/sources/aws-environment.ts";

const LAMBDA = { AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "key" };

/** One of each partition. */
const REGIONS = [
  ...["eu-west-1", "us-east-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1"],
  ...["us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1"],
];

function endpointOfSdk(region: string, fips: boolean): string {
  const client = new SecretsManagerClient({ region });
  return client.config.endpointProvider({ Region: region, UseFIPS: fips }).url.href;
}

describe("the endpoint is the one that the SDK would call", () => {
  test.each(REGIONS)("in %s", (region) => {
    const env = { ...LAMBDA, AWS_REGION: region };
    expect(awsEnvironment(env).endpoint.href).toBe(endpointOfSdk(region, false));
    const fips = { ...env, AWS_USE_FIPS_ENDPOINT: "true" };
    expect(awsEnvironment(fips).endpoint.href).toBe(endpointOfSdk(region, true));
  });

  test("where a variable leads elsewhere, that of the service before that of all", () => {
    const endpointOf = (env: object) => awsEnvironment({ ...LAMBDA, ...env }).endpoint.href;
    const all = { AWS_ENDPOINT_URL: "http://127.0.0.1:4566" };
    expect(endpointOf(all)).toBe("http://127.0.0.1:4566/");
    expect(endpointOf({ ...all, AWS_ENDPOINT_URL_SECRETS_MANAGER: "https://vpce.example.com" })).toBe(
      "https://vpce.example.com/",
    );
    expect(endpointOf({ AWS_ENDPOINT_URL: "" })).toBe("https://secretsmanager.eu-west-1.amazonaws.com/");
  });
});

describe("credentials", () => {
  test("with a session's token and without", () => {
    expect(awsEnvironment({ ...LAMBDA, AWS_SESSION_TOKEN: "token" }).credentials).toEqual({
      accessKeyId: "id",
      secretAccessKey: "key",
      sessionToken: "token",
    });
    expect(awsEnvironment(LAMBDA).credentials).toEqual({ accessKeyId: "id", secretAccessKey: "key" });
  });

  test.each(Object.keys(LAMBDA))("say that %s is missing", (name) => {
    expect(() => awsEnvironment({ ...LAMBDA, [name]: undefined })).toThrow(
      `${name} is not set; Lambda sets it for every function`,
    );
  });
});
