import type { Cases } from "../protocol.ts";

const config = (text: string) => ({ op: "config", text }) as const;

/** The injector's own configuration. */
export const configCases: Cases = {
  "nothing at all": config(""),
  "a policy and no templates": config("policy: enabled\n"),
  everything: config(`
policy: disabled
defaultTemplates: [a, b]
aliases: {all: [a, b]}
templates:
  a: "spec: {}"
  b: |
    metadata: {name: {{ .ObjectMeta.Name }}}
neverInjectSelector:
- matchLabels: {app: x}
- matchExpressions: [{key: a, operator: In, values: [b]}]
alwaysInjectSelector:
- matchExpressions: [{key: a, operator: Exists}]
injectedAnnotations: {x: "y"}
template: "{{ this is a trap for old versions"
unknown: 1
`),
  "numbers and booleans where texts belong become texts": config(
    "policy: true\ninjectedAnnotations: {a: 1, b: 1.5, c: false, d: 1e-7, e: 0.1, f: 1234567.5}\naliases: {a: [1, true]}\nneverInjectSelector: [{matchLabels: {a: 1}}]\n",
  ),
  "keys match whatever their case": config("Policy: enabled\nDEFAULTTEMPLATES: [x]\n"),
  "a null counts as nothing": config("policy: null\ntemplates: null\naliases:\n"),
  "a list where a text belongs": config("policy: [a]\n"),
  "a text where a list belongs": config("defaultTemplates: sidecar\n"),
  "a text where a map belongs": config("templates: sidecar\n"),
  "a text where an alias's list belongs": config("aliases: {a: b}\n"),
  "a map where a template belongs": config("templates: {a: {b: c}}\n"),
  "a text where a selector belongs": config("neverInjectSelector: [a]\n"),
  "a list": config("- a\n"),
};
