import type { FuncMap } from "../gotemplate/values.ts";
import type { LabelSelector } from "../kubernetes/label-selector.ts";
import { parseYaml } from "../kubernetes/yaml/yaml.ts";
import { fieldOf, readMap, readObject, readSelectors, readStrings, readText } from "./config-fields.ts";
import { IstioError, messageOf } from "./errors.ts";
import { Templates } from "./templates.ts";

/** inject.Config (pkg/kube/inject/inject.go). */
export interface InjectorConfig {
  /** "enabled" or "disabled"; with anything else no pod is injected. */
  readonly policy: string;
  readonly defaultTemplates: readonly string[];
  readonly templates: Templates;
  /** What a name in a list of templates stands for; not looked up again. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  readonly neverInjectSelector: readonly LabelSelector[];
  readonly alwaysInjectSelector: readonly LabelSelector[];
  readonly injectedAnnotations: Readonly<Record<string, string>>;
}

/**
 * Reads the `config` of the injector's ConfigMap (inject.UnmarshalConfig). Its key `template`, which is bait
 * for old versions, is not looked at, nor is any other that it does not know.
 *
 * @param functions what templates may call; see istioFuncs
 * @throws IstioError `invalid-injector-config`; what is wrong with a template {@link Templates} say
 */
export function parseInjectorConfig(yamlText: string, functions: FuncMap): InjectorConfig {
  const { templates, ...config } = readConfig(yamlText);
  return { ...config, templates: new Templates(templates, functions) };
}

type RawConfig = Omit<InjectorConfig, "templates"> & { readonly templates: Readonly<Record<string, string>> };

function readConfig(yamlText: string): RawConfig {
  try {
    const config = readObject(parseYaml(yamlText), "inject.Config", "");
    const field = (name: string) => [fieldOf(config, name), `Config.${name}`] as const;
    return {
      policy: text(field("policy"), "inject.InjectionPolicy"),
      defaultTemplates: orSidecar(readStrings(...field("defaultTemplates"))),
      templates: texts(field("templates"), "inject.RawTemplates"),
      aliases: readAliases(...field("aliases")),
      neverInjectSelector: readSelectors(...field("neverInjectSelector")),
      alwaysInjectSelector: readSelectors(...field("alwaysInjectSelector")),
      injectedAnnotations: texts(field("injectedAnnotations"), "map[string]string"),
    };
  } catch (error) {
    const message = `failed to unmarshal injection template: ${messageOf(error)}`;
    throw new IstioError("invalid-injector-config", message, { cause: error });
  }
}

type Field = readonly [value: unknown, path: string];

function text([value, path]: Field, goType: string): string {
  return readText(value, goType, path);
}

function texts([value, path]: Field, goType: string): Record<string, string> {
  return readMap(value, goType, path, (item) => readText(item, "string", path));
}

function readAliases(value: unknown, path: string): Record<string, string[]> {
  return readMap(value, "map[string][]string", path, (names) => readStrings(names, path));
}

function orSidecar(names: readonly string[]): readonly string[] {
  return names.length === 0 ? ["sidecar"] : names;
}
