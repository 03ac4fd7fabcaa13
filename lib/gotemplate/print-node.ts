import type { ListNode, Node, PipeNode } from "./ast.ts";
import { quote } from "./quote.ts";

/** A node as errors quote it: the canonical spelling, not the author's. */
export function printNode(node: Node): string {
  switch (node.type) {
    case "text":
      return node.text;
    case "action":
      return `{{${printNode(node.pipe)}}}`;
    case "break":
    case "continue":
    case "end":
    case "else":
      return `{{${node.type}}}`;
    case "if":
    case "with":
    case "range": {
      const otherwise = node.elseList === undefined ? "" : `{{else}}${printList(node.elseList)}`;
      return `{{${node.type} ${printNode(node.pipe)}}}${printList(node.list)}${otherwise}{{end}}`;
    }
    case "template":
      return `{{template ${quote(node.name)}${node.pipe === undefined ? "" : ` ${printNode(node.pipe)}`}}}`;
    case "list":
      return printList(node);
    case "pipe":
      return printPipe(node);
    case "command":
      return node.args.map(printArgument).join(" ");
    case "identifier":
      return node.ident;
    case "dot":
      return ".";
    case "nil":
      return "nil";
    case "bool":
      return String(node.value);
    case "string":
      return node.quoted;
    case "number":
      return node.text;
    case "field":
      return node.ident.map((name) => `.${name}`).join("");
    case "variable":
      return node.ident.join(".");
    case "chain":
      return printArgument(node.node) + node.fields.map((name) => `.${name}`).join("");
  }
}

const printList = (list: ListNode): string => list.nodes.map(printNode).join("");

const printArgument = (node: Node): string =>
  node.type === "pipe" ? `(${printNode(node)})` : printNode(node);

function printPipe(pipe: PipeNode): string {
  const names = pipe.decl.map(printNode).join(", ");
  const declaration = pipe.decl.length === 0 ? "" : `${names} ${pipe.isAssign ? "=" : ":="} `;
  return declaration + pipe.cmds.map(printNode).join(" | ");
}
