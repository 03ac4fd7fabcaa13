import type { FieldDescriptor, MessageDescriptor } from "../../istio/proto/descriptors.ts";
import { isObject, own } from "../../kubernetes/objects.ts";
import { type KubernetesType, kubernetesType } from "../../kubernetes/schema/schema.ts";

/** A place of a document as its author knows it, and what stands there. */
export interface NamedPlace {
  /** Keys and places of lists, as in JSON. */
  readonly path: readonly string[];
  /** Undefined where nothing is set. */
  readonly value: unknown;
}

/** Any plain document, whose keys templates use as they are. */
export function plainPlace(document: unknown, path: readonly string[]): NamedPlace {
  return { path, value: valueAt(document, path) };
}

/** From the names of Go's fields and getters, `Spec.Containers.0.Image`, to those of JSON. */
export function kubernetesPlace(type: string, document: unknown, names: readonly string[]): NamedPlace {
  const path: string[] = [];
  let current: KubernetesType | undefined = kubernetesType(type);
  for (const name of names) {
    if (current?.kind === "ptr") current = current.elem;
    if (current?.kind === "struct") {
      const field: { goName: string; jsonName: string; type: KubernetesType } | undefined =
        current.jsonFields.find(({ goName }) => goName === name || `Get${goName}` === name) ??
        current.fields.find(({ goName }) => goName === name);
      // A method, as IsZero, says something of what has been named already.
      if (field === undefined) break;
      if (field.jsonName !== "") path.push(field.jsonName);
      current = field.type;
    } else {
      path.push(name);
      current = current?.kind === "slice" || current?.kind === "map" ? current.elem : undefined;
    }
  }
  return { path, value: valueAt(document, path) };
}

/** The same for a protobuf message. A wrapper is its value, and an enum its name. */
export function messagePlace(
  descriptor: MessageDescriptor,
  message: unknown,
  names: readonly string[],
): NamedPlace {
  const path: string[] = [];
  let type: MessageDescriptor | undefined = descriptor;
  let field: FieldDescriptor | undefined;
  for (const name of names) {
    if (type === undefined) {
      if (field === undefined || field.label === "singular") break;
      path.push(name);
      type = messageOf(field);
      field = { ...field, label: "singular" };
      continue;
    }
    if (isWrapper(type)) break;
    const next: FieldDescriptor | undefined = type.fields.find(
      ({ goName }) => goName === name || `Get${goName}` === name,
    );
    if (next === undefined) break;
    field = next;
    path.push(field.json);
    type = field.label === "singular" ? messageOf(field) : undefined;
  }
  return { path, value: shown(field, valueAt(message, path)) };
}

const isWrapper = ({ fullName }: MessageDescriptor) => fullName.startsWith("google.protobuf.");

function messageOf({ type }: FieldDescriptor): MessageDescriptor | undefined {
  return type.kind === "message" ? type.message() : undefined;
}

function shown(field: FieldDescriptor | undefined, value: unknown): unknown {
  // An enum that is not set is its first.
  if (field?.type.kind === "enum" && field.label === "singular" && typeof (value ?? 0) === "number")
    return field.type.enum.nameOf.get(Number(value ?? 0)) ?? value;
  if (field?.type.kind !== "message" || !isObject(value)) return value;
  return /^google\.protobuf\.\w+Value$/.test(field.type.message().fullName) ? value.value : value;
}

export function valueAt(document: unknown, path: readonly string[]): unknown {
  let value = document;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else value = isObject(value) ? own(value, key) : undefined;
  }
  return value;
}
