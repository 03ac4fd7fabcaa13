import { Template } from "../gotemplate/template.ts";
import type { FuncMap } from "../gotemplate/values.ts";
import { IstioError, messageOf } from "./errors.ts";

/**
 * An injector's templates by their names, each parsed when it is first asked for: a function that starts needs
 * one of Istio's eight for its first pod.
 */
export class Templates {
  readonly #texts: Readonly<Record<string, string>>;
  /** Istio names every template "inject"; which one it is stands before the message of an error. */
  readonly #empty: Template;
  readonly #parsed = new Map<string, Template>();

  constructor(texts: Readonly<Record<string, string>>, functions: FuncMap) {
    this.#texts = texts;
    this.#empty = new Template("inject").funcs(functions);
  }

  keys(): readonly string[] {
    return Object.keys(this.#texts);
  }

  /** @throws IstioError `invalid-template` with the TemplateError as its cause */
  get(name: string): Template | undefined {
    const known = this.#parsed.get(name);
    if (known !== undefined) return known;
    const text = Object.hasOwn(this.#texts, name) ? this.#texts[name] : undefined;
    if (text === undefined) return undefined;
    const template = this.#parse(name, text);
    this.#parsed.set(name, template);
    return template;
  }

  *[Symbol.iterator](): Iterator<readonly [name: string, template: Template]> {
    for (const name of this.keys()) yield [name, this.get(name) as Template];
  }

  /** Parses those that nobody has asked for yet. @throws as {@link get}, of the first that does not parse */
  check(): void {
    for (const name of this.keys()) this.get(name);
  }

  #parse(name: string, text: string): Template {
    try {
      return this.#empty.clone().parse(text);
    } catch (error) {
      throw new IstioError("invalid-template", `template ${JSON.stringify(name)}: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }
}
