import { readFileSync } from "node:fs";
import { shardOf } from "../../lib/clusters/registry.ts";
import { hashToken } from "../../lib/clusters/token.ts";
import { compressed, istioConfiguration } from "../support/istio.ts";

export const PREFIX = "remora/test";
export const SECRET = `${PREFIX}/injector`;

const TOKEN = "a".repeat(52);
/** The path that the cluster of {@link clusterSecret} calls. */
export const CLUSTER = `/t/${TOKEN}/inject/cluster/prod-1`;

/** The part of the registry that holds the one cluster there is. */
export const clusterSecret = {
  name: `${PREFIX}/clusters/${shardOf("prod-1")}`,
  value: JSON.stringify({ clusters: { "prod-1": { identity: { tokens: [hashToken(TOKEN)] } } } }),
};

/** Istio's whole configuration, as it stands in the secret. */
export function istioSecret(): string {
  return compressed(istioConfiguration());
}

/** API Gateway's event (payload 2.0) with the review of a pod, as the API server sends it. */
export function reviewEvent(path = "/inject"): unknown {
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: "timeout=10s",
    headers: { "content-type": "application/json", "user-agent": "kube-apiserver-admission" },
    queryStringParameters: { timeout: "10s" },
    requestContext: {
      accountId: "000000000000",
      apiId: "api",
      domainName: "api.execute-api.eu-west-1.amazonaws.com",
      http: {
        method: "POST",
        path,
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: "kube-apiserver-admission",
      },
      requestId: "request",
      stage: "$default",
      time: "01/Jan/2026:00:00:00 +0000",
      timeEpoch: 1_767_225_600_000,
    },
    body: readFileSync(new URL("../../examples/foo/admission-review.json", import.meta.url), "utf8"),
    isBase64Encoded: false,
  };
}
