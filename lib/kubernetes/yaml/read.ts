import { Composer, type Document, LineCounter, Parser, type YAMLError } from "yaml";
import { KubernetesError } from "../errors.ts";
import { buildYamlValue, type YamlOptions } from "./build.ts";
import { applyGoSyntax, isReadByGo } from "./package-differences.ts";
import { syntaxProblem } from "./syntax/check.ts";
import { flowLines } from "./syntax/flow-lines.ts";

/**
 * Reads the first document of a YAML text through the `yaml` package, whose job is the syntax alone: every
 * scalar stays text until {@link buildYamlValue} gives it go-yaml's meaning.
 */
export function readYaml(source: string, options: YamlOptions): unknown {
  requireReadable(source);
  // Line breaks of YAML 1.1 that the `yaml` package does not take for such.
  const text = withoutBlanksAtSeparators(source.replace(/^\ufeff/, "").replace(/\r\n?|\u0085/g, "\n"));
  const problem = syntaxProblem(text);
  if (problem) {
    const { line, column } = problem.mark;
    throw new KubernetesError("YAML_SYNTAX", problem.message, { line: line + 1, column: column + 1 });
  }
  return readText(text, options, 0);
}

function readText(text: string, options: YamlOptions, moved: number): unknown {
  const lines = new LineCounter();
  const document = composeFirst(text, lines);
  const error = document?.errors.find((candidate) => !isReadByGo(candidate, document));
  const flow = moved === 0 && document?.errors.length ? indentFlow(text) : undefined;
  const indented =
    flow ?? (error && moved < MOVED_SCALARS ? (withoutTabs(text) ?? indentQuoted(text, error)) : undefined);
  if (indented !== undefined) return readText(indented, options, moved + 1);
  if (error) throw syntaxError(error, lines);
  if (document) applyGoSyntax(document, text, lines);
  return buildYamlValue(document?.contents ?? null, lines, options);
}

/**
 * U+2028 and U+2029 break lines in YAML 1.1, and in scalars that go over lines blanks around a break mean nothing;
 * the break itself stays. In block scalars they mean something: texts that may have one are left as they are.
 */
function withoutBlanksAtSeparators(text: string): string {
  if (!/[\u2028\u2029]/.test(text) || mayHaveBlockScalar(text)) return text;
  return text.replace(/[ \t]*([\u2028\u2029])[ \t]*/g, "$1");
}

function mayHaveBlockScalar(text: string): boolean {
  return /[|>][-+\d]*[ \t]*(?:#.*)?\n/.test(text);
}

/** Lines of flow collections may be indented by tabs, which the `yaml` package takes only in some places. */
function withoutTabs(text: string): string | undefined {
  if (!/^ *\t/m.test(text) || mayHaveBlockScalar(text)) return undefined;
  return text.replace(/^[ \t]+/gm, (indentation) => " ".repeat(indentation.length));
}

/** How many scalars of a text may be over several lines as {@link indentQuoted} has it. */
const MOVED_SCALARS = 100;
/** How many lines of a scalar, or of all brackets, are moved at the most: each becomes longer. */
const MOVED_LINES = 10_000;
const DEEP = " ".repeat(200);

/**
 * Where a quoted scalar goes on in a line with too little indentation, which the `yaml` package takes for its
 * end and go-yaml does not: the text with those lines indented, since blanks at their start mean nothing. An
 * environment variable of two lines comes out of Istio's templates in this form.
 */
function indentQuoted(text: string, { code, message, pos: [end] }: YAMLError): string | undefined {
  const quote = code === "MISSING_CHAR" ? /^Missing closing (['"])quote/.exec(message)?.[1] : undefined;
  if (quote === undefined || text[end] !== "\n") return undefined;
  const rest = text.slice(end);
  const tail = (quote === '"' ? /^(?:[^"\\]|\\[\s\S])*"/ : /^(?:[^']|'')*'/).exec(rest)?.[0];
  if (tail === undefined || /\n(?:---|\.\.\.)(?=\s)/.test(tail)) return undefined;
  if (tail.split("\n", MOVED_LINES + 2).length > MOVED_LINES + 1) return undefined;
  return text.slice(0, end) + tail.replaceAll("\n", `\n${DEEP}`) + rest.slice(tail.length);
}

/** Inside of brackets go-yaml does not mind indentation, and the `yaml` package does: the text with those lines indented. */
function indentFlow(text: string): string | undefined {
  const inFlow = flowLines(text);
  if (inFlow.size === 0 || inFlow.size > MOVED_LINES) return undefined;
  let line = 0;
  return text.replace(/[\n\u2028\u2029]/g, (lineBreak) => {
    line++;
    return inFlow.has(line) ? lineBreak + DEEP : lineBreak;
  });
}

function composeFirst(text: string, lines: LineCounter): Document.Parsed | undefined {
  const composer = new Composer({
    version: "1.1",
    schema: "failsafe",
    resolveKnownTags: false,
    merge: false,
    uniqueKeys: false,
    keepSourceTokens: true,
  });
  // Only as much is composed as the first document takes; what is wrong behind it goes unseen, as in Go.
  for (const document of composer.compose(new Parser(lines.addNewLine).parse(text), true, text.length))
    return document;
  return undefined;
}

/** (go-yaml: readerc.go) */
function requireReadable(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  if (/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/.test(text)) {
    throw new KubernetesError("YAML_SYNTAX", "yaml: control characters are not allowed");
  }
  if (/[\n\r]\ufeff/.test(text)) {
    throw new KubernetesError("YAML_SYNTAX", "yaml: a byte order mark stands at the beginning of a line");
  }
  if (!text.isWellFormed()) throw new KubernetesError("YAML_SYNTAX", "yaml: invalid Unicode character");
}

function syntaxError(error: YAMLError, lines: LineCounter): KubernetesError {
  const { line, col } = lines.linePos(error.pos[0]);
  const message = error.message.split("\n", 1)[0]?.replace(/ at line \d+, column \d+:?$/, "");
  return new KubernetesError("YAML_SYNTAX", `yaml: line ${line}: ${message}`, { line, column: col });
}
