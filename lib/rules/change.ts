import type { Operation } from "fast-json-patch";
import { Template } from "../gotemplate/template.ts";
import type { FuncMap, GoValue } from "../gotemplate/values.ts";
import { executeInTime } from "../injection/deadline.ts";
import { diff } from "../injection/diff.ts";
import { copyOfValues, withOwnValues } from "../istio/values.ts";
import { decode } from "../kubernetes/decode/decode.ts";
import { applyJsonPatch } from "../kubernetes/json-patch.ts";
import { strategicMergePatch } from "../kubernetes/merge/strategic-merge-patch.ts";
import { deepFreeze, isObject, type JsonObject, own } from "../kubernetes/objects.ts";
import { parseYaml } from "../kubernetes/yaml/yaml.ts";
import { RuleError } from "./errors.ts";
import { fillIn } from "./fill-in.ts";
import type { MutationRequest } from "./mutator.ts";
import type { RuleSource } from "./rule.ts";

/** What the templates of a rule are given, as `.Object`, `.Namespace`, … */
export interface ChangeData {
  /** The object as the rules before this one have left it. */
  readonly Object: JsonObject;
  readonly Namespace: string;
  /** "CREATE" or "UPDATE". */
  readonly Operation: string;
  /** As the URL's path names it; "" where it does not. */
  readonly Cluster: string;
  /** `values` of the injector's configuration; they come to be frozen. */
  readonly Values: Readonly<JsonObject>;
}

/** Gives the changed object, and leaves the given one as it was. */
export type Change = (data: ChangeData, execution: Execution) => JsonObject;

/** How templates are executed: by when, or by whom. */
export type Execution = Pick<MutationRequest, "deadline" | "observer">;

/** The kinds whose lists merge by key; what is laid over any other object merges as JSON Merge Patch does (RFC 7386). */
const MERGED_KINDS = new Set([
  "v1/Pod",
  "v1/ReplicationController",
  "apps/v1/Deployment",
  "apps/v1/DaemonSet",
  "apps/v1/ReplicaSet",
  "apps/v1/StatefulSet",
  "batch/v1/Job",
  "batch/v1/CronJob",
]);

/** Compiles what a rule changes. @throws TemplateError where a template does not parse. */
export function compileChange(rule: RuleSource, functions: FuncMap): Change {
  if (rule.overlay !== undefined) {
    const overlay = compileDocument(rule.name, rule.overlay, functions);
    return (data, execution) => applyOverlay(data.Object, overlay(data, execution));
  }
  const patch = compileDocument(rule.name, rule.patch, functions);
  return (data, execution) => applyPatch(data.Object, patch(data, execution));
}

type Document = (data: ChangeData, execution: Execution) => unknown;

/** A text is a template; anything else is what it is. */
function compileDocument(name: string, source: unknown, functions: FuncMap): Document {
  if (typeof source !== "string") return () => source;
  const template = new Template(name).funcs(functions).parse(source);
  return (data, { deadline, observer }) => {
    const dot = (values: ChangeData["Values"]) => ({ ...data, Values: values }) as unknown as GoValue;
    return parseYaml(
      observer
        ? observer.execute(name, template, dot(copyOfValues(data.Values)))
        : withOwnValues(deepFreeze(data.Values), (own) => executeInTime(name, template, dot(own), deadline)),
    );
  };
}

function applyOverlay(object: JsonObject, overlay: unknown): JsonObject {
  // A template that comes to nothing changes nothing.
  if (overlay === null || overlay === undefined) return object;
  if (!isObject(overlay)) throw new RuleError("rule-failed", "the overlay is not an object");
  const key = `${String(own(object, "apiVersion") ?? "v1")}/${String(own(object, "kind") ?? "Pod")}`;
  if (!MERGED_KINDS.has(key)) return jsonMergePatch(object, overlay) as JsonObject;
  const type = `v1.${key.slice(key.lastIndexOf("/") + 1)}`;
  const known = decode(type, object) as JsonObject;
  const merged = decode(type, strategicMergePatch(known, overlay, type)) as JsonObject;
  // Carried over as a patch, so that fields which Kubernetes' types do not know survive.
  return applyJsonPatch(fillIn(object, known), diff(known, merged)) as JsonObject;
}

function jsonMergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, jsonMergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}

function applyPatch(object: JsonObject, patch: unknown): JsonObject {
  if (patch === null || patch === undefined) return object;
  if (!Array.isArray(patch)) throw new RuleError("rule-failed", "the patch is not a list of operations");
  try {
    return applyJsonPatch(object, patch as Operation[]) as JsonObject;
  } catch (error) {
    const { name, index, operation } = error as { name?: string; index?: number; operation?: Operation };
    const where = operation === undefined ? "" : ` (operation ${index}: ${operation.op} ${operation.path})`;
    throw new RuleError("rule-failed", `the patch does not apply: ${name ?? "invalid"}${where}`, {
      cause: error,
    });
  }
}
