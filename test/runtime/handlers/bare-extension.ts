import { get } from "node:http";

/** The same through AWS's Parameters-and-Secrets extension: a server on localhost that the function asks. */
const secret = new Promise<string>((resolve, reject) => {
  const port = process.env.PARAMETERS_SECRETS_EXTENSION_HTTP_PORT;
  const path = `/secretsmanager/get?secretId=${encodeURIComponent(process.env.REMORA_TEST_SECRET as string)}`;
  const headers = { "x-aws-parameters-secrets-token": process.env.AWS_SESSION_TOKEN ?? "" };
  get({ host: "127.0.0.1", port, path, headers }, (response) => {
    let text = "";
    response.on("data", (chunk) => {
      text += chunk;
    });
    response.on("end", () => resolve(JSON.parse(text).SecretString ?? ""));
  }).on("error", reject);
});

export async function handler(): Promise<{ statusCode: number; body: string }> {
  return { statusCode: 200, body: String((await secret).length) };
}
