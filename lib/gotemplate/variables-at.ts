import type { ListNode, Node, Operand, PipeNode, Statement, Tree } from "./ast.ts";

/** The variables that can be named at a node of a template, for messages. */
export function variablesAt({ root }: Tree, target: Node): string[] {
  return new Search(target).list(root, ["$"]) ?? [];
}

/** Walks in the order of evaluation; each method answers the variables at the target once it is found. */
class Search {
  private readonly target: Node;

  constructor(target: Node) {
    this.target = target;
  }

  list(list: ListNode, outer: readonly string[]): string[] | undefined {
    const variables = [...outer];
    for (const node of list.nodes) {
      const found = this.statement(node, variables);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Adds what the statement declares for those after it. */
  private statement(node: Statement, variables: string[]): string[] | undefined {
    if (node === this.target) return variables;
    switch (node.type) {
      case "action":
        return this.pipe(node.pipe, variables);
      case "template":
        return node.pipe && this.pipe(node.pipe, variables);
      case "if":
      case "with":
      case "range": {
        const inner = [...variables];
        const { pipe, list, elseList } = node;
        return this.pipe(pipe, inner) ?? this.list(list, inner) ?? (elseList && this.list(elseList, inner));
      }
      default:
        return undefined;
    }
  }

  private pipe(pipe: PipeNode, variables: string[]): string[] | undefined {
    if (pipe === this.target) return variables;
    for (const command of pipe.cmds) {
      if (command === this.target) return variables;
      for (const operand of command.args) {
        const found = this.operand(operand, variables);
        if (found !== undefined) return found;
      }
    }
    if (!pipe.isAssign) variables.push(...pipe.decl.map((variable) => variable.ident[0] as string));
    return undefined;
  }

  private operand(operand: Operand, variables: string[]): string[] | undefined {
    if (operand === this.target) return variables;
    if (operand.type === "pipe") return this.pipe(operand, variables);
    return operand.type === "chain" ? this.operand(operand.node, variables) : undefined;
  }
}
