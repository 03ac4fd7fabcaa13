import { quote } from "../../gotemplate/quote.ts";
import { atoi } from "../go-strconv.ts";
import { isIPAddress } from "./netip.ts";
import type { Maybe } from "./problems.ts";

/** Ports, host names and addresses (pkg/config/validation/agent/validation.go). */

export function checkPort(port: number | bigint): string | undefined {
  return port >= 1 && port <= 65535 ? undefined : `port number ${port} must be in the range 1..65535`;
}

/** "host:port", where the host is a name or an IP address. */
export function checkProxyAddress(address: string): string | undefined {
  const split = splitHostPort(address);
  if ("error" in split) {
    const where = address === "" ? "" : `address ${address}: `;
    return `unable to split ${quote(address)}: ${where}${split.error}`;
  }
  let port: bigint;
  try {
    port = atoi(split.port);
  } catch (error) {
    return `port (${split.port}) is not a number: ${(error as Error).message}`;
  }
  const badPort = checkPort(port);
  if (badPort !== undefined) return badPort;
  if (checkFqdn(split.host) === undefined || isIPAddress(split.host)) return undefined;
  return `${quote(split.host)} is not a valid hostname or an IP address`;
}

/** Go's net.SplitHostPort. */
function splitHostPort(text: string): { host: string; port: string } | { error: string } {
  const colon = text.lastIndexOf(":");
  if (colon === -1) return { error: "missing port in address" };
  const close = text.indexOf("]");
  const bracketed = text.startsWith("[");
  if (bracketed && close === -1) return { error: "missing ']' in address" };
  if (bracketed && close + 1 !== colon) {
    const tooMany = text[close + 1] === ":";
    return { error: tooMany ? "too many colons in address" : "missing port in address" };
  }
  const host = bracketed ? text.slice(1, close) : text.slice(0, colon);
  if (!bracketed && host.includes(":")) return { error: "too many colons in address" };
  if (text.includes("[", bracketed ? 1 : 0)) return { error: "unexpected '[' in address" };
  if (text.includes("]", bracketed ? close + 1 : 0)) return { error: "unexpected ']' in address" };
  return { host, port: text.slice(colon + 1) };
}

function checkFqdn(name: string): string | undefined {
  return checkLength(name) ?? checkLabels(name);
}

function checkLength(name: string): string | undefined {
  if (Buffer.byteLength(name) > 255) return `domain name ${quote(name)} too long (max 255)`;
  return name === "" ? "empty domain name not allowed" : undefined;
}

const label = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const wildcardLabel = /^(\*|(\*|\*-)?[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)$/;

function isLabel(text: string): boolean {
  return text.length <= 63 && label.test(text);
}

/** The last label must not be a number, and may be empty as in "istio.io.". */
function checkLabels(domain: string): string | undefined {
  const labels = domain.split(".");
  const top = labels.at(-1) ?? "";
  if (isInteger(top))
    return `domain name ${quote(domain)} invalid (top level domain ${quote(top)} cannot be all-numeric)`;
  const bad = labels.find((text, i) => !(i === labels.length - 1 && text === "") && !isLabel(text));
  return bad === undefined ? undefined : `domain name ${quote(domain)} invalid (label ${quote(bad)} invalid)`;
}

function isInteger(text: string): boolean {
  try {
    atoi(text);
    return true;
  } catch {
    return false;
  }
}

/** A host name whose first label may be, or begin with, an asterisk. */
export function checkWildcardDomain(domain: string): Maybe {
  const bad = checkLength(domain);
  if (bad !== undefined) return bad;
  const [first = "", ...rest] = domain.split(".");
  if (first.length > 63 || !wildcardLabel.test(first)) {
    return `domain name ${quote(domain)} invalid (label ${quote(first)} invalid)`;
  }
  return rest.length === 0 ? undefined : checkLabels(rest.join("."));
}

export function checkTrustDomain(domain: string): string | undefined {
  if (domain === "") return "empty domain name not allowed";
  const labels = domain.split(".");
  const bad = labels.some((text, i) => !(i === labels.length - 1 && text === "") && !isLabel(text));
  return bad ? `trust domain name ${quote(domain)} invalid` : undefined;
}
