import type { Outcome, Reason } from "../../lib/injection/decision.ts";
import type { MutationOrigin } from "../../lib/rules/provenance.ts";
import { painter, printable } from "../terminal.ts";
import type { CalledWebhook } from "./webhook.ts";

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
  readonly fields: readonly MutationOrigin[];
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
    ...section(title("Fields, and where each comes from"), fields.map(fieldLine)),
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

function fieldLine({ path, value, source }: MutationOrigin): string {
  const text = JSON.stringify(value, (_, member) => (typeof member === "bigint" ? String(member) : member));
  const shown = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  return `${path} = ${shown}  ← ${describe(source)}`;
}

function describe(source: MutationOrigin["source"]): string {
  switch (source.kind) {
    case "rule":
      return `rule ${source.rule}`;
    case "overrides":
      return "the pod's own container, laid over the template's";
    case "step":
      return source.text;
    case "template": {
      const place = `template ${source.template}${source.line === undefined ? "" : `, line ${source.line}`}`;
      const expressions = source.expressions.map((text) => `{{ ${text} }}`).join(" ");
      return expressions === "" ? place : `${place}: ${expressions}`;
    }
  }
}
