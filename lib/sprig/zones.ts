/** Time zones by name: offsets from the runtime's own data, abbreviations from a table of ours, since it has none. */

import { ZONES_BY_ABBREVIATIONS } from "./zone-names.generated.ts";

export interface Zone {
  /** Seconds east of Greenwich, and the abbreviation of the zone, at a moment in seconds since 1970. */
  readonly at: (seconds: bigint) => { readonly offset: number; readonly name: string };
}

export const UTC: Zone = fixedZone("UTC", 0);

export function fixedZone(name: string, offset: number): Zone {
  const zone = { offset, name };
  return { at: () => zone };
}

const loaded = new Map<string, Zone>([
  ["", UTC],
  ["UTC", UTC],
]);

/** time.LoadLocation, but for "Local"; undefined for a name that is not in the time zone database. */
export function loadZone(name: string): Zone | undefined {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const abbreviations = abbreviationsOf(name);
  if (abbreviations === undefined) return undefined;
  const zone = namedZone(name, abbreviations);
  loaded.set(name, zone);
  return zone;
}

/** The abbreviations of a zone by their offsets in seconds, from `CET 3600 CEST 7200`. */
function abbreviationsOf(name: string): ReadonlyMap<number, string> | undefined {
  for (const [abbreviations, names] of ZONES_BY_ABBREVIATIONS) {
    if (!` ${names} `.includes(` ${name} `) || name.includes(" ")) continue;
    const pairs = abbreviations.matchAll(/(\S+) (-?\d+)/g);
    return new Map(Array.from(pairs, ([, abbreviation, offset]) => [Number(offset), abbreviation as string]));
  }
  return undefined;
}

function namedZone(name: string, abbreviations: ReadonlyMap<number, string>): Zone {
  const format = new Intl.DateTimeFormat("en-US", { timeZone: name, timeZoneName: "longOffset" });
  return {
    at: (seconds) => {
      const offset = offsetAt(format, seconds);
      return { offset, name: abbreviations.get(offset) ?? numericName(offset) };
    },
  };
}

/** As far as a JavaScript date goes. */
const FARTHEST = 8_640_000_000_000n;

function offsetAt(format: Intl.DateTimeFormat, seconds: bigint): number {
  const near = seconds > FARTHEST ? FARTHEST : seconds < -FARTHEST ? -FARTHEST : seconds;
  const parts = format.formatToParts(Number(near) * 1000);
  const text = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  const match = /([+-])(\d+):(\d+)(?::(\d+))?/.exec(text.replace("\u2212", "-"));
  if (match === null) return 0;
  const [, sign, hours, minutes, rest = "0"] = match;
  const offset = Number(hours) * 3600 + Number(minutes) * 60 + Number(rest);
  return sign === "-" ? -offset : offset;
}

/** What the database calls a zone that has no letters: "+03", "-0330". An odd offset is local mean time. */
function numericName(offset: number): string {
  if (offset % 60 !== 0) return "LMT";
  const minutes = Math.abs(offset) / 60;
  const two = (value: number) => String(value).padStart(2, "0");
  const rest = minutes % 60 === 0 ? "" : two(minutes % 60);
  return `${offset < 0 ? "-" : "+"}${two(Math.trunc(minutes / 60))}${rest}`;
}
