import type { ProxyImage } from "../istio/proxy-config.ts";
import type { ImageValues } from "./injector-values.ts";
import { PROXY_IMAGE_TYPE } from "./names.ts";
import { entry } from "./pod.ts";

/** Suffixes of tags that say which variant of the image it is. */
const KNOWN_TYPES = ["distroless", "debug"];

/** The type that has no suffix. */
const DEFAULT_TYPE = "default";

type Annotations = Readonly<Record<string, string>> | undefined;

/** `.ProxyImage`: the type comes from the annotation, then the ProxyConfig, then `global.variant`. */
export function proxyImage(
  values: ImageValues,
  image: ProxyImage | undefined,
  annotations: Annotations,
): string {
  return imageUrl(values, values.proxyImage, image?.imageType, annotations);
}

/** `.ProxyInitImage`, which the ProxyConfig has no say in. */
export function proxyInitImage(values: ImageValues, annotations: Annotations): string {
  return imageUrl(values, values.proxyInitImage, undefined, annotations);
}

function imageUrl(
  values: ImageValues,
  name: string,
  type: string | undefined,
  annotations: Annotations,
): string {
  const effective = entry(annotations, PROXY_IMAGE_TYPE) ?? (type || values.variant);
  return `${values.hub}/${name}:${tagOfType(values.tag, effective)}`;
}

/** The tag with its type replaced: 1.30-distroless as debug is 1.30-debug, as default 1.30. */
function tagOfType(tag: string, type: string): string {
  if (type === "") return tag;
  const known = KNOWN_TYPES.find((suffix) => tag.endsWith(`-${suffix}`));
  const bare = known === undefined ? tag : tag.slice(0, -known.length - 1);
  return type === DEFAULT_TYPE ? bare : `${bare}-${type}`;
}
