import {
  type BranchNode,
  type CommandNode,
  type EndNode,
  isEmptyList,
  type ListNode,
  type Operand,
  type PipeNode,
  type Source,
  type Statement,
  type TemplateNode,
  type Tree,
} from "./ast.ts";
import { placeOfLine, TemplateError } from "./errors.ts";
import { Lexer } from "./lexer.ts";
import { MAX_NESTING } from "./limits.ts";
import { numberNode } from "./number.ts";
import { printNode } from "./print-node.ts";
import { quote, unquote } from "./quote.ts";
import { describeToken, type Token, type TokenType } from "./tokens.ts";

export interface ParseOptions {
  readonly delims: readonly [left: string, right: string];
  /** Whether a function of that name can be called. */
  readonly hasFunction: (name: string) => boolean;
  /** Why the function of that name may not be called, if it may not. */
  readonly refusal?: (name: string) => string | undefined;
  /** Names that could have been meant where a function is unknown. */
  readonly functionNames?: () => Iterable<string>;
}

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

/** What the parsers of one text share. */
interface Shared {
  readonly source: Source;
  readonly lexer: Lexer;
  readonly options: ParseOptions;
  readonly trees: Map<string, Tree>;
  /** Of blocks within blocks, and of parentheses within parentheses. */
  depth: number;
}

const STARTS_OPERAND: ReadonlySet<TokenType> = new Set([
  "bool",
  "charConstant",
  "dot",
  "field",
  "identifier",
  "number",
  "nil",
  "rawString",
  "string",
  "variable",
  "leftParen",
]);
/** What a value cannot be piped into. */
const NOT_EXECUTABLE: ReadonlySet<Operand["type"]> = new Set(["bool", "dot", "nil", "number", "string"]);
const LITERAL: ReadonlySet<Operand["type"]> = new Set(["bool", "string", "number", "nil", "dot"]);

/** Parses one template; a `define` or `block` inside gets a parser of its own over the same tokens. */
class TreeParser {
  private readonly name: string;
  private readonly shared: Shared;
  private readonly source: Source;
  /** Tokens given back, the next one last. */
  private readonly pending: Token[] = [];
  private lastLine = 0;
  private actionLine = 0;
  private rangeDepth = 0;
  private readonly variables: string[] = ["$"];

