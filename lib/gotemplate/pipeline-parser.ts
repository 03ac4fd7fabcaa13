import type { CommandNode, Operand, PipeNode } from "./ast.ts";
import { numberNode } from "./number.ts";
import { printNode } from "./print-node.ts";
import { quote } from "./quote.ts";
import { TokenReader } from "./token-reader.ts";
import type { Token, TokenType } from "./tokens.ts";

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

/** Parses what stands inside of delimiters: pipelines, commands, operands. */
export class PipelineParser extends TokenReader {
  /** The names that may be used here. */
  protected readonly variables: string[] = ["$"];

  /** Declarations or an assignment, then commands. */
  protected pipeline(context: string, end: TokenType): PipeNode {
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
}
