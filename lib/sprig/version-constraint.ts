/** Constraints on versions in the language of Masterminds/semver: ">= 1.2, < 3 || ~4.1", "1.2 - 2", "^0.3.x". */

import { quote } from "../gotemplate/quote.ts";
import { byteLength } from "../gotemplate/utf8.ts";
import { GoError } from "../gotemplate/values.ts";
import { comparePrereleases, compareVersions, parseVersion, type Version } from "./version.ts";

interface Constraint {
  readonly operator: string;
  readonly version: Version;
  /** The first part that is left out or written x, X or *. */
  readonly open: "none" | "major" | "minor" | "patch";
}

const MAX_LENGTH = 512;
const MAX_GROUPS = 32;

const PART = "[0-9xX|*]+";
const IDENTIFIERS = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const VERSION = `v?(${PART})(\\.${PART})?(\\.${PART})?(-${IDENTIFIERS})?(\\+${IDENTIFIERS})?`;
/** As Go's `\s`, which is ASCII alone. */
const SPACE = "[\\t\\n\\f\\r ]";
const TERM = new RegExp(`(!=|>=|=>|<=|=<|~>|[=<>~^]|)${SPACE}*(${VERSION})`, "y");
const SEPARATOR = new RegExp(`${SPACE}*,${SPACE}*|${SPACE}+`, "y");
const SPACES = new RegExp(`${SPACE}*`, "y");
const RANGE = new RegExp(`${SPACE}*(${VERSION})${SPACE}+-${SPACE}+(${VERSION})${SPACE}*`, "g");

/** @throws GoError "improper constraint: …" and the errors of versions */
export function satisfies(version: () => Version, constraint: string): boolean {
  const groups = parseConstraints(constraint);
  const actual = version();
  return groups.some((group) => {
    const prereleases = group.some((term) => term.version.prerelease !== "");
    if (actual.prerelease !== "" && !prereleases) return false;
    return group.every((term) => (CHECKS[term.operator] as Check)(actual, term));
  });
}

function parseConstraints(text: string): Constraint[][] {
  if (byteLength(text) > MAX_LENGTH)
    throw new GoError(`constraint string is too long (max ${MAX_LENGTH} bytes)`);
  const groups = withoutRanges(text).split("||");
  if (groups.length > MAX_GROUPS) throw new GoError(`too many constraint groups (max ${MAX_GROUPS})`);
  return groups.map(parseGroup);
}

/** "1.2 - 2" is ">= 1.2, <= 2". */
function withoutRanges(text: string): string {
  let rewritten = text;
  for (const match of text.matchAll(RANGE)) {
    // One group for each version and five inside it.
    rewritten = rewritten.replace(match[0], () => `>= ${match[1]}, <= ${match[7]} `);
  }
  return rewritten;
}

/** Terms that must all hold, between commas or spaces. */
function parseGroup(text: string): Constraint[] {
  const terms: RegExpExecArray[] = [];
  let at = 0;
  const read = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    at += match?.[0].length ?? 0;
    return match;
  };
  read(SPACES);
  do {
    const term = read(TERM);
    if (term === null) {
      // Spaces may end the group; a comma may not.
      if (terms.length > 0 && at === text.length && !text.trimEnd().endsWith(",")) break;
      throw new GoError(`improper constraint: ${quote(text)}`);
    }
    terms.push(term);
  } while (read(SEPARATOR) !== null);
  if (at < text.length) throw new GoError(`improper constraint: ${quote(text)}`);
  return terms.map(parseTerm);
}

function parseTerm(match: RegExpExecArray): Constraint {
  const [, operator = "", text = "", major = "", minor = "", patch = "", prerelease = ""] = match;
  const { open, version } = completed({ text, major, minor, patch, prerelease });
  try {
    return { operator, open, version: parseVersion(version) };
  } catch (error) {
    if (error instanceof GoError) throw new GoError("constraint parser error");
    throw error;
  }
}

function completed(parts: Record<"text" | "major" | "minor" | "patch" | "prerelease", string>): {
  open: Constraint["open"];
  version: string;
} {
  const { major, minor, patch, prerelease } = parts;
  if (isOpen(major)) return { open: "major", version: `0.0.0${prerelease}` };
  if (isOpen(minor)) return { open: "minor", version: `${major}.0.0${prerelease}` };
  if (isOpen(patch)) return { open: "patch", version: `${major}${minor}.0${prerelease}` };
  return { open: "none", version: parts.text };
}

function isOpen(part: string): boolean {
  return part === "" || /^\.?[xX*]$/.test(part);
}

type Check = (version: Version, constraint: Constraint) => boolean;

const CHECKS: Readonly<Record<string, Check>> = {
  "": equalOrTilde,
  "=": equalOrTilde,
  "!=": isNot,
  ">": isGreater,
  "<": (version, { version: bound }) => compareVersions(version, bound) < 0,
  ">=": isAtLeast,
  "=>": isAtLeast,
  "<=": isAtMost,
  "=<": isAtMost,
  "~": isTilde,
  "~>": isTilde,
  "^": isCaret,
};

function equalOrTilde(version: Version, constraint: Constraint): boolean {
  if (constraint.open !== "none") return isTilde(version, constraint);
  return compareVersions(version, constraint.version) === 0;
}

function isNot(version: Version, { version: other, open }: Constraint): boolean {
  if (open === "none") return compareVersions(version, other) !== 0;
  if (version.major !== other.major) return true;
  if (open === "minor") return false;
  if (version.minor !== other.minor) return true;
  // Nothing of the constraint is left to differ but the prerelease.
  if (open === "patch") {
    const both = version.prerelease !== "" || other.prerelease !== "";
    return both && comparePrereleases(version.prerelease, other.prerelease) !== 0;
  }
  return version.patch !== other.patch || compareVersions(version, other) !== 0;
}

/** ">11" asks for 12 or higher, ">11.1" for 11.2 or higher. */
function isGreater(version: Version, { version: bound, open }: Constraint): boolean {
  if (open === "none" || open === "major") return compareVersions(version, bound) > 0;
  if (version.major !== bound.major) return version.major > bound.major;
  return open === "patch" && version.minor > bound.minor;
}

function isAtLeast(version: Version, { version: bound }: Constraint): boolean {
  return compareVersions(version, bound) >= 0;
}

/** "<=11" allows all of 11, "<=11.1" all of 11.1. */
function isAtMost(version: Version, { version: bound, open }: Constraint): boolean {
  if (open === "none") return compareVersions(version, bound) <= 0;
  if (version.major !== bound.major) return version.major < bound.major;
  return open === "minor" || version.minor <= bound.minor;
}

/** "~1.2.3" is at least that and below 1.3; "~1" anything of 1; "~0.0.0" and "~*" anything. */
function isTilde(version: Version, { version: bound, open }: Constraint): boolean {
  if (compareVersions(version, bound) < 0) return false;
  const isZero = bound.major === 0n && bound.minor === 0n && bound.patch === 0n;
  if (isZero && open !== "minor" && open !== "patch") return true;
  return version.major === bound.major && (open === "minor" || version.minor === bound.minor);
}

/** Up to the next change of the first part that is not zero: "^1.2" is below 2, "^0.2" below 0.3, "^0.0.3" itself. */
function isCaret(version: Version, { version: bound, open }: Constraint): boolean {
  if (compareVersions(version, bound) < 0) return false;
  if (version.major !== bound.major) return false;
  if (bound.major > 0n || open === "minor") return true;
  if (version.minor !== bound.minor) return false;
  if (bound.minor > 0n || open === "patch") return true;
  return version.patch === bound.patch;
}
