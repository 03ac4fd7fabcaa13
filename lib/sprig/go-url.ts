/**
 * net/url: parsing a URL into its parts and writing it from them. The standard of browsers differs: it
 * normalises, refuses other things, and knows no opaque part.
 *
 * Inside this file a string holds one byte a character, which is what Go's code looks at.
 */

import { quote } from "../gotemplate/quote.ts";
import { decodeUtf8, encodeUtf8 } from "../gotemplate/utf8.ts";
import { GoError } from "../gotemplate/values.ts";
import { parseIpv6 } from "./ip.ts";

export interface UrlParts {
  scheme: string;
  opaque: string;
  /** Escaped, as "user:password"; undefined where there is no "@". */
  userinfo?: string;
  host: string;
  path: string;
  query: string;
  fragment: string;
}

/** What may stand unescaped where, beside letters, digits and `-_.~`. */
const PLAIN = {
  path: "$&+,/:;=@",
  fragment: "$&+,/:;=?@!()*",
  userinfo: "$&+,;=",
  host: "!$&'()*+,;=:[]<>\"",
} as const;
type Section = keyof typeof PLAIN | "zone";

/** @throws GoError `parse "…": …` */
export function parseUrl(text: string): UrlParts {
  const binary = toBinary(text);
  const [url, fragment] = cut(binary, "#");
  const parts = inUrl(url, () => parseWithoutFragment(url));
  return decodeParts({ ...parts, fragment: inUrl(binary, () => unescaped(fragment, "fragment")) });
}

/** url.Parse's error names the text; the parts of it that fail do not know it. */
function inUrl<T>(url: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof GoError) throw new GoError(`parse ${quote(fromBinary(url))}: ${error.message}`);
    throw error;
  }
}

function parseWithoutFragment(url: string): UrlParts {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\x00-\x1f\x7f]/.test(url)) throw new GoError("net/url: invalid control character in URL");
  const parts: UrlParts = { scheme: "", opaque: "", host: "", path: "", query: "", fragment: "" };
  if (url === "*") return { ...parts, path: "*" };
  if (url.startsWith(":")) throw new GoError("missing protocol scheme");

  const [, scheme = "", afterScheme = url] = /^([A-Za-z][\w+.-]*):(.*)$/s.exec(url) ?? [];
  // \w has the underscore, which no scheme may have.
  const hasScheme = scheme !== "" && !scheme.includes("_");
  const [rest, query] = cut(hasScheme ? afterScheme : url, "?");
  parts.scheme = hasScheme ? scheme.toLowerCase() : "";
  parts.query = query;

  if (!rest.startsWith("/")) {
    if (hasScheme) return { ...parts, opaque: rest };
    if (cut(rest, "/")[0].includes(":")) {
      throw new GoError("first path segment in URL cannot contain colon");
    }
  }
  if (!rest.startsWith("//") || (!hasScheme && rest.startsWith("///"))) {
    return { ...parts, path: unescaped(rest, "path") };
  }
  const authority = cut(rest.slice(2), "/")[0];
  const path = rest.slice(2 + authority.length);
  return { ...parts, ...parseAuthority(authority, parts.scheme), path: unescaped(path, "path") };
}

