import type { ActionNode, TextNode } from "../ast.ts";
import type { Limiter } from "../limits.ts";
import type { Condition, Origin, Origins } from "./origins.ts";

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

/** What one node wrote. */
export interface Segment {
  /** Where in the output. */
  readonly start: number;
  readonly node: TextNode | ActionNode;
  /** Of an action's value. */
  readonly origin: Origin | undefined;
  /** The branch that the node stands in. */
  readonly condition: Condition | undefined;
}

/** Collects, besides the output, which node wrote what of it, and of what. */
export class TracingSink extends StringSink {
  /** In the order of the output. */
  readonly segments: Segment[] = [];
  readonly #origins: Origins;

  constructor(limiter: Limiter, origins: Origins) {
    super(limiter);
    this.#origins = origins;
  }

  override text(node: TextNode): void {
    this.#add(node, undefined);
    super.text(node);
  }

  override action(output: string, node: ActionNode): void {
    this.#add(node, this.#origins.value);
    super.action(output, node);
  }

  #add(node: TextNode | ActionNode, origin: Origin | undefined): void {
    this.segments.push({ start: this.output.length, node, origin, condition: this.#origins.condition });
  }
}
