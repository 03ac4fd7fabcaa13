import { readText } from "../istio/config-fields.ts";
import { isSpecial } from "../kubernetes/decode/special.ts";
import { isObject } from "../kubernetes/objects.ts";
import { jsonField, type KubernetesType } from "../kubernetes/schema/schema.ts";

/**
 * A document read from YAML with numbers and booleans made texts where the Go type has a string, as
 * sigs.k8s.io/yaml does: `version: 1.10` as a label's value is "1.1".
 */
export function withTexts(value: unknown, type: KubernetesType): unknown {
  if (value === null || value === undefined || isSpecial(type.name)) return value;
  switch (type.kind) {
    case "ptr":
      return withTexts(value, type.elem);
    case "slice":
      return Array.isArray(value) ? value.map((item) => withTexts(item, type.elem)) : value;
    case "map":
      return isObject(value) ? mapEntries(value, () => type.elem) : value;
    case "struct":
      return isObject(value) ? mapEntries(value, (key) => jsonField(type, key)?.type) : value;
    case "string":
      return isObject(value) || Array.isArray(value) ? value : readText(value, type.name, "");
    default:
      return value;
  }
}

function mapEntries(
  object: Readonly<Record<string, unknown>>,
  typeOf: (key: string) => KubernetesType | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => {
      const type = typeOf(key);
      return [key, type === undefined ? value : withTexts(value, type)];
    }),
  );
}
