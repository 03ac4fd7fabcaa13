import { isObject } from "../kubernetes/objects.ts";

/**
 * An object as it was sent, with what Go adds when it reads and writes it (empty `resources`, `metadata`, …): so a
 * patch made for Go's form of it applies, and fields that Kubernetes' types do not know are still there.
 */
export function fillIn(sent: unknown, known: unknown): unknown {
  if (Array.isArray(sent) && Array.isArray(known)) {
    return sent.map((member, index) => fillIn(member, known[index]));
  }
  if (!isObject(sent) || !isObject(known)) return sent;
  const filled = new Map(Object.entries(sent));
  for (const [key, value] of Object.entries(known)) {
    filled.set(key, filled.has(key) ? fillIn(filled.get(key), value) : value);
  }
  return Object.fromEntries(filled);
}
