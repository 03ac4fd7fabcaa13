import type { MeshSettings } from "../../lib/injection/mesh-settings.ts";
import { PROXY_OVERRIDES } from "../../lib/injection/names.ts";
import { reinsertOverrides } from "../../lib/injection/overrides.ts";
import type { Pod } from "../../lib/injection/pod.ts";
import { statusJson, stripPod } from "../../lib/injection/strip.ts";
import { decode } from "../../lib/kubernetes/decode/decode.ts";
import { isObject } from "../../lib/kubernetes/objects.ts";

/**
 * A pod of a cluster as the API server sends it: on no node yet, without its status.
 *
 * @throws KubernetesError where it is no pod
 */
export function asSent(pod: object): Pod {
  const { status: _, metadata, spec, ...rest } = pod as Record<string, unknown>;
  const { managedFields: __, ...kept } = isObject(metadata) ? metadata : {};
  const { nodeName: ___, ...unbound } = isObject(spec) ? spec : {};
  return decode("v1.Pod", { ...rest, metadata: kept, spec: unbound }) as Pod;
}

/**
 * As it was before its sidecar came: a second injection keeps some of what the first one did, in Istio as well. What
 * its author wanted of the sidecar is kept in an annotation; where that is damaged, the pod is taken as it is.
 *
 * @param mesh what it was injected by; Istio's own default where that is not known
 */
export function asFirstSent(pod: Pod, mesh: Pick<MeshSettings, "statusPort"> = { statusPort: 15020 }): Pod {
  try {
    const first = reinsertOverrides(stripPod(withoutInjectedVolumes(pod), mesh));
    const { [PROXY_OVERRIDES]: _, ...annotations } = first.metadata.annotations ?? {};
    return { ...first, metadata: { ...first.metadata, annotations } };
  } catch {
    return pod;
  }
}

/** Istio leaves them to be replaced by those of the same names, and those that a new version leaves out stay. */
function withoutInjectedVolumes(pod: Pod): Pod {
  const status = statusJson(pod);
  if (status === undefined) return pod;
  const { volumes, imagePullSecrets, ...spec } = pod.spec;
  const own = (items: typeof volumes | typeof imagePullSecrets, injected: unknown) =>
    items?.filter(({ name }) => !(Array.isArray(injected) && injected.includes(name))) ?? [];
  const kept = Object.entries({
    volumes: own(volumes, status.volumes),
    imagePullSecrets: own(imagePullSecrets, status.imagePullSecrets),
  }).filter(([, items]) => items.length > 0);
  return { ...pod, spec: { ...spec, ...Object.fromEntries(kept) } };
}
