import { SyntaxProblem } from "./cursor.ts";
import { Scanner, type Token } from "./scanner.ts";

/** The lines of a text's first document, counted from 0, that begin inside of brackets. */
export function flowLines(text: string): ReadonlySet<number> {
  const lines = new Set<number>();
  let depth = 0;
  let opened = 0;
  for (const { type, start } of tokensOf(text)) {
    if ((type === "[" || type === "{") && depth++ === 0) opened = start.line;
    else if ((type === "]" || type === "}") && --depth === 0) {
      for (let line = opened + 1; line <= start.line; line++) lines.add(line);
    }
  }
  return lines;
}

/** As far as a document goes, and no further than there are tokens: behind a document may be anything. */
function* tokensOf(text: string): Generator<Token> {
  const scanner = new Scanner(text);
  let isFirst = true;
  try {
    for (let token = scanner.take(); ; token = scanner.take()) {
      if (token.type === "stream-end" || token.type === "document-end") return;
      if (token.type === "document-start" && !isFirst) return;
      isFirst = false;
      yield token;
    }
  } catch (error) {
    if (!(error instanceof SyntaxProblem)) throw error;
  }
}
