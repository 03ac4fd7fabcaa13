import { isObject } from "../kubernetes/objects.ts";

/**
 * Lays a cluster's overlay over a document of the injector (`values` or `mesh`), by the rules of JSON Merge
 * Patch (RFC 7386), which are also Helm's for values: objects merge, anything else replaces, null removes.
 */
export function overlayDocument(base: unknown, overlay: unknown): unknown {
  if (!isObject(overlay)) return overlay;
  const result: Record<string, unknown> = Object.create(null);
  if (isObject(base)) Object.assign(result, base);
  for (const [key, value] of Object.entries(overlay)) {
    if (value === null) delete result[key];
    else result[key] = overlayDocument(result[key], value);
  }
  return { ...result };
}
