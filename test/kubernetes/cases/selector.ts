import type { Case } from "./case.ts";

function ask(sentence: string, selector: unknown, labels: Record<string, string> = {}): Case {
  return [sentence, { subject: "selector", selector, labels }];
}

function expression(
  sentence: string,
  key: string,
  operator: string,
  values?: string[],
  labels?: Record<string, string>,
) {
  return ask(sentence, { matchExpressions: [{ key, operator, ...(values ? { values } : {}) }] }, labels);
}

export const selectorCases: readonly Case[] = [
  ask("no selector matches nothing", null, { a: "1" }),
  ask("an empty selector matches everything", {}, { a: "1" }),
  ask("empty lists make an empty selector", { matchLabels: {}, matchExpressions: [] }),
  ask("labels have to be equal", { matchLabels: { a: "1" } }, { a: "1", b: "2" }),
  ask("another value does not match", { matchLabels: { a: "1" } }, { a: "2" }),
  ask("a label that JavaScript gives a meaning is missing like any other", {
    matchLabels: { constructor: "" },
  }),
  expression("In matches one of its values", "a", "In", ["1", "2"], { a: "2" }),
  expression("In does not match a missing label", "a", "In", [""]),
  expression("NotIn matches a missing label", "a", "NotIn", ["1"]),
  expression("NotIn does not match its values", "a", "NotIn", ["1"], { a: "1" }),
  expression("Exists", "a", "Exists", undefined, { a: "" }),
  expression("DoesNotExist", "a", "DoesNotExist", undefined, { b: "" }),
  expression("DoesNotExist does not match what is there", "a", "DoesNotExist", undefined, { a: "" }),
  expression("In without values is an error", "a", "In", []),
  expression("Exists with values is an error", "a", "Exists", ["1"]),
  expression("an unknown operator is an error", "a", "Gt", ["1"]),
  expression("operators have one spelling", "a", "in", ["1"]),
  ask("a bad key is an error", { matchLabels: { "a b": "1" } }),
  ask("a key of three parts is an error", { matchLabels: { "a/b/c": "1" } }),
  ask("a bad prefix is an error", { matchLabels: { "Example.com/a": "1" } }),
  ask("an empty prefix is an error", { matchLabels: { "/a": "1" } }),
  ask("a long key is an error", { matchLabels: { ["a".repeat(64)]: "1" } }),
  ask("a bad value is an error", { matchLabels: { a: "-" } }),
  expression("several errors are all named", "-", "In", ["-", "x y"]),
];
