import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";

/** What anybody has to pay who reads a secret with the SDK: fetched at init, and nothing done with it. */
const secret = new SecretsManagerClient({}).send(
  new GetSecretValueCommand({ SecretId: process.env.REMORA_TEST_SECRET as string }),
);

export async function handler(): Promise<{ statusCode: number; body: string }> {
  const { SecretString, SecretBinary } = await secret;
  return { statusCode: 200, body: String(SecretString?.length ?? SecretBinary?.length) };
}
