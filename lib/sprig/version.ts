/** Semantic versions as Masterminds/semver reads and compares them; it is laxer than the standard: "v1.2" is 1.2.0. */

import { quote } from "../gotemplate/quote.ts";
import { GoError } from "../gotemplate/values.ts";

export interface Version {
  readonly major: bigint;
  readonly minor: bigint;
  readonly patch: bigint;
  readonly prerelease: string;
  readonly metadata: string;
  readonly original: string;
}

const MAX_LENGTH = 256;
const MAX_UINT64 = 2n ** 64n - 1n;
const VERSION =
  /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?(?:\+([\dA-Za-z-]+(?:\.[\dA-Za-z-]+)*))?$/;

/** @throws GoError "invalid semantic version" and the like */
export function parseVersion(text: string): Version {
  if (text.length > MAX_LENGTH) throw new GoError(`version string is too long (max ${MAX_LENGTH} bytes)`);
  const match = VERSION.exec(text);
  if (match === null) throw new GoError("invalid semantic version");
  const [, major = "", minor = "0", patch = "0", prerelease = "", metadata = ""] = match;
  const numbers = { major: segment(major), minor: segment(minor), patch: segment(patch) };
  if (prerelease.split(".").some((part) => /^0\d+$/.test(part))) {
    throw new GoError("version segment starts with 0");
  }
  return { ...numbers, prerelease, metadata, original: text };
}

function segment(digits: string): bigint {
  const value = BigInt(digits);
  if (value <= MAX_UINT64) return value;
  throw new GoError(
    `error parsing version segment: strconv.ParseUint: parsing ${quote(digits)}: value out of range`,
  );
}

/** Without a leading "v". */
export function formatVersion({ major, minor, patch, prerelease, metadata }: Version): string {
  const suffix = (prerelease === "" ? "" : `-${prerelease}`) + (metadata === "" ? "" : `+${metadata}`);
  return `${major}.${minor}.${patch}${suffix}`;
}

/** Negative, zero or positive. Metadata do not count, and a prerelease comes before its release. */
export function compareVersions(a: Version, b: Version): number {
  for (const part of ["major", "minor", "patch"] as const) {
    if (a[part] !== b[part]) return a[part] < b[part] ? -1 : 1;
  }
  if (a.prerelease === b.prerelease) return 0;
  if (a.prerelease === "") return 1;
  return b.prerelease === "" ? -1 : comparePrereleases(a.prerelease, b.prerelease);
}

export function comparePrereleases(a: string, b: string): number {
  const left = a.split(".");
  const right = b.split(".");
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = compareParts(left[i] ?? "", right[i] ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

/** Nothing before anything, numbers before text. */
function compareParts(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "" || b === "") return a === "" ? -1 : 1;
  const left = numberOf(a);
  const right = numberOf(b);
  if (left === undefined && right === undefined) return a > b ? 1 : -1;
  if (left === undefined || right === undefined) return left === undefined ? 1 : -1;
  return left > right ? 1 : -1;
}

function numberOf(part: string): bigint | undefined {
  if (!/^\d+$/.test(part)) return undefined;
  const value = BigInt(part);
  return value <= MAX_UINT64 ? value : undefined;
}
