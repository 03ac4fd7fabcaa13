import { type GoValue, Pointer, Struct } from "../../gotemplate/values.ts";

/** The object behind a struct or a pointer to one; of nil, an empty one. */
export function jsonBehind(receiver: GoValue): Readonly<Record<string, unknown>> {
  const struct = receiver instanceof Pointer ? receiver.target : receiver;
  return struct instanceof Struct ? struct.json : {};
}
