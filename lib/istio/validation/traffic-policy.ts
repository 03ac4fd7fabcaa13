import { boolAt, messageAt, numberAt } from "../proto/access.ts";
import type { Message } from "../proto/message.ts";
import { asDuration } from "../proto/well-known.ts";
import { checkDuration } from "./durations.ts";
import { combine, type Maybe } from "./problems.ts";

/** MeshConfig.defaultTrafficPolicy (validateMeshConfigDefaultTrafficPolicy). */
export function checkTrafficPolicy(policy: Message | undefined): Maybe {
  return combine(
    checkConnectionPool(messageAt(policy, "connectionPool")),
    checkOutlierDetection(messageAt(policy, "outlierDetection")),
  );
}

function checkConnectionPool(pool: Message | undefined): Maybe {
  if (pool === undefined) return undefined;
  const http = messageAt(pool, "http");
  const tcp = messageAt(pool, "tcp");
  const none = http === undefined && tcp === undefined;
  return combine(
    none ? "connection pool must have at least one field" : undefined,
    checkHttp(http),
    checkTcp(tcp),
  );
}

/** Fields that count something, and what Istio calls them. */
const httpCounts: readonly (readonly [field: string, name: string])[] = [
  ["http1MaxPendingRequests", "http1 max pending requests"],
  ["http2MaxRequests", "http2 max requests"],
  ["maxRequestsPerConnection", "max requests per connection"],
  ["maxRetries", "max retries"],
  ["maxConcurrentStreams", "max concurrent streams"],
];

/** ConnectionPoolSettings.HTTPSettings.H2UpgradePolicy. */
const upgrade = 2;

function checkHttp(http: Message | undefined): Maybe {
  const clash = http?.h2UpgradePolicy === upgrade && boolAt(http, "useClientProtocol");
  return combine(
    ...httpCounts.map(([field, name]) =>
      numberAt(http, field) < 0 ? `${name} must be non-negative` : undefined,
    ),
    ...checkDurations(http, ["idleTimeout"]),
    clash ? "use client protocol must not be true when H2UpgradePolicy is UPGRADE" : undefined,
  );
}

function checkTcp(tcp: Message | undefined): Maybe {
  const idle = messageAt(tcp, "idleTimeout");
  const disabled = asDuration(idle) / 1_000_000n === 0n;
  return combine(
    numberAt(tcp, "maxConnections") < 0 ? "max connections must be non-negative" : undefined,
    ...checkDurations(tcp, ["connectTimeout", "maxConnectionDuration"]),
    idle !== undefined && !disabled ? checkDuration(idle) : undefined,
    ...checkDurations(messageAt(tcp, "tcpKeepalive"), ["time", "interval"]),
  );
}

function checkOutlierDetection(detection: Message | undefined): Maybe {
  const localFailures = numberAt(messageAt(detection, "consecutiveLocalOriginFailures"), "value");
  const unsplit = !boolAt(detection, "splitExternalLocalOriginErrors") && localFailures > 0;
  return combine(
    ...checkDurations(detection, ["baseEjectionTime", "interval"]),
    unsplit
      ? "outlier detection consecutive local origin failures is specified, but split external local origin errors is set to false"
      : undefined,
    checkPercent(numberAt(detection, "maxEjectionPercent")),
    checkPercent(numberAt(detection, "minHealthPercent")),
  );
}

function checkDurations(message: Message | undefined, fields: readonly string[]): Maybe[] {
  return fields.map((field) => {
    const duration = messageAt(message, field);
    return duration && checkDuration(duration);
  });
}

function checkPercent(value: number): string | undefined {
  return value < 0 || value > 100 ? `percentage ${value} is not in range 0..100` : undefined;
}
