import { runeCount } from "./utf8.ts";

/** The flags, width and precision of one verb, as in "%+08.3f". */
export interface Flags {
  minus: boolean;
  plus: boolean;
  sharp: boolean;
  space: boolean;
  zero: boolean;
  /** `%+v`: structs with their field names. */
  plusV: boolean;
  /** `%#v`: Go syntax. */
  sharpV: boolean;
  width: number | undefined;
  precision: number | undefined;
}

export const noFlags = (): Flags => ({
  minus: false,
  plus: false,
  sharp: false,
  space: false,
  zero: false,
  plusV: false,
  sharpV: false,
  width: undefined,
  precision: undefined,
});

/** Fills up to the width: on the right with `-`, else on the left, and there with zeros if asked to. */
export function pad(flags: Flags, text: string): string {
  if (flags.width === undefined) return text;
  const missing = flags.width - runeCount(text);
  if (missing <= 0) return text;
  return flags.minus ? text + " ".repeat(missing) : (flags.zero ? "0" : " ").repeat(missing) + text;
}

export const padWithSpaces = (flags: Flags, text: string): string => pad({ ...flags, zero: false }, text);
