/** The functions that Helm adds to sprig's, but for those that need a cluster or TOML. */

import { TemplateError } from "../gotemplate/errors.ts";
import { quote } from "../gotemplate/quote.ts";
import type { Template } from "../gotemplate/template.ts";
import { type FuncMap, fn, GoError, type GoFunc, type GoValue } from "../gotemplate/values.ts";
import { KubernetesError } from "../kubernetes/errors.ts";
import { parseJson } from "../kubernetes/json.ts";
import { parseYaml, stringifyYaml } from "../kubernetes/yaml/yaml.ts";
import { decodeJson, withFloats } from "./json.ts";
import { encodeJson } from "./json-encode.ts";
import { isDict } from "./own.ts";

/** A template that includes itself more often than this at one time is a loop, says Helm. */
const MOST_NESTED = 1000;

/** toYaml and fromYaml alone, which templates far beyond charts use. */
export const yamlFuncs: FuncMap = {
  toYaml: fn("func(v any) string", (value) =>
    otherwise(
      () => toYaml(value),
      () => "",
    ),
  ),
  fromYaml: fn("func(str string) map[string]any", (text) => orErrorAsEntry(() => mapFromYaml(text))),
};

/**
 * Functions for the templates of a chart, which `include` and `tpl` find in the group of `template`. They
 * go over sprig's: `t.funcs(sprigFuncs(options)).funcs(helmFuncs(t))`.
 */
export function helmFuncs(template: Template): FuncMap {
  return {
    ...yamlFuncs,
    mustToYaml: fn("func(v any) string", toYaml),
    fromYamlArray: fn("func(str string) []any", (text) => orErrorAsItem(() => listFromYaml(text))),
    fromJson: fn("func(str string) map[string]any", (text) =>
      orErrorAsEntry(() => mapOnly(decodeJson(text))),
    ),
    fromJsonArray: fn("func(str string) []any", (text) => orErrorAsItem(() => listOnly(decodeJson(text)))),
    required: fn("func(warn string, val any) (any, error)", required),
    // Without a cluster there is nothing to find, as in `helm template`.
    lookup: fn(
      "func(apiversion string, resource string, namespace string, name string) (map[string]any, error)",
      () => ({}),
    ),
    getHostByName: fn("func(name string) string", () => ""),
    ...refused(["toYamlPretty", "toToml", "mustToToml", "fromToml"]),
    ...templateFuncs(template, new Map()),
  };
}

function refused(names: readonly string[]): FuncMap {
  const func: GoFunc = { ...fn("func(v any) string", () => ""), refused: "it is not implemented" };
  return Object.fromEntries(names.map((name) => [name, func]));
}

function required(warning: string, value: GoValue): GoValue {
  if (value === null || value === undefined || value === "") throw new GoError(warning);
  return value;
}

/** sigs.k8s.io/yaml's Marshal, without the last line end. */
function toYaml(value: GoValue): string {
  try {
    return stringifyYaml(parseJson(encodeJson(value, { escapeHtml: false }))).replace(/\n$/, "");
  } catch (error) {
    if (error instanceof KubernetesError) throw new GoError(error.message);
    throw error;
  }
}

/** A YAML document as sigs.k8s.io/yaml reads it into an `any`: every number a float64. @throws GoError */
export function decodeYaml(text: string): GoValue {
  try {
    return withFloats(parseYaml(text));
  } catch (error) {
    if (error instanceof KubernetesError) throw new GoError(error.message);
    throw error;
  }
}

/** What a function makes of a GoError, which Helm's functions put into their result. */
function otherwise<T, R>(call: () => T, fallback: (message: string) => R): T | R {
  try {
    return call();
  } catch (error) {
    if (error instanceof GoError) return fallback(error.message);
    throw error;
  }
}

function orErrorAsEntry(call: () => GoValue): GoValue {
  return otherwise(call, (message) => ({ Error: message }));
}

function orErrorAsItem(call: () => GoValue): GoValue {
  return otherwise(call, (message) => [message]);
}

function mapFromYaml(text: string): GoValue {
  const value = decodeYaml(text);
  // Unlike encoding/json, sigs.k8s.io/yaml leaves the empty map in place for null.
  return value === null ? {} : inYaml(() => mapOnly(value));
}

function listFromYaml(text: string): GoValue {
  const value = decodeYaml(text);
  return value === null ? [] : inYaml(() => listOnly(value));
}

function inYaml(call: () => GoValue): GoValue {
  try {
    return call();
  } catch (error) {
    throw new GoError(`error unmarshaling JSON: while decoding JSON: ${(error as GoError).message}`);
  }
}

/** null leaves a nil map. */
function mapOnly(value: GoValue): GoValue {
  if (value === null || isDict(value)) return value;
  throw new GoError(
    `json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`,
  );
}

function listOnly(value: GoValue): GoValue {
  if (value === null || Array.isArray(value)) return value;
  throw new GoError(`json: cannot unmarshal ${jsonKind(value)} into Go value of type []interface {}`);
}

function jsonKind(value: GoValue): string {
  if (Array.isArray(value)) return "array";
  const kind = typeof value;
  return kind === "boolean" ? "bool" : kind;
}

/** `include` runs a named template; `tpl` parses a text and runs it, and what it defines is its own. */
function templateFuncs(template: Template, nested: Map<string, number>): FuncMap {
  return {
    include: fn("func(name string, data any) (string, error)", (name: string, data: GoValue) => {
      const depth = nested.get(name) ?? 0;
      if (depth > MOST_NESTED) {
        throw new GoError(
          `rendering template has a nested reference name: ${name}: unable to execute template`,
        );
      }
      nested.set(name, depth + 1);
      try {
        return template.executeTemplate(name, data);
      } finally {
        nested.set(name, depth);
      }
    }),
    tpl: fn("func(tpl string, vals any) (string, error)", (text: string, data: GoValue) => {
      const copy = template.clone().option("missingkey=zero");
      copy.funcs(templateFuncs(copy, nested));
      const parsed = withContext(`cannot parse template ${quote(text)}`, () =>
        copy.new(template.name).parse(text),
      );
      const output = withContext(`error during tpl function execution for ${quote(text)}`, () =>
        parsed.execute(data),
      );
      return output.replaceAll("<no value>", "");
    }),
  };
}

function withContext<T>(context: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (error instanceof TemplateError) throw new GoError(`${context}: ${error.message}`, { cause: error });
    throw error;
  }
}
