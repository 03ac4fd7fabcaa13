import { type Flags, pad } from "./fmt-flags.ts";
import { canBackquote, quote } from "./quote.ts";
import { encodeUtf8, runeCount } from "./utf8.ts";

/** Strings as package fmt writes them; undefined where the verb does not apply. */
export function formatString(flags: Flags, text: string, verb: string): string | undefined {
  switch (verb) {
    case "v":
      return flags.sharpV ? quoted(flags, text) : pad(flags, truncate(flags, text));
    case "s":
      return pad(flags, truncate(flags, text));
    case "x":
    case "X":
      return hexDump(flags, encodeUtf8(text), verb);
    case "q":
      return quoted(flags, text);
    default:
      return undefined;
  }
}

/** The precision of a string counts runes. */
function truncate({ precision }: Flags, text: string): string {
  if (precision === undefined || text.length <= precision || runeCount(text) <= precision) return text;
  return [...text].slice(0, precision).join("");
}

function quoted(flags: Flags, text: string): string {
  const shown = truncate(flags, text);
  const raw = flags.sharp && canBackquote(shown);
  return pad(flags, raw ? `\`${shown}\`` : quote(shown, flags.plus));
}

/** `%x`: two digits a byte, with a space between them and 0x before each if asked to. */
export function hexDump(flags: Flags, bytes: Uint8Array, verb: "x" | "X"): string {
  const shown = bytes.subarray(0, flags.precision ?? bytes.length);
  if (shown.length === 0) return pad(flags, "");
  const pairs = Array.from(shown, (byte) => byte.toString(16).padStart(2, "0"));
  const separator = flags.space ? (flags.sharp ? " 0x" : " ") : "";
  const dump = (flags.sharp ? "0x" : "") + pairs.join(separator);
  return pad(flags, verb === "X" ? dump.toUpperCase() : dump);
}
