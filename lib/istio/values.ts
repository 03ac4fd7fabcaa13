import { TemplateError } from "../gotemplate/errors.ts";
import { stringifyJson } from "../kubernetes/json.ts";
import { deepFreeze } from "../kubernetes/objects.ts";
import { IstioError, messageOf } from "./errors.ts";
import { valuesDescriptor } from "./proto/descriptors.ts";
import { isNumber } from "./proto/go-json.ts";
import type { Message } from "./proto/message.ts";
import { unmarshal } from "./proto/unmarshal.ts";
import { readYaml } from "./read-yaml.ts";

/** The installation's values (inject.ValuesConfig), in the two forms that the injector has them in. */
export interface Values {
  /** For the injector's own code: the operator's message. */
  readonly message: Message;
  /** For templates, as `.Values`; all numbers are float64. Frozen. */
  readonly map: Readonly<Record<string, unknown>>;
}

/** @throws IstioError `invalid-values` */
export function parseValues(yamlText: string): Values {
  try {
    const document = readYaml(yamlText);
    const message = unmarshal(valuesDescriptor, document);
    return { message, map: deepFreeze((withFloats(document) ?? {}) as Values["map"]) };
  } catch (error) {
    throw new IstioError("invalid-values", `could not parse configuration values: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * Runs templates with `.Values`, which all pods share and which are frozen. Where a template changes them, as with
 * sprig's `set`, it is run again with a copy: what it does is for this pod's templates to see. (In Istio all later
 * pods see it too, as long as the process lives.)
 */
export function withOwnValues<T>(values: Values["map"], run: (values: Values["map"]) => T): T {
  try {
    return run(values);
  } catch (error) {
    if (!(error instanceof TemplateError && error.cause instanceof TypeError)) throw error;
    return run(copyOfValues(values));
  }
}

/** Which templates may change. */
export function copyOfValues(values: Values["map"]): Values["map"] {
  return copyOf(values) as Values["map"];
}

function copyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item)]));
}

/** Go decodes every number of map[string]any as float64, however long it was written. */
function withFloats(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return typeof value === "bigint" ? Number(value) : value;
  if (isNumber(value)) return Number(stringifyJson(value));
  if (Array.isArray(value)) return value.map(withFloats);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withFloats(item)]));
}
