import { sortedKeys } from "../gotemplate/maps.ts";
import { readText } from "../istio/config-fields.ts";
import { isSpecial } from "../kubernetes/decode/special.ts";
import { isObject } from "../kubernetes/objects.ts";
import { jsonField, type KubernetesType, type StructSchema } from "../kubernetes/schema/schema.ts";

/**
 * A document read from YAML with numbers and booleans made texts where the Go type has a string, as
 * sigs.k8s.io/yaml does: `version: 1.10` as a label's value is "1.1". What stands in an embedded struct stays as it
 * is, and decoding refuses it: there sigs.k8s.io/yaml looks at the embedded struct in place of its field.
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
      return isObject(value) ? mapEntries(value, (key) => targetOf(type, key)) : value;
    case "string":
      return isObject(value) || Array.isArray(value) ? value : readText(value, type.name, "");
    default:
      return value;
  }
}

/** The type that sigs.k8s.io/yaml holds the value of a key against (yaml.go, convertToJSONableObject: f.index[0]). */
function targetOf(struct: StructSchema, key: string): KubernetesType | undefined {
  const field = jsonField(struct, key);
  const embedded = field?.embeddedIn[0];
  if (embedded === undefined) return field?.type;
  return struct.fields.find(({ goName }) => goName === embedded)?.type;
}

/** In the order in which Go writes the keys of a map: of two faults the first is named, of two fields the last counts. */
function mapEntries(
  object: Readonly<Record<string, unknown>>,
  typeOf: (key: string) => KubernetesType | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    sortedKeys(object).map((key) => {
      const type = typeOf(key);
      return [key, type === undefined ? object[key] : withTexts(object[key], type)];
    }),
  );
}
