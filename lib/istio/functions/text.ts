import { printValue } from "../../gotemplate/fmt.ts";
import { type FuncMap, fn, GoError, type GoValue, type Look, type Struct } from "../../gotemplate/values.ts";
import { lower } from "../../sprig/case.ts";
import { formatDuration } from "../go-duration.ts";
import type { Message } from "../proto/message.ts";
import { asDuration } from "../proto/well-known.ts";
import { jsonBehind } from "../shapes/json-behind.ts";

/** Functions on texts and simple values. `contains` and `indent` hide sprig's, and take their arguments differently. */
export const textFuncs: FuncMap = {
  formatDuration: fn("func(in *durationpb.Duration) string", (duration: GoValue) =>
    formatDuration(asDuration(jsonBehind(duration) as Message)),
  ),
  valueOrDefault: fn(
    "func(value any, defaultValue any) any",
    (value: GoValue, defaultValue: GoValue) => (isNothing(value) ? defaultValue : value),
    (value: GoValue) =>
      isNothing(value) ? [{ argument: 1 }, { argument: 0, decided: false }] : [{ argument: 0 }],
  ),
  annotation: fn(
    "func(meta v1.ObjectMeta, name string, defaultValue any) string",
    annotation,
    lookOfAnnotation,
  ),
  contains: fn("func(needle string, haystack string) bool", (needle: string, haystack: string) =>
    haystack.includes(needle),
  ),
  directory: fn("func(filepath string) string", (path: string) => path.slice(0, path.lastIndexOf("/") + 1)),
  indent: fn("func(spaces int, source string) string", indent),
  toLower: fn("func(s string) string", lower),
  kubevirtInterfaces: fn("func(s string) string", (text: string) => text),
  excludeInterfaces: fn("func(s string) string", (text: string) => text),
  excludeInboundPort: fn("func(port any, excludedInboundPorts string) string", excludeInboundPort),
};

const isNothing = (value: GoValue): boolean => value === "" || value === null || value === undefined;

const annotationsOf = (meta: Struct) => (meta.json.annotations ?? {}) as Readonly<Record<string, string>>;

function lookOfAnnotation(meta: Struct, name: string): Look[] {
  const look = { argument: 0, keys: ["Annotations", name] };
  return Object.hasOwn(annotationsOf(meta), name) ? [look] : [{ argument: 2 }, { ...look, decided: false }];
}

function annotation(meta: Struct, name: string, defaultValue: GoValue): string {
  const annotations = annotationsOf(meta);
  return Object.hasOwn(annotations, name) ? String(annotations[name]) : printValue(defaultValue);
}

/** Go's own limit on a width in a format. */
const widest = 1_000_000n;

/** Every line but the first is indented. A negative number of spaces counts like a positive one. */
function indent(spaces: bigint, source: string): string {
  const width = spaces < 0n ? -spaces : spaces;
  if (width > widest) throw new GoError(`indent by ${spaces} is more than ${widest}`);
  return source.replaceAll("\n", `\n${" ".repeat(Number(width))}`);
}

/** Adds a port to a list of ports, unless it is there or is nothing. */
function excludeInboundPort(port: GoValue, excluded: string): string {
  const added = printValue(port).trim();
  if (added === "" || added === "0") return excluded;
  const ports = excluded.split(",");
  if (ports.includes(added)) return excluded;
  return [...ports.map((text) => text.trim()).filter((text) => text !== ""), added].join(",");
}