function parseAuthority(authority: string, scheme: string): Pick<UrlParts, "host" | "userinfo"> {
  const at = authority.lastIndexOf("@");
  const host = parseHost(authority.slice(at + 1), scheme);
  if (at === -1) return { host };
  const userinfo = authority.slice(0, at);
  if (!/^[\w.:~!$&'()*+,;=%@-]*$/.test(userinfo)) throw new GoError("net/url: invalid userinfo");
  const [name, password] = userinfo.includes(":") ? cut(userinfo, ":") : [userinfo, undefined];
  const parts = [name, password].filter((part) => part !== undefined);
  return { host, userinfo: parts.map((part) => escaped(unescaped(part, "userinfo"), "userinfo")).join(":") };
}

function parseHost(host: string, scheme: string): string {
  const bracket = host.lastIndexOf("[");
  if (bracket > 0) throw new GoError("invalid IP-literal");
  if (bracket === 0) return parseIpLiteral(host);
  const strict = scheme === "http" || scheme === "https";
  const colon = strict ? host.indexOf(":") : host.lastIndexOf(":");
  if (colon !== -1) checkPort(host.slice(colon));
  return unescaped(host, "host");
}

/** "[fe80::1%25en0]:80" */
function parseIpLiteral(host: string): string {
  const end = host.lastIndexOf("]");
  if (end === -1) throw new GoError("missing ']' in host");
  checkPort(host.slice(end + 1));
  const literal = host.slice(1, end);
  const zone = literal.indexOf("%25");
  const address = unescaped(zone === -1 ? literal : literal.slice(0, zone), "host");
  const name = zone === -1 ? address : address + unescaped(literal.slice(zone), "zone");
  if (/^\d+(\.\d+){3}$/.test(name)) throw new GoError("invalid IP-literal");
  if (!isIpv6(name))
    throw new GoError(`invalid host: ParseAddr(${quote(fromBinary(name))}): unable to parse IP`);
  return `[${name}]${host.slice(end + 1)}`;
}

function isIpv6(name: string): boolean {
  const [address, zone] = cut(name, "%");
  return parseIpv6(address) !== undefined && !(name.includes("%") && zone === "");
}

function checkPort(port: string): void {
  if (!/^(:\d*)?$/.test(port)) throw new GoError(`invalid port ${quote(fromBinary(port))} after host`);
}

/** The host without its port and brackets. */
export function hostname(host: string): string {
  const name = host.replace(/:\d*$/, "");
  return name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name;
}

/** url.URL's String. */
export function formatUrl(parts: UrlParts): string {
  const [scheme, host, path, query, opaque, fragment] = [
    parts.scheme,
    parts.host,
    parts.path,
    parts.query,
    parts.opaque,
    parts.fragment,
  ].map(toBinary) as [string, string, string, string, string, string];
  const { userinfo } = parts;
  let url = scheme === "" ? "" : `${scheme}:`;
  if (opaque !== "") url += opaque;
  else {
    const authority = host !== "" || userinfo !== undefined;
    if (authority || (scheme !== "" && path !== "")) url += "//";
    if (userinfo !== undefined) url += `${toBinary(userinfo)}@`;
    url += escaped(host, "host");
    if (path !== "" && !path.startsWith("/") && host !== "") url += "/";
    const shown = path === "*" ? path : escaped(path, "path");
    // A relative path must not look as if it started with a scheme.
    if (url === "" && cut(shown, "/")[0].includes(":")) url += "./";
    url += shown;
  }
  if (query !== "") url += `?${query}`;
  if (fragment !== "") url += `#${escaped(fragment, "fragment")}`;
  return fromBinary(url);
}

function unescaped(text: string, section: Section): string {
  const host = section === "host" || section === "zone";
  for (const [match] of text.matchAll(/%.{0,2}|[\s\S]/gs)) {
    if (match.startsWith("%")) checkEscape(match, section);
    else if (host && match < "\x80" && mustEscape(match, section)) {
      throw new GoError(`invalid character ${quote(match)} in host name`);
    }
  }
  return text.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** In a host only bytes beyond ASCII may be escaped; in a zone, what a host may have anyway. */
function checkEscape(escaped: string, section: Section): void {
  const byte = /^%[\da-f]{2}$/i.test(escaped) ? Number.parseInt(escaped.slice(1), 16) : -1;
  const inHost = section === "host" && byte < 0x80 && escaped !== "%25";
  const character = String.fromCharCode(byte);
  const inZone =
    section === "zone" && escaped !== "%25" && character !== " " && mustEscape(character, "host");
  if (byte === -1 || inHost || inZone) throw new GoError(`invalid URL escape ${quote(fromBinary(escaped))}`);
}

function escaped(text: string, section: Section): string {
  return text.replace(/[\s\S]/g, (character) => {
    if (!mustEscape(character, section)) return character;
    return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
  });
}

function mustEscape(character: string, section: Section): boolean {
  return (
    !/[A-Za-z0-9_.~-]/.test(character) && !PLAIN[section === "zone" ? "host" : section].includes(character)
  );
}

function cut(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}

function toBinary(text: string): string {
  return Array.from(encodeUtf8(text), (byte) => String.fromCharCode(byte)).join("");
}

function fromBinary(binary: string): string {
  return decodeUtf8(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}

function decodeParts(parts: UrlParts): UrlParts {
  return Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [name, fromBinary(part)]),
  ) as unknown as UrlParts;
}
