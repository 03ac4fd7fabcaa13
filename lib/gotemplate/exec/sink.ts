import type { TextNode } from "../ast.ts";
import type { Limiter } from "../limits.ts";

/**
 * Where an execution writes. Constant text and the output of actions arrive apart, so that a caller can tell
 * what of a result depends on the data.
 */
export interface Sink {
  text(node: TextNode): void;
  action(output: string): void;
}

/** Collects the output as a string. */
export class StringSink implements Sink {
  output = "";
  private readonly limiter: Limiter;

  constructor(limiter: Limiter) {
    this.limiter = limiter;
  }

  text(node: TextNode): void {
    this.output += node.text;
    this.limiter.output(this.output.length);
  }

  action(output: string): void {
    this.output += output;
    this.limiter.output(this.output.length);
  }
}
