import { quote } from "./quote.ts";

export type TokenType =
  | "error"
  | "bool"
  /** Any other printing ASCII character, such as a comma. */
  | "char"
  | "charConstant"
  | "assign"
  | "declare"
  | "EOF"
  | "field"
  | "identifier"
  | "leftDelim"
  | "leftParen"
  | "number"
  | "pipe"
  | "rawString"
  | "rightDelim"
  | "rightParen"
  | "space"
  | "string"
  | "text"
  | "comment"
  | "variable"
  | "dot"
  | "nil"
  | Keyword;

export type Keyword =
  | "block"
  | "break"
  | "continue"
  | "define"
  | "else"
  | "end"
  | "if"
  | "range"
  | "template"
  | "with";

export const KEYWORDS: ReadonlySet<string> = new Set<Keyword>([
  "block",
  "break",
  "continue",
  "define",
  "else",
  "end",
  "if",
  "range",
  "template",
  "with",
]);

export interface Token {
  readonly type: TokenType;
  /** Offset in the text, in UTF-16 units. */
  readonly pos: number;
  readonly value: string;
  /** Of its first character, from 1. */
  readonly line: number;
}

/** A token as "unexpected …" names it. */
export function describeToken({ type, value }: Token): string {
  if (type === "EOF") return "EOF";
  if (type === "error") return value;
  if (KEYWORDS.has(type) || type === "dot" || type === "nil") return `<${value}>`;
  const runes = [...value];
  return value.length > 10 ? `${quote(runes.slice(0, 10).join(""))}...` : quote(value);
}
