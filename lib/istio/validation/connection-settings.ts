import { messageAt, numberAt } from "../proto/access.ts";
import type { Message } from "../proto/message.ts";
import { asDuration } from "../proto/well-known.ts";
import { collect, type Maybe } from "./problems.ts";

type Check = readonly [field: string, check: (value: Message) => boolean, problem: string];

const nonNegative = (value: Message) => numberAt(value, "value") >= 0;
const positive = (value: Message) => numberAt(value, "value") > 0;
const window = (value: Message) => numberAt(value, "value") >= 65535;
const notBackwards = (value: Message) => asDuration(value) >= 0n;

/** In the order in which Istio complains (validateConnectionSettings). */
const checks: readonly Check[] = [
  [
    "listenerPerConnectionBufferLimitBytes",
    nonNegative,
    "listener_per_connection_buffer_limit_bytes must be non-negative",
  ],
  [
    "clusterPerConnectionBufferLimitBytes",
    nonNegative,
    "cluster_per_connection_buffer_limit_bytes must be non-negative",
  ],
  ["httpIdleTimeout", notBackwards, "http_idle_timeout must be non-negative"],
  ["httpMaxConnectionDuration", notBackwards, "http_max_connection_duration must be non-negative"],
  ["httpDrainTimeout", notBackwards, "http_drain_timeout must be non-negative"],
  ["httpRequestTimeout", notBackwards, "http_request_timeout must be non-negative"],
  ["httpRequestHeadersTimeout", notBackwards, "http_request_headers_timeout must be non-negative"],
  ["httpStreamIdleTimeout", notBackwards, "http_stream_idle_timeout must be non-negative"],
  ["httpMaxStreamDuration", notBackwards, "http_max_stream_duration must be non-negative"],
  ["httpMaxConcurrentStreams", positive, "http_max_concurrent_streams must be positive"],
  ["http2InitialStreamWindowSize", window, "http2_initial_stream_window_size must be at least 65535"],
  ["http2InitialConnectionWindowSize", window, "http2_initial_connection_window_size must be at least 65535"],
  ["listenerConnectionLimit", positive, "listener_connection_limit must be positive"],
  ["globalDownstreamConnectionLimit", positive, "global_downstream_connection_limit must be positive"],
];

export function checkConnectionSettings(settings: Message | undefined): Maybe {
  return collect(
    ...checks.map(([field, isFine, problem]) => {
      const value = messageAt(settings, field);
      return value === undefined || isFine(value) ? undefined : problem;
    }),
  );
}
