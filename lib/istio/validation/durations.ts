import { formatDuration } from "../go-duration.ts";
import type { Message } from "../proto/message.ts";
import { asDuration } from "../proto/well-known.ts";
import { append, type Maybe } from "./problems.ts";

const millisecond = 1_000_000n;
const second = 1_000_000_000n;
const hour = 3_600_000_000_000n;

export function checkDuration(duration: Message | undefined): string | undefined {
  const nanoseconds = asDuration(duration);
  if (nanoseconds < millisecond) return "duration must be greater than 1ms";
  return nanoseconds % millisecond === 0n ? undefined : "only durations to ms precision are supported";
}

export function checkDrainDuration(duration: Message | undefined): Maybe {
  const problem = checkDuration(duration);
  if (problem !== undefined) return append(`invalid drain duration: ${problem}`);
  const whole = asDuration(duration) % second === 0n;
  return whole ? undefined : append("drain time only supports durations to seconds precision");
}

export function checkConnectTimeout(timeout: Message | undefined): string | undefined {
  const problem = checkDuration(timeout);
  if (problem !== undefined || asDuration(timeout) <= hour) return problem;
  return `time ${formatDuration(asDuration(timeout))} must be >1ms and <1h0m0s`;
}

/** Zero switches protocol detection off. */
export function checkProtocolDetectionTimeout(timeout: Message | undefined): string | undefined {
  return asDuration(timeout) % millisecond === 0n
    ? undefined
    : "only durations to ms precision are supported";
}
