import { KubernetesError } from "../errors.ts";
import { formatFloat64 } from "../go-float.ts";
import { JsonNumber } from "../json.ts";
import { resolvePlain } from "./scalars.ts";

export type ScalarStyle = "plain" | "single" | "double" | "literal";

/** How a string may be written. */
export interface ScalarLayout {
  readonly value: string;
  readonly multiline: boolean;
  styleFor(asKey: boolean): ScalarStyle;
}

/** A number as it looks after JSON and go-yaml: integers up to 64 bits whole, anything else a float. */
export function yamlNumber(value: number | bigint | JsonNumber): string {
  const text = value instanceof JsonNumber ? value.text : Object.is(value, -0) ? "0" : String(value);
  const { tag, value: resolved } = resolvePlain(text);
  return tag === "float" ? formatFloat64(Number(resolved)) : String(resolved);
}

/**
 * A string after its way through JSON and go-yaml's reader, which takes U+0085 for a line break and refuses
 * control characters.
 */
export function yamlString(text: string): string {
  const wellFormed = text.toWellFormed();
  if (/[\x7f-\x84\x86-\x9f\ufffe\uffff]/.test(wellFormed)) {
    throw new KubernetesError("YAML_SYNTAX", "yaml: control characters are not allowed");
  }
  if (!wellFormed.includes("\u0085")) return wellFormed;
  if (/\u0085(?:---|\.\.\.)[ \u0085]/.test(wellFormed)) {
    throw new KubernetesError("YAML_SYNTAX", "yaml: found unexpected document indicator");
  }
  // Lines are folded: blanks around breaks go, a single break is a space, of several the first one goes.
  return wellFormed.replace(/ *\u0085[ \u0085]*/g, (breaks) => {
    const count = breaks.split("\u0085").length - 1;
    return count === 1 ? " " : "\n".repeat(count - 1);
  });
}

/** {@link yamlString} for a key, which go-yaml does not read back if it has a line break or is very long. */
export function yamlKey(text: string): string {
  if (text.includes("\u0085")) {
    throw new KubernetesError("YAML_SYNTAX", "yaml: line 1: did not find expected ',' or '}'");
  }
  return yamlString(text);
}

/** (go-yaml: yaml_emitter_analyze_scalar and select_scalar_style, encode.go stringv) */
export function scalarLayout(value: string): ScalarLayout {
  const facts = analyze(value);
  const preferred = preferredStyle(value);
  return {
    value,
    multiline: facts.multiline,
    styleFor: (asKey) => allowedStyle(preferred, facts, value, asKey),
  };
}

function preferredStyle(value: string): ScalarStyle {
  if (value.includes("\n")) return "literal";
  return resolvePlain(value).tag === "str" && !base60.test(value) ? "plain" : "double";
}

/** YAML 1.1's sexagesimal numbers, which go-yaml does not read but keeps other readers from taking for numbers. */
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

interface Facts {
  readonly multiline: boolean;
  readonly plainAllowed: boolean;
  readonly singleQuotedAllowed: boolean;
  readonly blockAllowed: boolean;
}

function allowedStyle(preferred: ScalarStyle, facts: Facts, value: string, asKey: boolean): ScalarStyle {
  let style: ScalarStyle = asKey && facts.multiline ? "double" : preferred;
  if (style === "plain" && (!facts.plainAllowed || (value === "" && asKey))) style = "single";
  if (style === "single" && !facts.singleQuotedAllowed) style = "double";
  if (style === "literal" && (!facts.blockAllowed || asKey)) style = "double";
  return style;
}

const breaks = "\\n\\r\\u0085\\u2028\\u2029";
const special = /[^\n\x20-\x7e\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]|[\u{10000}-\u{10ffff}]/u;
const lineBreak = new RegExp(`[${breaks}]`);
const breakThenSpace = new RegExp(`[${breaks}] `);
const spaceThenBreak = new RegExp(` [${breaks}]`);
const edgeBlank = new RegExp(`^[ ${breaks}]|[ ${breaks}]$`);
const blockIndicator =
  /^(?:---|\.\.\.)|^[#,[\]{}&*!|>'"%@`]|^[?:-](?=[ \t]|$)|:(?=[ \t]|$)|[ \t\n\r\0\u0085\u2028\u2029]#/;

function analyze(value: string): Facts {
  if (value === "")
    return { multiline: false, plainAllowed: true, singleQuotedAllowed: true, blockAllowed: false };
  const isSpecial = special.test(value);
  const spaceBreak = spaceThenBreak.test(value);
  const breakSpace = breakThenSpace.test(value);
  const multiline = lineBreak.test(value);
  return {
    multiline,
    plainAllowed: !(isSpecial || multiline || edgeBlank.test(value) || blockIndicator.test(value)),
    singleQuotedAllowed: !(isSpecial || spaceBreak || breakSpace),
    blockAllowed: !(isSpecial || spaceBreak || value.endsWith(" ")),
  };
}
