import { TemplateError } from "../../lib/gotemplate/errors.ts";
import { Template } from "../../lib/gotemplate/template.ts";
import type { FuncMap, GoValue } from "../../lib/gotemplate/values.ts";
import type { Answer } from "./peer.ts";

export interface Rendering {
  readonly template: string;
  readonly data?: unknown;
  readonly options?: readonly string[];
  readonly delims?: readonly string[];
  readonly plain?: boolean;
}

/** Our answer to a case, in the form of Go's. Whatever is not a TemplateError is thrown on. */
export function render({ template, data, options, delims, plain }: Rendering, functions: FuncMap): Answer {
  try {
    const t = new Template("t").funcs(plain ? {} : functions).option(...(options ?? []));
    if (delims !== undefined) t.delims(delims[0] ?? "", delims[1] ?? "");
    return { output: t.parse(template).execute(data as GoValue) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { error: error.message };
  }
}
