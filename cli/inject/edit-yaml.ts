import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type ToStringOptions,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";
import { isObject, type JsonObject } from "../../lib/kubernetes/objects.ts";

/**
 * Brings a change into a YAML document and leaves the rest of it as it is written: comments, order, quotes.
 *
 * `before` and `after` are what the document comes to, with and without the change; what is equal in both is
 * not touched, even where the text spells it differently.
 */
export function editYaml(text: string, before: unknown, after: unknown): string {
  if (isDeepStrictEqual(before, after)) return text;
  // By version 1.1, as Kubernetes reads it: a new text that looks like `yes` gets its quotes.
  const document = parseDocument(text, { version: "1.1", keepSourceTokens: true });
  // A change to what an anchor names must not show up in its aliases.
  resolveAliases(document);
  const edited = edit(document, document.contents, before, after);
  if (edited !== document.contents) document.contents = edited as typeof document.contents;
  return document.toString(styleOf(text));
}

function edit(document: Document, node: unknown, before: unknown, after: unknown): Node {
  if (isNode(node) && isDeepStrictEqual(before, after)) return node;
  if (isMap(node) && isObject(before) && isObject(after)) return editMap(document, node, before, after);
  if (isSeq(node) && Array.isArray(before) && Array.isArray(after)) {
    return editList(document, node, before, after);
  }
  if (isScalar(node) && (after === null || typeof after !== "object")) {
    const scalar = document.createNode(after);
    const { comment = null, commentBefore = null } = node;
    return Object.assign(scalar, { comment, commentBefore }) as Node;
  }
  return document.createNode(after) as Node;
}

function editMap(document: Document, map: YAMLMap, before: JsonObject, after: JsonObject): YAMLMap {
  for (const key of Object.keys(before)) {
    const pair = pairOf(map, key);
    if (!Object.hasOwn(after, key) && pair) map.items.splice(map.items.indexOf(pair), 1);
  }
  for (const [key, value] of Object.entries(after)) {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    if (Object.hasOwn(before, key) && isDeepStrictEqual(old, value)) continue;
    const pair = pairOf(map, key);
    if (pair) pair.value = edit(document, pair.value, old, value);
    else map.items.push(document.createPair(key, value) as Pair);
  }
  // `{}` and `{a: b}` are written so as long as they are small.
  if (map.flow && !isSmall(after)) map.flow = false;
  return map;
}

/** JSON names of fields are matched as encoding/json matches them: exactly, or else whatever their case. */
function pairOf(map: YAMLMap, key: string): Pair | undefined {
  const keyOf = ({ key: node }: Pair) => String(isScalar(node) ? node.value : node);
  return (
    map.items.find((pair) => keyOf(pair) === key) ??
    map.items.find((pair) => keyOf(pair).toLowerCase() === key.toLowerCase())
  );
}

/**
 * Items are known by their names, so that a container keeps its comments wherever it moves to; others by
 * their content, or by their places where there are as many as before.
 */
function editList(document: Document, list: YAMLSeq, before: unknown[], after: unknown[]): YAMLSeq {
  const left = new Set(before.keys());
  const byPlace = before.length === after.length && !after.some(hasName);
  list.items = after.map((value, place) => {
    const index = byPlace ? place : [...left].find((i) => isSameItem(before[i], value));
    if (index === undefined) return document.createNode(value);
    left.delete(index);
    return edit(document, list.items[index], before[index], value);
  });
  if (list.flow && !isSmall(after)) list.flow = false;
  return list;
}

function isSameItem(a: unknown, b: unknown): boolean {
  return hasName(a) && hasName(b) ? a.name === b.name : isDeepStrictEqual(a, b);
}

function hasName(item: unknown): item is { readonly name: string } {
  return isObject(item) && typeof item.name === "string";
}

function isSmall(value: unknown): boolean {
  const texts = Object.values(value as object);
  return texts.length <= 4 && texts.every((item) => item === null || typeof item !== "object");
}

function resolveAliases(document: Document): void {
  let found = false;
  visit(document, {
    Alias(_, alias) {
      found = true;
      return alias.resolve(document)?.clone() as Node | undefined;
    },
  });
  if (!found) return;
  visit(document, {
    Node(_, node) {
      if (!isAlias(node) && "anchor" in node) delete node.anchor;
    },
  });
}

/** As the document itself is written, where that can be told. */
function styleOf(text: string): ToStringOptions {
  const indented = /^( *)[^\s#-][^\n]*:[ \t]*\n\1( *)- /m.exec(text);
  const nested = /^( *)[^\s#-][^\n]*:[ \t]*\n\1( +)[^\s#-]/m.exec(text);
  return {
    lineWidth: 0,
    minContentWidth: 0,
    indent: Math.min(nested?.[2]?.length ?? 2, 8),
    indentSeq: indented?.[2] !== "",
    flowCollectionPadding: !/[{[][^\s{}[\]]/.test(text),
  };
}
