import { compareStrings } from "../../gotemplate/utf8.ts";
import { type FuncMap, fn, type GoValue, Struct } from "../../gotemplate/values.ts";
import { stringifyJson } from "../../kubernetes/json.ts";
import { stringifyYaml } from "../../kubernetes/yaml/yaml.ts";
import { encodeJson } from "../../sprig/json-encode.ts";
import { messageOf as errorMessage } from "../errors.ts";
import { proxyConfigDescriptor } from "../proto/descriptors.ts";
import { ProtoError } from "../proto/go-json.ts";
import { marshal } from "../proto/marshal.ts";
import { equal, type Message } from "../proto/message.ts";
import { defaultProxyConfig } from "../proxy-config.ts";
import { messageOf } from "../shapes/messages.ts";
import { isConstant, oncePerObject } from "./constant.ts";
import { jsonOf } from "./json-of.ts";

/** Called with what Istio would log as a warning. */
export type Warn = (text: string) => void;

/** The functions that turn values into JSON and YAML, and back. What cannot be written is warned of, not an error. */
export function jsonFuncs(warn: Warn): FuncMap {
  return {
    toJSON: fn("func(m map[string]string) string", (map: ReadonlyMap<string, string>) => writeMap(map)),
    fromJSON: fn("func(j string) any", (text: string) => readJson(text, warn)),
    structToJSON: fn("func(v any) string", (value: GoValue) => structToJson(value, warn)),
    protoToJSON: fn("func(v protoreflect.ProtoMessage) string", (value: GoValue) => protoToJson(value, warn)),
    toYaml: fn("func(value any) string", (value: GoValue) => toYaml(value, warn)),
    toJsonMap: fn(
      "func(maps ...map[string]string) string",
      (...maps: readonly ReadonlyMap<string, string>[]) =>
        maps.length === 0 ? "null" : writeMap(new Map(maps.flatMap((map) => [...map]))),
    ),
  };
}

function writeMap(map: ReadonlyMap<string, string>): string {
  const members = [...map].sort(([a], [b]) => compareStrings(a, b));
  return `{${members.map(([key, value]) => `${stringifyJson(key)}:${stringifyJson(value)}`).join(",")}}`;
}

/** All numbers are float64, as in Go; nothing at all is no JSON. */
function readJson(text: string, warn: Warn): GoValue {
  try {
    return JSON.parse(text, (_key, value: unknown) => {
      if (value === Infinity || value === -Infinity) throw new SyntaxError("number out of range");
      return value;
    }) as GoValue;
  } catch {
    warn(`Unable to unmarshal ${text}`);
    return "{}";
  }
}

/** Istio's template asks whether there is any, and then for it. */
const jsonOfStruct = oncePerObject((struct: Struct) => encodeJson(struct, { escapeHtml: true }));

const yamlOfConstant = oncePerObject((value: GoValue & object) => stringifyYaml(jsonOf(value)));

function structToJson(value: GoValue, warn: Warn): string {
  if (value === null || value === undefined) return "{}";
  try {
    return value instanceof Struct ? jsonOfStruct(value) : encodeJson(value, { escapeHtml: true });
  } catch (error) {
    warn(`Unable to marshal a value as JSON: ${errorMessage(error)}`);
    return "{}";
  }
}

function toYaml(value: GoValue, warn: Warn): string {
  try {
    return isConstant(value) ? yamlOfConstant(value) : stringifyYaml(jsonOf(value));
  } catch (error) {
    warn(`Unable to marshal a value as YAML: ${errorMessage(error)}`);
    return "";
  }
}

/** Messages are shared between pods, and never change. */
const known = new WeakMap<Message, string>();

function protoToJson(value: GoValue, warn: Warn): string {
  const found = messageOf(value);
  if (found === undefined) return "{}";
  const { descriptor, message } = found;
  let text = known.get(message);
  if (text === undefined) {
    try {
      text = marshal(descriptor, descriptor === proxyConfigDescriptor ? withoutDefaults(message) : message);
    } catch (error) {
      if (!(error instanceof ProtoError)) throw error;
      warn(`Unable to marshal a ${descriptor.fullName}: ${error.message}`);
      return "{}";
    }
    known.set(message, text);
  }
  return text;
}

/** The fields that inject.cleanProxyConfig leaves out where they are the default; the others it passes over. */
const cleaned = [
  "configPath",
  "binaryPath",
  "controlPlaneAuthPolicy",
  "serviceCluster",
  "drainDuration",
  "terminationDrainDuration",
  "discoveryAddress",
  "envoyMetricsService",
  "envoyAccessLogService",
  "tracing",
  "proxyAdminPort",
  "statNameLength",
  "statusPort",
  "concurrency",
];

function withoutDefaults(config: Message): Message {
  const kept = Object.entries(config).filter(
    ([name, value]) => !(cleaned.includes(name) && equal(value, defaultProxyConfig[name])),
  );
  return Object.fromEntries(kept);
}
