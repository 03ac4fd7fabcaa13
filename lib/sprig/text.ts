/** sprig's strval and strslice: values as text. */

import { printValue } from "../gotemplate/fmt.ts";
import { quote } from "../gotemplate/quote.ts";
import { elementsOf } from "../gotemplate/typed.ts";
import { decodeUtf8 } from "../gotemplate/utf8.ts";
import { type GoValue, Slice } from "../gotemplate/values.ts";

export { quote };

/** As `%v` prints it. */
export const print = printValue;

export function toText(value: GoValue): string {
  if (typeof value === "string") return value;
  if (value instanceof Slice && value.type.elem.kind === "uint8") {
    return decodeUtf8(Uint8Array.from(value.items as bigint[], Number));
  }
  return print(value);
}

/** The elements of a list as text, without nils; nil is an empty list, anything else a list of one. */
export function toTexts(value: GoValue): string[] {
  const elements = elementsOf(value) ?? [value];
  return elements.filter((element) => element !== null && element !== undefined).map(toText);
}
