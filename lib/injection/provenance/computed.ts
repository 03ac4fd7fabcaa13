import type { Read } from "../../gotemplate/trace.ts";
import { PROXY_IMAGE_TYPE } from "../names.ts";
import { annotationOf, type Pod } from "../pod.ts";

const read = (...path: string[]): Read => ({ path, decided: true });
const inVain = (...path: string[]): Read => ({ path, decided: false });

/** The suffix of a tag: the pod's annotation, or else the ProxyConfig and the values (proxy-image.ts). */
function imageType(pod: Pod, others: readonly string[][]): Read[] {
  const annotation = ["ObjectMeta", "Annotations", PROXY_IMAGE_TYPE];
  if (annotationOf(pod, PROXY_IMAGE_TYPE) !== undefined) return [read(...annotation)];
  return [...others.map((path) => read(...path)), inVain(...annotation)];
}

const VARIANT = ["Values", "global", "variant"];

/** What is worked out before a template runs: from which of the data that a template could have read itself. */
export const EXPANDED: Readonly<Record<string, (pod: Pod) => readonly Read[]>> = {
  ProxyImage: (pod) => [
    read("Values", "global", "hub"),
    read("Values", "global", "proxy", "image"),
    read("Values", "global", "tag"),
    ...imageType(pod, [["ProxyConfig", "Image", "ImageType"], VARIANT]),
  ],
  ProxyInitImage: (pod) => [
    read("Values", "global", "hub"),
    read("Values", "global", "proxy_init", "image"),
    read("Values", "global", "tag"),
    ...imageType(pod, [VARIANT]),
  ],
  InboundTrafficPolicyMode: () => [read("MeshConfig", "InboundTrafficPolicy", "Mode")],
};
