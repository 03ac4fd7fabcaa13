import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { createService } from "../../handler/create-service.ts";
import { toHttpRequest, toHttpResult } from "../../handler/http-event.ts";
import { Log } from "../../handler/log.ts";
import { respond, type ServiceOptions } from "../../handler/service.ts";
import { readSettings } from "../../handler/settings.ts";
import { SHARDS, shardOf } from "../../lib/clusters/registry.ts";
import { applyJsonPatch } from "../../lib/kubernetes/json-patch.ts";
import { type GetSecretValue, signedGetSecretValue } from "../../lib/sources/get-secret-value.ts";
import { SecretsServer } from "./secrets-server.ts";

const PREFIX = "remora/test";
export const INJECTOR_SECRET = `${PREFIX}/injector`;

/** What a call consists of besides its path. */
export interface Call {
  readonly pod?: object;
  readonly namespace?: string;
  /** In place of a review of `pod`; bytes travel in base64. */
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly sourceIp?: string;
  /** As API Gateway has checked it. */
  readonly clientCertificate?: { readonly issuer: string; readonly subject: string };
  /** Milliseconds since the endpoint received it, and those that the function may still run. */
  readonly waited?: number;
  readonly remaining?: number;
}

export interface Answered {
  readonly status: number | undefined;
  readonly body: string;
  /** The pod with the patch in it. */
  // biome-ignore lint/suspicious/noExplicitAny: read by name
  readonly pod?: any;
  readonly response?: {
    readonly uid: string;
    readonly allowed: boolean;
    readonly patch?: string;
    readonly warnings?: string[];
    readonly auditAnnotations?: Record<string, string>;
    readonly status?: { readonly message: string };
  };
}

/** The function as it is deployed, between API Gateway's events and a Secrets Manager of its own. */
export class DeployedFunction {
  readonly server = new SecretsServer();
  /** Its log since it was started. */
  lines: string[] = [];
  #getSecretValue: GetSecretValue | undefined;
  #service: ServiceOptions | undefined;

  async open(): Promise<void> {
    await this.server.start();
    this.#getSecretValue = signedGetSecretValue({
      region: "eu-west-1",
      endpoint: new URL(this.server.url),
      credentials: { accessKeyId: "testing", secretAccessKey: "testing" },
    });
  }

  async close(): Promise<void> {
    await this.server.stop();
  }

  /** Secrets Manager holds nothing but this injector, and the function has just started. */
  reset(injector: string, env: Readonly<Record<string, string>> = {}): void {
    this.server.secrets.clear();
    this.server.calls.length = 0;
    this.server.behaviour = "answer";
    this.server.put(INJECTOR_SECRET, { versionId: "v1", string: injector });
    this.restart(env);
  }

  restart(env: Readonly<Record<string, string>> = {}): void {
    this.lines = [];
    const settings = readSettings({
      REMORA_STAGE: "test",
      REMORA_INJECTOR_SECRET: INJECTOR_SECRET,
      REMORA_CLUSTERS_SECRET: `${PREFIX}/clusters`,
      ...env,
    });
    const log = new Log("test", (line) => void this.lines.push(line));
    this.#service = createService(settings, this.#getSecretValue as GetSecretValue, log);
  }

  /** Puts every cluster into the secret that its name leads to. */
  register(clusters: Readonly<Record<string, object>>): void {
    for (const shard of SHARDS) {
      const here = Object.entries(clusters).filter(([name]) => shardOf(name) === shard);
      if (here.length === 0) continue;
      const string = JSON.stringify({ clusters: Object.fromEntries(here) });
      this.server.put(`${PREFIX}/clusters/${shard}`, { versionId: `r${Math.random()}`, string });
    }
  }

  async call(path: string, call: Call = {}): Promise<Answered> {
    const event = eventOf(path, call);
    const request = toHttpRequest(event);
    const answer = await respond(this.#service as ServiceOptions, request, call.remaining ?? 5_000);
    const { statusCode: status, body = "" } = toHttpResult(
      event,
      answer,
    ) as APIGatewayProxyStructuredResultV2;
    if (status !== 200) return { status, body };
    const { response } = JSON.parse(body);
    if (!response.patch || call.body !== undefined) return { status, body, response };
    const patch = JSON.parse(Buffer.from(response.patch, "base64").toString());
    return {
      status,
      body,
      response,
      pod: applyJsonPatch(JSON.parse(event.body as string).request.object, patch),
    };
  }
}

/** As kube-apiserver asks for a pod. */
export function reviewOf(pod: object, namespace = "shop"): object {
  return {
    apiVersion: "admission.k8s.io/v1",
    kind: "AdmissionReview",
    request: {
      uid: "u",
      resource: { group: "", version: "v1", resource: "pods" },
      operation: "CREATE",
      namespace,
      object: { apiVersion: "v1", kind: "Pod", ...pod },
    },
  };
}

function eventOf(path: string, call: Call): APIGatewayProxyEventV2 {
  const {
    pod = { metadata: { name: "web" } },
    namespace,
    headers,
    query,
    sourceIp = "192.0.2.1",
    waited,
  } = call;
  const { clientCertificate: certificate, body = JSON.stringify(reviewOf(pod, namespace)) } = call;
  const clientCert = certificate && { issuerDN: certificate.issuer, subjectDN: certificate.subject };
  return {
    version: "2.0",
    rawPath: path,
    headers: { "content-type": "application/json", ...headers },
    queryStringParameters: query,
    requestContext: {
      stage: "$default",
      http: { method: "POST", path, sourceIp },
      ...(clientCert && { authentication: { clientCert } }),
      ...(waited !== undefined && { timeEpoch: Date.now() - waited }),
    },
    body: typeof body === "string" ? body : Buffer.from(body).toString("base64"),
    isBase64Encoded: typeof body !== "string",
  } as unknown as APIGatewayProxyEventV2;
}
