import * as v from "valibot";
import { isObject } from "../kubernetes/objects.ts";

const text = v.string("must be a text; put it in quotes");
const creationTimestamp = v.exactOptional(text);
const spec = v.optional(v.custom<Record<string, unknown>>(isObject, "must be an object"), {});

/** A ProxyConfig as `kubectl get proxyconfig -o yaml` prints it, or no more than what counts of it. */
export const proxyConfigSchema = v.union(
  [
    v.strictObject({ name: text, namespace: text, creationTimestamp, spec }),
    v.pipe(
      v.object({
        metadata: v.object({ name: text, namespace: v.optional(text, "default"), creationTimestamp }),
        spec,
      }),
      v.transform(({ metadata, spec }) => ({ ...metadata, spec })),
    ),
  ],
  "must be a ProxyConfig, with metadata and spec",
);
