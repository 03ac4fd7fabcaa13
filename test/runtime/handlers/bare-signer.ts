import { awsEnvironment } from "../../../lib/sources/aws-environment.ts";
import { signedGetSecretValue } from "../../../lib/sources/get-secret-value.ts";

/** The same as by the SDK, in the way of the function: signed by the SDK's signer, sent by Node's client. */
const secret = signedGetSecretValue(awsEnvironment(process.env))(
  { secretId: process.env.REMORA_TEST_SECRET as string },
  new AbortController().signal,
);

export async function handler(): Promise<{ statusCode: number; body: string }> {
  const { SecretString, SecretBinary } = await secret;
  return { statusCode: 200, body: String(SecretString?.length ?? SecretBinary?.length) };
}
