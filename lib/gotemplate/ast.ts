/**
 * The tree that a template's text is parsed into: Go's node types (package text/template/parse) as one
 * discriminated union.
 */

/** The text that nodes belong to; errors name it. */
export interface Source {
  readonly parseName: string;
  readonly text: string;
}

interface At {
  /** Offset in `source.text`. */
  readonly pos: number;
  readonly source: Source;
}

export interface TextNode extends At {
  readonly type: "text";
  readonly text: string;
}
export interface ActionNode extends At {
  readonly type: "action";
  readonly pipe: PipeNode;
}
export interface BreakNode extends At {
  readonly type: "break";
}
export interface ContinueNode extends At {
  readonly type: "continue";
}
export interface BranchNode extends At {
  readonly type: "if" | "with" | "range";
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}
export interface TemplateNode extends At {
  readonly type: "template";
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}
/** Ends a list; not part of the finished tree. */
export type EndNode = (At & { readonly type: "end" }) | (At & { readonly type: "else" });
export interface ListNode extends At {
  readonly type: "list";
  readonly nodes: Statement[];
}

export interface PipeNode extends At {
  readonly type: "pipe";
  /** True of `$x = …`, false of `$x := …`. */
  isAssign: boolean;
  readonly decl: VariableNode[];
  readonly cmds: CommandNode[];
}
export interface CommandNode extends At {
  readonly type: "command";
  readonly args: Operand[];
}
export interface IdentifierNode extends At {
  readonly type: "identifier";
  readonly ident: string;
}
export interface DotNode extends At {
  readonly type: "dot";
}
export interface NilNode extends At {
  readonly type: "nil";
}
export interface BoolNode extends At {
  readonly type: "bool";
  readonly value: boolean;
}
export interface StringNode extends At {
  readonly type: "string";
  readonly quoted: string;
  readonly text: string;
}
/** A constant, as each of the types that can hold its value. */
export interface NumberNode extends At {
  readonly type: "number";
  readonly text: string;
  readonly int: bigint | undefined;
  readonly uint: bigint | undefined;
  readonly float: number | undefined;
}
/** `.A.B`: fields of dot. */
export interface FieldNode extends At {
  readonly type: "field";
  readonly ident: readonly string[];
}
/** `$x.A.B`: the variable first. */
export interface VariableNode extends At {
  readonly type: "variable";
  readonly ident: readonly string[];
}
/** `(pipeline).A.B` */
export interface ChainNode extends At {
  readonly type: "chain";
  readonly node: Operand;
  readonly fields: readonly string[];
}

export type Statement = TextNode | ActionNode | BreakNode | ContinueNode | BranchNode | TemplateNode;

export type Operand =
  | IdentifierNode
  | DotNode
  | NilNode
  | BoolNode
  | StringNode
  | NumberNode
  | FieldNode
  | VariableNode
  | ChainNode
  | PipeNode;

export type Node = Statement | EndNode | ListNode | CommandNode | Operand;

/** One template: `name` is what `{{template "name"}}` calls it. */
export interface Tree {
  readonly name: string;
  readonly source: Source;
  readonly root: ListNode;
}

/** Whether there is nothing in a list but space, so that it redefines nothing. Comments leave no node. */
export const isEmptyList = (list: ListNode): boolean =>
  list.nodes.every(
    (node) => node.type === "text" && /^[\s\u0085]*$/.test(node.text.replaceAll("\ufeff", "x")),
  );
