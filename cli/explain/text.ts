import type { Outcome, Reason } from "../../lib/injection/decision.ts";
import { describeInput } from "../../lib/injection/provenance/describe.ts";
import type { FieldInput } from "../../lib/injection/provenance/field-input.ts";
import type { TemplateOrigin } from "../../lib/injection/provenance/provenance.ts";
import type { FileLine } from "../../lib/rules/places.ts";
import type { MutationOrigin } from "../../lib/rules/provenance.ts";
import { painter, printable } from "../terminal.ts";
import type { CalledWebhook } from "./webhook.ts";

/** A field, and where in a file the rule stands that set it. */
export type ExplainedField = MutationOrigin & { readonly at?: FileLine };

/** What `remora explain` tells, in this form as JSON and YAML. */
export interface Explanation {
  /** "Deployment/web". */
  readonly object: string;
  readonly namespace: string;
  /** "not called" where no webhook's selectors let the pod in. */
  readonly outcome: Outcome | "not called";
  /** The webhook that would be called, where the namespace's labels are known. */
  readonly webhook?: string | null;
  readonly webhooks?: CalledWebhook["tried"];
  /** In the order in which they were asked. */
  readonly reasons: readonly (Reason & { readonly decided: boolean })[];
  readonly templates: readonly string[];
  readonly warnings: readonly string[];
  readonly message?: string;
  readonly fields: readonly ExplainedField[];
}

const OUTCOMES = {
  inject: ["green", "is injected"],
  skip: ["yellow", "is not injected"],
  refuse: ["red", "is refused"],
  "not called": ["yellow", "is not injected: no webhook would be called for it"],
} as const;

/** For people. */
export function explanationText(explanation: Explanation, stream: NodeJS.WriteStream): string {
  const paint = painter(stream);
  const { object, namespace, outcome, message, templates, warnings, fields } = explanation;
  const [colour, words] = OUTCOMES[outcome];
  const title = (text: string) => paint("bold", text);
  return [
    `${title(printable(object))} in namespace ${printable(namespace)} ${paint(colour, words)}${message ? `: ${printable(message)}` : ""}`,
    ...webhookLines(explanation, title),
    ...section(title("Rules, in the order in which they were asked"), reasonLines(explanation)),
    ...section(title("Templates"), templates),
    ...section(title("Warnings"), warnings),
    ...section(title("Fields, and where each comes from"), fields.flatMap(fieldLines)),
    "",
  ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${printable(line)}`)];
}

function webhookLines({ webhook, webhooks = [] }: Explanation, title: (text: string) => string): string[] {
  if (webhook === undefined) return [];
  return section(
    title("Webhooks"),
    webhooks.map(({ name, misses }) =>
      misses === null ? `${name === webhook ? "*" : " "} ${name}` : `  ${name}: its ${misses} does not match`,
    ),
  );
}

function reasonLines({ reasons }: Explanation): string[] {
  return reasons.map(({ verdict, text, decided }) => `${decided ? "*" : " "} ${verdict.padEnd(6)}  ${text}`);
}

/** The field and its origin, then what its value was made of. */
function fieldLines(field: ExplainedField): string[] {
  const { path, value, source } = field;
  const text = JSON.stringify(value, (_, member) => (typeof member === "bigint" ? String(member) : member));
  const shown = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  return [
    `${path} = ${shown}  ← ${describe(field)}`,
    ...inputsOf(source).map((input) => `    ${describeInput(input)}`),
  ];
}

function inputsOf(source: MutationOrigin["source"]): readonly FieldInput[] {
  return source.kind === "rule" ? (source.template?.inputs ?? []) : source.inputs;
}

function describe({ source, at }: ExplainedField): string {
  switch (source.kind) {
    case "rule":
      return `rule ${source.rule}${at === undefined ? "" : `, ${at.file}:${at.line}`}${pipelines(source.template)}`;
    case "overrides":
      return "the pod's own container, laid over the template's";
    case "step":
      return source.text;
    case "template": {
      const { template, line } = source;
      return `template ${template}${line === undefined ? "" : `, line ${line}`}${pipelines(source)}`;
    }
  }
}

/** What was written there; of constant text, the branch that it stands in. */
function pipelines(origin: TemplateOrigin | undefined): string {
  if (origin === undefined) return "";
  const { expressions, condition } = origin;
  if (expressions.length > 0) return `: ${expressions.map((text) => `{{ ${text} }}`).join(" ")}`;
  return condition === undefined ? "" : `, in {{ ${condition.text} }}`;
}
