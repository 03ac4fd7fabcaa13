import {
  type CST,
  type Document,
  isMap,
  isScalar,
  isSeq,
  type LineCounter,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from "yaml";
import { KubernetesError } from "../errors.ts";

/**
 * The one place for where go-yaml v2 (scannerc.go, parserc.go) and the `yaml` package differ on what is YAML.
 * What the two differ on and what nobody writes is left as it is: test/kubernetes/differential/known.ts.
 */

/** What the `yaml` package complains of and go-yaml reads. */
export function isReadByGo(error: YAMLError, document: Document.Parsed): boolean {
  switch (error.code) {
    // Tags are for go-yaml's rules, and documents behind the first one are not looked at.
    case "TAG_RESOLVE_FAILED":
    case "MULTIPLE_DOCS":
      return true;
    // Inside of brackets go-yaml does not mind indentation.
    case "BAD_INDENT":
      return error.message.startsWith("Flow ");
    case "MISSING_CHAR":
      return false;
    default:
      return error.pos[0] >= endOfReading(document);
  }
}

/** Behind a scalar or a flow collection that is the whole document go-yaml reads no further. */
function endOfReading({ contents }: Document.Parsed): number {
  const isBlock = (isMap(contents) || isSeq(contents)) && !contents.flow;
  return !contents || isBlock ? Number.POSITIVE_INFINITY : contents.range[1];
}

/** Throws for what the `yaml` package reads and go-yaml refuses, and mends what it reads differently. */
export function applyGoSyntax(document: Document.Parsed, text: string, lines: LineCounter): void {
  const { explicit, version } = document.directives.yaml;
  if (explicit && version !== "1.1") throw refusal("found incompatible YAML document", 0, lines);
  const unknown = document.warnings.find(({ code }) => code === "BAD_DIRECTIVE");
  if (unknown) throw refusal("found unknown directive name", unknown.pos[0], lines);
  checkNode(document.contents, text, lines);
  emptyUnindentedBlock(document.contents);
}

/** A block scalar that is the whole document has to be indented like any other; what is not is not its text. */
function emptyUnindentedBlock(root: unknown): void {
  if (!isScalar(root) || root.srcToken?.type !== "block-scalar") return;
  if (/^\s*[^\s]/.exec(root.srcToken.source)?.[0].match(/(?:^|\n)[^ \n]$/)) root.source = "";
}

function checkNode(node: unknown, text: string, lines: LineCounter): void {
  if (isScalar(node)) {
    if (node.srcToken) checkScalar(node.srcToken, lines);
    dropMissingBreak(node);
  } else if (isMap(node)) {
    checkMap(node, text, lines);
  } else if (isSeq(node)) {
    if (node.srcToken?.type === "flow-collection") checkFlow(node.srcToken, lines);
    for (const item of node.items) checkNode(item, text, lines);
    if (node.flow) node.items = node.items.map((item) => bareText(item, text) ?? item);
  }
}

function checkMap(map: YAMLMap, text: string, lines: LineCounter): void {
  if (map.srcToken?.type === "flow-collection") checkFlow(map.srcToken, lines);
  for (const { key, value } of map.items) {
    checkNode(key, text, lines);
    checkNode(value, text, lines);
    if (map.flow && isScalar(key)) includeColon(key, text);
  }
}

/** In brackets, a colon with no space behind it belongs to the text before it: `{a:}` has the key "a:". */
function includeColon(key: Scalar, text: string): void {
  const token = key.srcToken;
  if (token?.type !== "scalar") return;
  unfollowedColon.lastIndex = token.offset + token.source.length;
  key.source += unfollowedColon.exec(text)?.[0] ?? "";
}

/** In a list, `[a:]` is the text "a:", and not a mapping. */
function bareText(item: unknown, text: string): Scalar | undefined {
  if (!isMap(item) || item.items.length !== 1 || text[item.range?.[0] ?? 0] === "{") return undefined;
  const key = item.items[0]?.key;
  if (!isScalar(key) || key.srcToken?.type !== "scalar") return undefined;
  return key.source === key.srcToken.source ? undefined : key;
}

const unfollowedColon = / *:(?=[,\]}])/y;

