import { byteLength } from "./utf8.ts";

/**
 * - `parse`: the template's text is wrong, or names an unknown function or variable
 * - `execute`: running it over this data failed
 * - `limit`: it asked for more than the caller allows (see limits.ts)
 * - `deadline`: it took longer than the caller can wait
 * - `usage`: the API was called with something impossible, such as an unknown option
 */
export type TemplateErrorCode = "parse" | "execute" | "limit" | "deadline" | "usage";

export interface Place {
  /** The name that the text was parsed under. */
  readonly template: string;
  /** From 1. */
  readonly line: number;
  /** In bytes from 0, as Go counts; absent where Go knows the line only. */
  readonly column?: number;
  /** The whole line of the template. */
  readonly source: string;
}

interface TemplateErrorDetails {
  readonly code: TemplateErrorCode;
  readonly place?: Place | undefined;
  /** Variables and fields that could have been named at this place. */
  readonly scope?: readonly string[];
  readonly cause?: unknown;
}

/** Everything that parsing and executing throws. `message` is Go's own text, to the letter. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
  readonly code: TemplateErrorCode;
  readonly place: Place | undefined;
  readonly scope: readonly string[];

  constructor(message: string, details: TemplateErrorDetails) {
    super(message, { cause: details.cause });
    this.code = details.code;
    this.place = details.place;
    this.scope = details.scope ?? [];
  }

  get line(): number | undefined {
    return this.place?.line;
  }

  get column(): number | undefined {
    return this.place?.column;
  }

  /** The message, the line with a caret under the place, and the names in scope. */
  pretty(): string {
    const lines = [this.message];
    if (this.place !== undefined) lines.push("", ...excerpt(this.place));
    if (this.scope.length > 0) lines.push("", `in scope: ${this.scope.join(", ")}`);
    return lines.join("\n");
  }
}

function excerpt({ line, column, source }: Place): string[] {
  const gutter = `${line} | `;
  const shown = `${gutter}${source}`;
  if (column === undefined) return [shown];
  const before = textOfBytes(source, column).replace(/[^\t]/g, " ");
  return [shown, `${" ".repeat(gutter.length)}${before}^`];
}

function textOfBytes(text: string, bytes: number): string {
  let end = 0;
  while (end < text.length && byteLength(text.slice(0, end)) < bytes) end++;
  return text.slice(0, end);
}

/** Line and column of an offset in a text, as Go counts them. */
export function placeAt(template: string, text: string, offset: number): Place {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  let line = 1;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) line++;
  return {
    template,
    line,
    column: byteLength(text.slice(offset === 0 ? 0 : lineStart, offset)),
    source: lineOf(text, line),
  };
}

export const placeOfLine = (template: string, text: string, line: number): Place => ({
  template,
  line,
  source: lineOf(text, line),
});

const lineOf = (text: string, line: number): string => text.split("\n", line)[line - 1] ?? "";