  constructor(name: string, shared: Shared) {
    this.name = name;
    this.shared = shared;
    this.source = shared.source;
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

  /** Declarations or an assignment, then commands. */
  private pipeline(context: string, end: TokenType): PipeNode {
    const { pos } = this.peekNonSpace();
    const pipe: PipeNode = { type: "pipe", pos, source: this.source, isAssign: false, decl: [], cmds: [] };
    this.declarations(pipe, context);
    for (;;) {
      const token = this.nextNonSpace();
      if (token.type === end) {
        this.checkPipeline(pipe, context);
        return pipe;
      }
      if (!STARTS_OPERAND.has(token.type)) this.unexpected(token, context);
      this.backup(token);
      pipe.cmds.push(this.command());
    }
  }

  private declarations(pipe: PipeNode, context: string): void {
    for (;;) {
      const variable = this.peekNonSpace();
      if (variable.type !== "variable") return;
      this.next();
      const adjacent = this.next();
      const next = adjacent.type === "space" ? this.nextNonSpace() : adjacent;
      const isComma = next.type === "char" && next.value === ",";
      if (next.type !== "assign" && next.type !== "declare" && !isComma) {
        this.backup(next);
        if (adjacent.type === "space") this.backup(adjacent);
        this.backup(variable);
        return;
      }
      pipe.decl.push({ type: "variable", pos: variable.pos, source: this.source, ident: [variable.value] });
      this.variables.push(variable.value);
      if (!isComma) {
        pipe.isAssign = next.type === "assign";
        return;
      }
      this.checkComma(pipe, context);
    }
  }

  /** Only `range` takes two variables, and both must be there. */
  private checkComma(pipe: PipeNode, context: string): void {
    if (context !== "range" || pipe.decl.length >= 2) this.fail(`too many declarations in ${context}`);
    const { type } = this.peekNonSpace();
    if (type !== "variable" && type !== "rightDelim" && type !== "rightParen") {
      this.fail("range can only initialize variables");
    }
  }

  private checkPipeline(pipe: PipeNode, context: string): void {
    if (pipe.cmds.length === 0) this.fail(`missing value for ${context}`);
    pipe.cmds.forEach((command, index) => {
      const first = command.args[0] as Operand;
      if (index > 0 && NOT_EXECUTABLE.has(first.type)) {
        this.fail(`non executable command in pipeline stage ${index + 1}`);
      }
    });
  }

  /** Operands separated by spaces, up to a pipe, which it takes, or to the end, which it leaves. */
  private command(): CommandNode {
    const command: CommandNode = {
      type: "command",
      pos: this.peekNonSpace().pos,
      source: this.source,
      args: [],
    };
    for (;;) {
      this.peekNonSpace();
      const operand = this.operand();
      if (operand !== undefined) command.args.push(operand);
      const token = this.next();
      if (token.type === "space") continue;
      if (token.type === "rightDelim" || token.type === "rightParen") this.backup(token);
      else if (token.type !== "pipe") this.unexpected(token, "operand");
      break;
    }
    if (command.args.length === 0) this.fail("empty command");
    return command;
  }

  /** A term and the fields of it that follow without space. */
  private operand(): Operand | undefined {
    const term = this.term();
    if (term === undefined || this.peek().type !== "field") return term;
    const { pos } = this.peek();
    const fields: string[] = [];
    while (this.peek().type === "field") fields.push(this.next().value.slice(1));
    if (term.type === "field" || term.type === "variable") {
      return { ...term, pos, ident: [...term.ident, ...fields] };
    }
    if (LITERAL.has(term.type)) this.fail(`unexpected . after term ${quote(printNode(term))}`);
    return { type: "chain", pos, source: this.source, node: term, fields };
  }

  private term(): Operand | undefined {
    const token = this.nextNonSpace();
    const at = { pos: token.pos, source: this.source };
    switch (token.type) {
      case "identifier":
        this.checkFunction(token.value);
        return { type: "identifier", ...at, ident: token.value };
      case "dot":
      case "nil":
        return { type: token.type, ...at };
      case "variable":
        return this.variable(token);
      case "field":
        return { type: "field", ...at, ident: [token.value.slice(1)] };
      case "bool":
        return { type: "bool", ...at, value: token.value === "true" };
      case "charConstant":
      case "number": {
        const number = numberNode(this.source, token.pos, token.value);
        return "problem" in number ? this.fail(number.problem) : number;
      }
      case "leftParen":
        return this.nested("max expression depth exceeded", () =>
          this.pipeline("parenthesized pipeline", "rightParen"),
        );
      case "string":
      case "rawString":
        return { type: "string", ...at, quoted: token.value, text: this.unquoted(token) };
    }
    this.backup(token);
    return undefined;
  }

  private variable(token: Token): Operand {
    if (!this.variables.includes(token.value)) {
      this.fail(`undefined variable ${quote(token.value)}`, this.variables);
    }
    return { type: "variable", pos: token.pos, source: this.source, ident: [token.value] };
  }

  private unquoted(token: Token): string {
    return unquote(token.value) ?? this.fail("invalid syntax");
  }

  /** Parsing, and later execution, recurses; so what nests is limited. */
  private nested<T>(problem: string, parseInner: () => T): T {
    if (this.shared.depth >= MAX_NESTING) this.fail(problem);
    this.shared.depth++;
    const result = parseInner();
    this.shared.depth--;
    return result;
  }

  private list(pos: number): ListNode {
    return { type: "list", pos, source: this.source, nodes: [] };
  }

  private next(): Token {
    const token = this.pending.pop();
    if (token !== undefined) return token;
    const fresh = this.shared.lexer.next();
    this.lastLine = fresh.line;
    return fresh;
  }

  private backup(token: Token): void {
    this.pending.push(token);
  }

  private peek(): Token {
    const token = this.next();
    this.backup(token);
    return token;
  }

  private nextNonSpace(): Token {
    let token = this.next();
    while (token.type === "space") token = this.next();
    return token;
  }

  private peekNonSpace(): Token {
    const token = this.nextNonSpace();
    this.backup(token);
    return token;
  }

  private expect(type: TokenType, context: string): Token {
    const token = this.nextNonSpace();
    return token.type === type ? token : this.unexpected(token, context);
  }

  private unexpected(token: Token, context: string): never {
    if (token.type !== "error") this.fail(`unexpected ${describeToken(token)} in ${context}`);
    const elsewhere = this.actionLine !== 0 && this.actionLine !== token.line;
    const word = token.value.endsWith(" action") ? "" : " in action";
    const origin = elsewhere ? `${word} started at ${this.source.parseName}:${this.actionLine}` : "";
    return this.fail(`${token.value}${origin}`);
  }

  private checkFunction(name: string): void {
    const { functionNames, hasFunction, refusal } = this.shared.options;
    const reason = refusal?.(name);
    if (reason !== undefined) this.fail(`function ${quote(name)} is refused: ${reason}`);
    if (hasFunction(name)) return;
    const similar = [...(functionNames?.() ?? [])].filter(
      (known) => known.toLowerCase() === name.toLowerCase(),
    );
    this.fail(`function ${quote(name)} not defined`, similar);
  }

  /** Go names the line of the token read last. */
  private fail(problem: string, scope: readonly string[] = []): never {
    const { parseName, text } = this.source;
    throw new TemplateError(`template: ${parseName}:${this.lastLine}: ${problem}`, {
      code: "parse",
      place: placeOfLine(parseName, text, this.lastLine),
      scope,
    });
  }
}
