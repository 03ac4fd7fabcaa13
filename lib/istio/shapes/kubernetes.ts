import { typed } from "../../gotemplate/typed.ts";
import { BASIC_TYPES } from "../../gotemplate/types.ts";
import {
  type BasicType,
  fn,
  type GoType,
  type GoValue,
  type Methods,
  type StructField,
  type StructType,
} from "../../gotemplate/values.ts";
import { type KubernetesType, type StructSchema, structSchema } from "../../kubernetes/schema/schema.ts";
import { jsonBehind } from "./json-behind.ts";
import { scalarStructs } from "./kubernetes-scalars.ts";

/** The Go structs of the Kubernetes API as templates see them. */

const structTypes = new Map<string, StructType>();

/** "v1.PodSpec", "v1.ObjectMeta"… Throws a TypeError for a name that is not in the schema. */
export function kubernetesStruct(name: string): StructType {
  const known = structTypes.get(name);
  if (known !== undefined) return known;
  const type = Object.hasOwn(scalarStructs, name)
    ? (scalarStructs[name] as StructType)
    : makeStruct(structSchema(name));
  structTypes.set(name, type);
  return type;
}

function makeStruct(schema: StructSchema): StructType {
  let fields: StructField[] | undefined;
  return {
    kind: "struct",
    name: schema.name,
    fields: () => {
      fields ??= schema.fields.map(({ goName, jsonName, type }) => ({
        name: goName,
        json: jsonName,
        type: goType(type),
      }));
      return fields;
    },
    ...(schema.name === "v1.ObjectMeta" ? { methods: () => objectMetaMethods } : {}),
  };
}

function goType(type: KubernetesType): GoType {
  switch (type.kind) {
    case "slice":
      return { kind: "slice", elem: goType(type.elem), ...declaredName(type) };
    case "map":
      return { kind: "map", key: goType(type.key), elem: goType(type.elem), ...declaredName(type) };
    case "ptr":
      return { kind: "ptr", elem: goType(type.elem) };
    case "struct":
      return kubernetesStruct(type.name);
    default:
      return type.name === type.kind
        ? (BASIC_TYPES.get(type.kind) as BasicType)
        : { kind: type.kind, name: type.name };
  }
}

/** Only a declared type has a name of its own, such as v1.ResourceList; "[]v1.Container" says what it is. */
function declaredName(type: { readonly name: string }): { readonly name?: string } {
  return /^(\[\]|map\[)/.test(type.name) ? {} : { name: type.name };
}

/** metav1.Object, which ObjectMeta implements: a getter for each field that it names. */
const accessors =
  "Namespace Name GenerateName UID ResourceVersion Generation SelfLink CreationTimestamp DeletionTimestamp " +
  "DeletionGracePeriodSeconds Labels Annotations Finalizers OwnerReferences ManagedFields";

const objectMetaMethods: Methods = Object.fromEntries(
  accessors.split(" ").map((name) => [
    `Get${name}`,
    fn("func() any", (receiver: GoValue) => {
      const field = kubernetesStruct("v1.ObjectMeta")
        .fields()
        .find((candidate) => candidate.name === name);
      return field === undefined ? null : typed(field.type, jsonBehind(receiver)[field.json]);
    }),
  ]),
);
