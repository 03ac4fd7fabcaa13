import { quote } from "../gotemplate/quote.ts";
import type { Template } from "../gotemplate/template.ts";
import { trimSpace } from "../istio/go-strconv.ts";
import { InjectionError } from "./errors.ts";
import type { Injector } from "./injector.ts";
import { INJECT_TEMPLATES } from "./names.ts";
import type { InjectionParameters } from "./parameters.ts";
import { annotationOf } from "./pod.ts";

/**
 * The templates to render, in order: those that the pod asks for, or else the default ones. An alias
 * stands for its templates, which are not looked up as aliases again.
 */
export function selectTemplates(parameters: InjectionParameters): readonly string[] {
  const wish = annotationOf(parameters.pod, INJECT_TEMPLATES);
  const names = wish === undefined ? parameters.defaultTemplates : wish.split(",").map(trimSpace);
  return withoutAliases(names, parameters.aliases);
}

type Aliases = InjectionParameters["aliases"];

function withoutAliases(names: readonly string[], aliases: Aliases): readonly string[] {
  return names.flatMap((name) => (Object.hasOwn(aliases, name) ? (aliases[name] ?? []) : [name]));
}

/** Parses the templates of a pod that asks for none, which is nearly every pod. @throws as {@link Templates.get} */
export function checkDefaultTemplates({ config, templates }: Injector): void {
  for (const name of withoutAliases(config.defaultTemplates, config.aliases)) templates.get(name);
}

/** @throws InjectionError with the names that there are */
export function findTemplate({ injector }: InjectionParameters, name: string): Template {
  const template = injector.templates.get(name);
  if (template !== undefined) return template;
  const known = [...injector.templates.keys()].sort().join(", ");
  throw new InjectionError(`requested template ${quote(name)} not found; have ${known}`);
}
