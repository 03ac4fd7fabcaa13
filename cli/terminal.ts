import { styleText } from "node:util";

export type Style = Parameters<typeof styleText>[0];

/** Colours only where somebody looks: on a terminal, and not with NO_COLOR (https://no-color.org). */
export function usesColour(stream: NodeJS.WriteStream): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== "0";
  return stream.isTTY === true && TERM !== "dumb";
}

/** Paints text for one stream, or leaves it as it is. */
export function painter(stream: NodeJS.WriteStream): (style: Style, text: string) => string {
  // styleText asks NO_COLOR and the stream by itself in newer Nodes only.
  return usesColour(stream)
    ? (style, text) => styleText(style, text, { validateStream: false })
    : (_, text) => text;
}

/** A text that may come from outside (a URL's path, an error), made fit for a terminal: no control characters. */
export function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, (c) => JSON.stringify(c).slice(1, -1));
}
