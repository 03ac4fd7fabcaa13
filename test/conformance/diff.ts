import type { Json } from "./json.ts";

/** One place where two values differ; undefined stands for "absent". */
export interface Difference {
  readonly path: string;
  readonly istio: Json | undefined;
  readonly ours: Json | undefined;
}

/** Where two values differ, as deep as possible, at most `limit` places. The order of an object's keys is not looked at. */
export function differences(istio: Json | undefined, ours: Json | undefined, limit = 20): Difference[] {
  const found: Difference[] = [];
  collect(istio, ours, "", found, limit);
  return found;
}

function collect(
  istio: Json | undefined,
  ours: Json | undefined,
  path: string,
  found: Difference[],
  limit: number,
): void {
  if (found.length >= limit || Object.is(istio, ours)) return;
  if (Array.isArray(istio) && Array.isArray(ours)) {
    for (let i = 0; i < Math.max(istio.length, ours.length); i++) {
      collect(istio[i], ours[i], `${path}/${i}`, found, limit);
    }
    return;
  }
  if (isObject(istio) && isObject(ours)) {
    for (const key of new Set([...Object.keys(istio), ...Object.keys(ours)])) {
      collect(istio[key], ours[key], `${path}/${key}`, found, limit);
    }
    return;
  }
  if (typeof istio === "number" && istio === ours) return; // 0 and -0
  found.push({ path: path || "/", istio, ours });
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
