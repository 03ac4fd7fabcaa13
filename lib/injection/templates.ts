import { quote } from "../gotemplate/quote.ts";
import type { Template } from "../gotemplate/template.ts";
import { trimSpace } from "../istio/go-strconv.ts";
import { InjectionError } from "./errors.ts";
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
  const { aliases } = parameters;
  return names.flatMap((name) => (Object.hasOwn(aliases, name) ? (aliases[name] ?? []) : [name]));
}

/** @throws InjectionError with the names that there are */
export function findTemplate({ injector }: InjectionParameters, name: string): Template {
  const template = injector.templates.get(name);
  if (template !== undefined) return template;
  const known = [...injector.templates.keys()].sort().join(", ");
  throw new InjectionError(`requested template ${quote(name)} not found; have ${known}`);
}
