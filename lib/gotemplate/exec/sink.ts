import type { ActionNode, TextNode } from "../ast.ts";
import type { Limiter } from "../limits.ts";

/**
 * Where an execution writes. Constant text and the output of actions arrive apart, so that a caller can tell
 * what of a result depends on the data.
 */
export interface Sink {
  text(node: TextNode): void;
  action(output: string, node: ActionNode): void;
}

/** Collects the output as a string. */
export class StringSink implements Sink {
  output = "";
  readonly limiter: Limiter;

  constructor(limiter: Limiter) {
    this.limiter = limiter;
  }

  text(node: TextNode): void {
    this.output += node.text;
    this.limiter.output(this.output.length);
  }

  action(output: string, _node: ActionNode): void {
    this.output += output;
    this.limiter.output(this.output.length);
  }
}

/** Collects, besides the output, which node wrote what of it. */
export class TracingSink extends StringSink {
  /** In the order of the output; `start` is an offset in it. */
  readonly segments: { readonly start: number; readonly node: TextNode | ActionNode }[] = [];

  override text(node: TextNode): void {
    this.segments.push({ start: this.output.length, node });
    super.text(node);
  }

  override action(output: string, node: ActionNode): void {
    this.segments.push({ start: this.output.length, node });
    super.action(output, node);
  }
}
