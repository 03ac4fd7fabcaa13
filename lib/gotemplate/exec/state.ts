import type { Node } from "../ast.ts";
import { placeAt, TemplateError, type TemplateErrorCode } from "../errors.ts";
import type { Limiter } from "../limits.ts";
import { printNode } from "../print-node.ts";
import { quote } from "../quote.ts";
import { variablesAt } from "../variables-at.ts";
import type { Origins } from "./origins.ts";
import type { Programs } from "./program.ts";
import type { Sink } from "./sink.ts";

export type MissingKey = "default" | "zero" | "error";

interface Failure {
  readonly code?: TemplateErrorCode;
  readonly cause?: unknown;
  /** Names that would have been right. */
  readonly scope?: readonly string[];
}

/**
 * What belongs to one execution and to no other; the compiled templates, which all executions share, are
 * given it with every call.
 */
export class State {
  readonly programs: Programs;
  readonly sink: Sink;
  readonly limiter: Limiter;
  readonly missingKey: MissingKey;
  /** Kept where the templates are compiled to be traced. */
  readonly origins: Origins | undefined;
  /** The template being executed, which errors name. */
  templateName: string;
  /** The node evaluated last; errors are reported there, as in Go. */
  node: Node | undefined = undefined;
  /** The frame of the template being executed: a value and a flag for each variable, see scope.ts. */
  variables: unknown[] = [];

  constructor(
    templateName: string,
    programs: Programs,
    sink: Sink,
    limiter: Limiter,
    missingKey: MissingKey,
    origins?: Origins,
  ) {
    this.templateName = templateName;
    this.programs = programs;
    this.sink = sink;
    this.limiter = limiter;
    this.missingKey = missingKey;
    this.origins = origins;
  }

  fail(problem: string, failure: Failure = {}): never {
    throw this.error(problem, failure);
  }

  error(problem: string, { code = "execute", cause, scope = [] }: Failure = {}): TemplateError {
    const { node } = this;
    if (node === undefined) {
      return new TemplateError(`template: ${this.templateName}: ${problem}`, { code, cause, scope });
    }
    const place = placeAt(node.source.parseName, node.source.text, node.pos);
    const message =
      `template: ${place.template}:${place.line}:${place.column}: ` +
      `executing ${quote(this.templateName)} at <${printNode(node)}>: ${problem}`;
    const tree = this.programs.tree(this.templateName);
    const variables = tree === undefined ? [] : variablesAt(tree, node);
    return new TemplateError(message, { code, place, cause, scope: [...scope, ...new Set(variables)] });
  }
}
