import {
  type BranchNode,
  type EndNode,
  isEmptyList,
  type ListNode,
  type PipeNode,
  type Statement,
  type TemplateNode,
  type Tree,
} from "./ast.ts";
import { Lexer } from "./lexer.ts";
import { PipelineParser } from "./pipeline-parser.ts";
import { printNode } from "./print-node.ts";
import { quote } from "./quote.ts";
import type { ParseOptions, Shared } from "./token-reader.ts";
import type { Token } from "./tokens.ts";

/**
 * Parses a text into the templates that it defines: the one called `name` and those of `define` and `block`.
 * Throws {@link TemplateError} with Go's message, which knows the line but not the column.
 */
export function parse(name: string, text: string, options: ParseOptions): Map<string, Tree> {
  const lexer = new Lexer(text, {
    left: options.delims[0] || "{{",
    right: options.delims[1] || "}}",
    breakIsKeyword: !options.hasFunction("break"),
    continueIsKeyword: !options.hasFunction("continue"),
  });
  const trees = new Map<string, Tree>();
  new TreeParser(name, { source: { parseName: name, text }, lexer, options, trees, depth: 0 }).parseText();
  return trees;
}

/** Parses one template; a `define` or `block` inside gets a parser of its own over the same tokens. */
class TreeParser extends PipelineParser {
  private readonly name: string;
  private rangeDepth = 0;

  constructor(name: string, shared: Shared) {
    super(shared);
    this.name = name;
  }

  /** The whole text, in which only here `define` may stand. */
  parseText(): void {
    const root = this.list(this.peek().pos);
    while (this.peek().type !== "EOF") {
      if (this.parseDefinition()) continue;
      const node = this.textOrAction();
      if (node.type === "end" || node.type === "else") this.fail(`unexpected ${printNode(node)}`);
      root.nodes.push(node);
    }
    this.add(root);
  }

  private parseDefinition(): boolean {
    const delimiter = this.next();
    if (delimiter.type === "leftDelim") {
      const keyword = this.nextNonSpace();
      if (keyword.type === "define") {
        this.defineClause();
        return true;
      }
      this.backup(keyword);
    }
    this.backup(delimiter);
    return false;
  }

  private defineClause(): void {
    const context = "define clause";
    const header = new TreeParser("", this.shared);
    const token = header.nextNonSpace();
    const name = header.templateName(token, context);
    header.expect("rightDelim", context);
    new TreeParser(name, this.shared).body(context);
  }

  /** The list of a `define` or `block` up to its end. */
  private body(context: string): void {
    const { list, end } = this.itemList();
    if (end.type !== "end") this.fail(`unexpected ${printNode(end)} in ${context}`);
    this.add(list);
  }

  /** A template that is empty but for space does not count as a second definition. */
  private add(root: ListNode): void {
    const { trees } = this.shared;
    const existing = trees.get(this.name);
    if (existing === undefined || isEmptyList(existing.root)) {
      trees.set(this.name, { name: this.name, source: this.source, root });
    } else if (!isEmptyList(root)) {
      this.fail(`template: multiple definition of template ${quote(this.name)}`);
    }
  }

  private itemList(): { list: ListNode; end: EndNode } {
    const list = this.list(this.peekNonSpace().pos);
    while (this.peekNonSpace().type !== "EOF") {
      const node = this.textOrAction();
      if (node.type === "end" || node.type === "else") return { list, end: node };
      list.nodes.push(node);
    }
    return this.fail("unexpected EOF");
  }

  private textOrAction(): Statement | EndNode {
    const token = this.nextNonSpace();
    if (token.type === "text") {
      return { type: "text", pos: token.pos, source: this.source, text: token.value };
    }
    if (token.type !== "leftDelim") this.unexpected(token, "input");
    this.actionLine = token.line;
    const node = this.action();
    this.actionLine = 0;
    return node;
  }

  private action(): Statement | EndNode {
    const token = this.nextNonSpace();
    switch (token.type) {
      case "block":
        return this.blockControl();
      case "break":
      case "continue":
        return this.loopControl(token.type, token.pos);
      case "else":
        return this.elseControl();
      case "end":
        return { type: "end", pos: this.expect("rightDelim", "end").pos, source: this.source };
      case "if":
      case "range":
      case "with":
        return this.branch(token.type);
      case "template":
        return this.templateControl();
    }
    this.backup(token);
    const pipe = this.pipeline("command", "rightDelim");
    return { type: "action", pos: token.pos, source: this.source, pipe };
  }

  private loopControl(type: "break" | "continue", pos: number): Statement {
    const token = this.nextNonSpace();
    if (token.type !== "rightDelim") this.unexpected(token, `{{${type}}}`);
    if (this.rangeDepth === 0) this.fail(`{{${type}}} outside {{range}}`);
    return { type, pos, source: this.source };
  }

  /** `{{else if …}}` stands for `{{else}}{{if …}}`: the keyword is left for {@link alternative}. */
  private elseControl(): EndNode {
    const next = this.peekNonSpace();
    const chained = next.type === "if" || next.type === "with";
    const { pos } = chained ? next : this.expect("rightDelim", "else");
    return { type: "else", pos, source: this.source };
  }

  private branch(type: BranchNode["type"]): BranchNode {
    return this.nested("max block depth exceeded", () => this.branchClauses(type));
  }

  private branchClauses(type: BranchNode["type"]): BranchNode {
    const variables = this.variables.length;
    const pipe = this.pipeline(type, "rightDelim");
    if (type === "range") this.rangeDepth++;
    const { list, end } = this.itemList();
    if (type === "range") this.rangeDepth--;
    const elseList = end.type === "else" ? this.alternative(type, end) : undefined;
    this.variables.length = variables;
    return { type, pos: pipe.pos, source: this.source, pipe, list, elseList };
  }

  private alternative(type: BranchNode["type"], otherwise: EndNode): ListNode {
    if (type !== "range" && this.peek().type === type) {
      this.next();
      const list = this.list(otherwise.pos);
      list.nodes.push(this.branchClauses(type));
      return list;
    }
    const { list, end } = this.itemList();
    if (end.type !== "end") this.fail(`expected end; found ${printNode(end)}`);
    return list;
  }

  private blockControl(): TemplateNode {
    const context = "block clause";
    const token = this.nextNonSpace();
    const name = this.templateName(token, context);
    const pipe = this.pipeline(context, "rightDelim");
    this.nested("max block depth exceeded", () => new TreeParser(name, this.shared).body(context));
    return { type: "template", pos: token.pos, source: this.source, name, pipe };
  }

  private templateControl(): TemplateNode {
    const context = "template clause";
    const token = this.nextNonSpace();
    const name = this.templateName(token, context);
    const next = this.nextNonSpace();
    let pipe: PipeNode | undefined;
    if (next.type !== "rightDelim") {
      this.backup(next);
      pipe = this.pipeline(context, "rightDelim");
    }
    return { type: "template", pos: token.pos, source: this.source, name, pipe };
  }

  private templateName(token: Token, context: string): string {
    if (token.type !== "string" && token.type !== "rawString") this.unexpected(token, context);
    return this.unquoted(token);
  }

  private list(pos: number): ListNode {
    return { type: "list", pos, source: this.source, nodes: [] };
  }
}