function checkScalar(token: CST.Token, lines: LineCounter): void {
  if (token.type === "double-quoted-scalar") checkEscapes(token, lines);
  else if (token.type === "single-quoted-scalar") requireClosed(token, lines);
  else if (token.type === "block-scalar") checkTabs(token, lines);
}

/** Where the text ends in a block scalar without a line break, go-yaml adds none, be its last line blanks alone. */
function dropMissingBreak(node: Scalar): void {
  const token = node.srcToken;
  if (token?.type !== "block-scalar" || /^ *\n[ \n]*$/.test(token.source)) return;
  const last = /[^\n]*$/.exec(token.source)?.[0] ?? "";
  const indentation = /^ *(?=[^ \n])/m.exec(token.source)?.[0].length ?? 0;
  // Blanks up to the indentation are no text.
  if (last.length <= indentation) return;
  node.source = node.source?.replace(/\n$/, "") ?? "";
}

/** JSON's "\/" is not among the escapes of YAML 1.1, and halves of surrogate pairs are no characters. */
function checkEscapes({ source, offset }: CST.FlowScalar, lines: LineCounter): void {
  for (const { index, 1: code = "" } of source.slice(0, -1).matchAll(/\\([^xuU]|x..|u.{4}|U.{8})/gsu)) {
    if (/^[xuU]/.test(code)) requireCharacter(Number.parseInt(code.slice(1), 16), offset + index, lines);
    else if (!/^[0abt\tnvfre "'\\N_LP\r\n\u0085\u2028\u2029]$/.test(code)) {
      throw refusal("found unknown escape character", offset + index, lines);
    }
  }
}

function requireCharacter(code: number, offset: number, lines: LineCounter): void {
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw refusal("found invalid Unicode character escape code", offset, lines);
  }
}

/** Where a line ends in a quote that stands for itself, the `yaml` package takes it for the closing one. */
function requireClosed({ source, offset }: CST.FlowScalar, lines: LineCounter): void {
  if (!/^'(?:[^']|'')*'$/.test(source)) throw refusal("found unexpected end of stream", offset, lines);
}

/** No tabs before the indentation of the first line is known, nor in place of it later. */
function checkTabs({ props, source, offset }: CST.BlockScalar, lines: LineCounter): void {
  const header = props.find(({ type }) => type === "block-scalar-header");
  if (header && "source" in header && /[1-9]/.test(header.source)) return;
  let indent = Number.POSITIVE_INFINITY;
  let at = offset;
  for (const line of source.split("\n")) {
    const spaces = /^ */.exec(line)?.[0].length ?? 0;
    if (spaces < indent && line[spaces] === "\t") {
      throw refusal("found a tab character where an indentation space is expected", at + spaces, lines);
    }
    if (spaces < line.length) indent = Math.min(indent, spaces);
    at += line.length + 1;
  }
}

/** In brackets, a colon before another bracket ends nothing, and a question mark ends the text before it. */
function checkFlow(token: CST.FlowCollection, lines: LineCounter): void {
  const expectation = `did not find expected ',' or '${token.start.source === "{" ? "}" : "]"}'`;
  const isClosed = token.end.some(({ type }) => type === "flow-map-end" || type === "flow-seq-end");
  if (!isClosed) throw refusal(expectation, token.offset, lines);
  for (const { key, sep, value } of token.items) {
    for (const part of [key, value]) {
      if (part?.type !== "scalar") continue;
      if (part.source.includes("?")) throw refusal(expectation, part.offset, lines);
      if (part.source.startsWith(":"))
        throw refusal("did not find expected node content", part.offset, lines);
    }
    const colon = sep?.find(({ type }) => type === "map-value-ind");
    const touchesKey = key?.type === "scalar" && key.offset + key.source.length === colon?.offset;
    if (touchesKey && value?.type === "flow-collection" && value.offset === colon.offset + 1) {
      throw refusal(expectation, value.offset, lines);
    }
  }
}

function refusal(problem: string, offset: number, lines: LineCounter): KubernetesError {
  const { line, col } = lines.linePos(offset);
  return new KubernetesError("YAML_SYNTAX", `yaml: line ${line}: ${problem}`, { line, column: col });
}
