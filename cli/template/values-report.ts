import type { Node, Tree } from "../../lib/gotemplate/ast.ts";
import { isObject } from "../../lib/kubernetes/objects.ts";
import { parseYaml } from "../../lib/kubernetes/yaml/yaml.ts";
import type { Mutator, MutatorSource } from "../../lib/rules/mutator.ts";

export interface ValuesReport {
  /** Read by a template, and not there. */
  readonly unknown: readonly { readonly path: string; readonly place: string }[];
  /** There, and read by no template. */
  readonly unused: readonly string[];
}

/** Which paths below `.Values` the templates of an injector name, against those that its values have. */
export function valuesReport({ istio }: Mutator, source: MutatorSource): ValuesReport {
  const values = parseYaml(source.values ?? "{}");
  const reads = new Map<string, string>();
  for (const [name, template] of istio?.templates ?? []) {
    for (const one of template.templates()) collectReads(name, one.tree, reads);
  }
  const unknown = [...reads]
    .filter(([path]) => !has(values, path.split(".")))
    .map(([path, place]) => ({ path: `.Values.${path}`, place }));
  const unused = leaves(values).filter((leaf) => ![...reads.keys()].some((read) => covers(read, leaf)));
  return { unknown, unused: unused.map((path) => `.Values.${path}`) };
}

function collectReads(name: string, tree: Tree | undefined, reads: Map<string, string>): void {
  if (tree === undefined) return;
  visit(tree.root, (node) => {
    const path = valuesPath(node);
    if (path === undefined || reads.has(path)) return;
    const line = tree.source.text.slice(0, node.pos).split("\n").length;
    reads.set(path, `${name}:${line}`);
  });
}

/** `.Values.a.b` and `$.Values.a.b`; what a template reaches through `with` or a variable is not followed. */
function valuesPath(node: Node): string | undefined {
  const ident =
    node.type === "field"
      ? node.ident
      : node.type === "variable" && node.ident[0] === "$"
        ? node.ident.slice(1)
        : [];
  return ident[0] === "Values" && ident.length > 1 ? ident.slice(1).join(".") : undefined;
}

/** Every node of a tree, whatever it is in. */
function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const [key, value] of Object.entries(node)) {
    if (key === "source") continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) visit(child, see);
    }
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "pos" in value;
}

function has(values: unknown, path: readonly string[]): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return true;
  return isObject(values) && Object.hasOwn(values, key) && has(values[key], rest);
}

/** A read of a whole part reads all that is in it. */
function covers(read: string, leaf: string): boolean {
  return leaf === read || leaf.startsWith(`${read}.`) || read.startsWith(`${leaf}.`);
}

function leaves(value: unknown, path: readonly string[] = []): string[] {
  if (!isObject(value) || Object.keys(value).length === 0) return path.length > 0 ? [path.join(".")] : [];
  return Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, key]));
}
