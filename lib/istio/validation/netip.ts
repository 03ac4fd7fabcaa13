import { quote } from "../../gotemplate/quote.ts";
import { atoi } from "../go-strconv.ts";
import { problemOf } from "./problems.ts";

/** Addresses as Go's net/netip reads them, with its complaints. */

export type Family = 4 | 6;

/** Which family an address is of, or what is wrong with it. IPv6 addresses may have a zone. */
function parseAddr(text: string): Family | { readonly error: string } {
  const separator = /[.:%]/.exec(text)?.[0];
  try {
    if (separator === ".") return readIPv4(text, text);
    if (separator === ":") return readIPv6(text);
  } catch (error) {
    if (error instanceof AddrError) return { error: error.message };
    throw error;
  }
  const why = separator === undefined ? "unable to parse IP" : "missing IPv6 address";
  return { error: new AddrError(text, why).message };
}

export function isIPAddress(text: string): boolean {
  return typeof parseAddr(text) === "number";
}

class AddrError extends Error {
  constructor(input: string, why: string, at = "") {
    super(`ParseAddr(${quote(input)}): ${why}${at === "" ? "" : ` (at ${quote(at)})`}`);
  }
}

function readIPv4(input: string, text: string): 4 {
  let fields = 1;
  let digits = "";
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (/[0-9]/.test(char)) {
      if (digits === "0") throw new AddrError(input, "IPv4 field has octet with leading zero");
      digits += char;
      if (Number(digits) > 255) throw new AddrError(input, "IPv4 field has value >255");
    } else if (char === ".") {
      if (digits === "" || i === text.length - 1) {
        throw new AddrError(input, "IPv4 field must have at least one digit", text.slice(i));
      }
      if (fields === 4) throw new AddrError(input, "IPv4 address too long");
      fields++;
      digits = "";
    } else {
      throw new AddrError(input, "unexpected character", text.slice(i));
    }
  }
  if (fields < 4) throw new AddrError(input, "IPv4 address too short");
  return 4;
}

function readIPv6(input: string): 6 {
  const percent = input.indexOf("%");
  if (percent === input.length - 1) throw new AddrError(input, "zone must be a non-empty string");
  const address = percent === -1 ? input : input.slice(0, percent);
  const leading = address.startsWith("::");
  const { bytes, ellipsis } = readGroups(input, leading ? address.slice(2) : address, leading);
  if (bytes < 16 && !ellipsis) throw new AddrError(input, "address string too short");
  if (bytes === 16 && ellipsis) {
    throw new AddrError(input, "the :: must expand to at least one field of zeros");
  }
  return 6;
}

/** The groups after a leading "::": how many bytes they are, and whether there is a "::" in all. */
function readGroups(input: string, text: string, leading: boolean): { bytes: number; ellipsis: boolean } {
  let rest = text;
  let bytes = 0;
  let ellipsis = leading;
  if (leading && rest === "") return { bytes, ellipsis };
  while (bytes < 16) {
    const group = readGroup(input, rest);
    if (rest[group.length] === ".") {
      if (!ellipsis && bytes !== 12) {
        throw new AddrError(
          input,
          "embedded IPv4 address must replace the final 2 fields of the address",
          rest,
        );
      }
      if (bytes + 4 > 16) {
        throw new AddrError(
          input,
          "too many hex fields to fit an embedded IPv4 at the end of the address",
          rest,
        );
      }
      readIPv4(input, rest);
      return { bytes: bytes + 4, ellipsis };
    }
    bytes += 2;
    rest = rest.slice(group.length);
    if (rest === "") return { bytes, ellipsis };
    if (!rest.startsWith(":")) throw new AddrError(input, "unexpected character, want colon", rest);
    if (rest === ":") throw new AddrError(input, "colon must be followed by more characters", rest);
    rest = rest.slice(1);
    if (rest.startsWith(":")) {
      if (ellipsis) throw new AddrError(input, "multiple :: in address", rest);
      ellipsis = true;
      rest = rest.slice(1);
      if (rest === "") return { bytes, ellipsis };
    }
  }
  throw new AddrError(input, "trailing garbage after address", rest);
}

function readGroup(input: string, rest: string): string {
  const group = /^[0-9a-fA-F]*/.exec(rest)?.[0] ?? "";
  if (group.length > 4) throw new AddrError(input, "each group must have 4 or less digits", rest);
  if (group === "") {
    throw new AddrError(input, "each colon-separated field must have at least one digit", rest);
  }
  return group;
}

/** The complaint of netip.ParsePrefix ("10.0.0.0/8"), if it has one. */
export function checkPrefix(text: string): string | undefined {
  const complaint = complaintAboutPrefix(text);
  return complaint && `netip.ParsePrefix(${quote(text)}): ${complaint}`;
}

function complaintAboutPrefix(text: string): string | undefined {
  const slash = text.lastIndexOf("/");
  if (slash === -1) return "no '/'";
  const address = text.slice(0, slash);
  const family = parseAddr(address);
  if (typeof family === "object") return family.error;
  if (address.includes("%")) return "IPv6 zones cannot be present in a prefix";
  const bits = text.slice(slash + 1);
  const badBits = (bits.length > 1 && !/^[1-9]/.test(bits)) || problemOf(() => atoi(bits)) !== undefined;
  if (badBits) return `bad bits after slash: ${quote(bits)}`;
  const most = family === 4 ? 32 : 128;
  return Number(bits) < 0 || Number(bits) > most ? "prefix length out of range" : undefined;
}
