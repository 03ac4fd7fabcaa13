import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { SignatureV4 } from "@smithy/signature-v4";
import { isObject } from "../kubernetes/objects.ts";
import type { AwsEnvironment } from "./aws-environment.ts";

export interface SecretReference {
  /** Its name or ARN. */
  readonly secretId: string;
  /** AWSCURRENT where it is left out. */
  readonly versionStage?: string;
}

/** What of the answer counts here (Secrets Manager API Reference, GetSecretValue). */
export interface SecretValue {
  readonly VersionId?: string;
  readonly SecretString?: string;
  readonly SecretBinary?: Uint8Array;
}

/** Rejects with a {@link SecretsManagerError}, with what the connection failed by, or with the signal's reason. */
export type GetSecretValue = (secret: SecretReference, signal: AbortSignal) => Promise<SecretValue>;

/** A refusal, in Secrets Manager's own words: `name` is its type, as in "AccessDeniedException". */
class SecretsManagerError extends Error {
  override readonly name: string;
  readonly status: number;
  constructor(name: string, status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
    this.status = status;
  }
}

/** Milliseconds that one attempt may take; a fetch may take 3 s (Refreshing), and there are two. */
const PATIENCE = 1_400;
/** Milliseconds before the second attempt, at most: callers that were turned away together do not come back together. */
const PAUSE = 100;
/** UTF-16 units of an answer: a secret's 65,536 bytes, every one of them escaped, are 400,000. */
const LONGEST_ANSWER = 1_000_000;
const THROTTLED = new Set(["ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"]);

/**
 * The one call that the function makes to AWS, with the SDK's own signer and Node's HTTP client. The SDK's
 * client would do the same, but reading and evaluating it was half of a cold start (docs/adr/0011).
 */
export function signedGetSecretValue({ region, endpoint, credentials }: AwsEnvironment): GetSecretValue {
  const signer = new SignatureV4({ service: "secretsmanager", region, credentials, sha256: Sha256 });
  const attempt = async ({ secretId, versionStage }: SecretReference, signal: AbortSignal) => {
    const body = JSON.stringify({ SecretId: secretId, ...(versionStage && { VersionStage: versionStage }) });
    const { headers } = await signer.sign({
      method: "POST",
      protocol: endpoint.protocol,
      hostname: endpoint.hostname,
      path: "/",
      query: {},
      headers: {
        host: endpoint.host,
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "secretsmanager.GetSecretValue",
      },
      body,
    });
    return readAnswer(await post(endpoint, headers, body, signal));
  };
  return async (secret, signal) => {
    try {
      return await attempt(secret, signal);
    } catch (error) {
      if (signal.aborted || !mayPass(error)) throw error;
      await sleep(Math.random() * PAUSE);
      return attempt(secret, signal);
    }
  };
}

/** Everything but a refusal that will be the same the next time. */
function mayPass(error: unknown): boolean {
  return !(error instanceof SecretsManagerError) || error.status >= 500 || THROTTLED.has(error.name);
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * On a connection of its own: in a function that is frozen between requests, one kept from before may be dead
 * without knowing it, and at one fetch a minute there is nothing to save.
 */
function post(
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): Promise<Answer> {
  const request = url.protocol === "http:" ? requestHttp : requestHttps;
  return new Promise((resolve, reject) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    const outgoing = request(url, { method: "POST", headers, agent: false, signal: limit }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
        // A string that became too long for the language would throw in here, and end the process.
        if (text.length > LONGEST_ANSWER) incoming.destroy(new Error(`${url.host} answers without end`));
      });
      incoming.on("end", () => resolve({ status: incoming.statusCode ?? 0, text })).on("error", reject);
    });
    outgoing.on("error", (error) => reject(limit.aborted && !signal.aborted ? tooLate(url) : error));
    outgoing.on("upgrade", (_, socket) => {
      socket.destroy();
      reject(new Error(`${url.host} answers in another protocol than HTTP`));
    });
    outgoing.end(body);
  });
}

function tooLate({ host }: URL): Error {
  return new Error(`${host} did not answer within ${PATIENCE} ms`);
}

function readAnswer({ status, text }: Answer): SecretValue {
  const answer = parsed(text, status);
  if (status === 200) {
    const { SecretBinary, ...value } = answer;
    return { ...value, ...(SecretBinary && { SecretBinary: Buffer.from(SecretBinary, "base64") }) };
  }
  // "com.amazonaws.secretsmanager#ResourceNotFoundException" in some answers
  const type = (answer.__type ?? "UnknownError").replace(/^.*#/, "");
  throw new SecretsManagerError(type, status, answer.message ?? answer.Message ?? `status ${status}`);
}

function parsed(text: string, status: number): Readonly<Record<string, string>> {
  const unreadable = (message: string, options?: ErrorOptions) =>
    new SecretsManagerError("UnreadableAnswer", status === 200 ? 502 : status, message, options);
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw unreadable("the answer is no JSON", { cause });
  }
  if (!isObject(answer)) throw unreadable("the answer is no JSON object");
  return answer as Record<string, string>;
}

/** SHA-256 as the signer wants it: by Node's OpenSSL. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret as Uint8Array);
  }

  update(data: unknown): void {
    this.#hash.update(data as Uint8Array);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  /** The signer makes a new one for each text. */
  reset(): void {}
}
