/** Semantic versions. */

import {
  type FuncMap,
  fn,
  GoError,
  type GoFunc,
  type Methods,
  Pointer,
  Struct,
  type StructType,
} from "../gotemplate/values.ts";
import { compareVersions, formatVersion, parseVersion, type Version } from "./version.ts";
import { satisfies } from "./version-constraint.ts";

/** Versions behind the structs that templates hold; their fields cannot be seen, as in Go. */
const versions = new WeakMap<Struct, Version>();

const VERSION: StructType = versionType(() => ({ ...VALUE_METHODS, ...POINTER_METHODS }));
/** A version that is not behind a pointer lacks the pointer's methods. */
const VERSION_VALUE: StructType = versionType(() => VALUE_METHODS);

function versionType(methods: () => Methods): StructType {
  return { kind: "struct", name: "semver.Version", fields: () => [], methods };
}

function structOf(version: Version, type: StructType): Struct {
  const { major, minor, patch, ...texts } = version;
  const struct = new Struct(type, { major, minor, patch, ...texts });
  versions.set(struct, version);
  return struct;
}

function versionValue(version: Version): Pointer {
  return new Pointer({ kind: "ptr", elem: VERSION }, structOf(version, VERSION));
}

function versionOf(receiver: Struct | Pointer): Version {
  const struct = receiver instanceof Pointer ? (receiver.target as Struct) : receiver;
  return versions.get(struct) as Version;
}

function declared(func: GoFunc): GoFunc {
  return { ...func, types: { "semver.Version": VERSION } };
}

const get = (signature: string, pick: (version: Version) => unknown): GoFunc =>
  fn(signature, (receiver) => pick(versionOf(receiver)));

const compare = (holds: (order: number) => boolean): GoFunc =>
  declared(
    fn("func(o *semver.Version) bool", (receiver, other) =>
      holds(compareVersions(versionOf(receiver), versionOf(other))),
    ),
  );

const next = (bump: (version: Version) => Partial<Version>): GoFunc =>
  declared(
    fn("func() semver.Version", (receiver) => {
      const version = versionOf(receiver);
      const bumped = { ...version, prerelease: "", metadata: "", ...bump(version) };
      const prefix = version.original.startsWith("v") ? "v" : "";
      return structOf({ ...bumped, original: prefix + formatVersion(bumped) }, VERSION_VALUE);
    }),
  );

const VALUE_METHODS: Methods = {
  String: get("func() string", formatVersion),
  MarshalJSON: get("func() string", formatVersion),
  Major: get("func() uint64", (version) => version.major),
  Minor: get("func() uint64", (version) => version.minor),
  Patch: get("func() uint64", (version) => version.patch),
  Prerelease: get("func() string", (version) => version.prerelease),
  Metadata: get("func() string", (version) => version.metadata),
  IncMajor: next(({ major }) => ({ major: increment(major), minor: 0n, patch: 0n })),
  IncMinor: next(({ minor }) => ({ minor: increment(minor), patch: 0n })),
  // The release of a prerelease is its next patch version.
  IncPatch: next(({ patch, prerelease }) => ({ patch: prerelease === "" ? increment(patch) : patch })),
};

const POINTER_METHODS: Methods = {
  Original: get("func() string", (version) => version.original),
  Compare: declared(
    fn("func(o *semver.Version) int", (receiver, other) =>
      BigInt(compareVersions(versionOf(receiver), versionOf(other))),
    ),
  ),
  Equal: compare((order) => order === 0),
  LessThan: compare((order) => order < 0),
  LessThanEqual: compare((order) => order <= 0),
  GreaterThan: compare((order) => order > 0),
  GreaterThanEqual: compare((order) => order >= 0),
};

function increment(part: bigint): bigint {
  if (part === 2n ** 64n - 1n) throw new GoError("version increment would overflow uint64");
  return part + 1n;
}

export const semverFuncs: FuncMap = {
  semver: declared(
    fn("func(version string) (*semver.Version, error)", (text) => versionValue(parseVersion(text))),
  ),
  semverCompare: fn("func(constraint string, version string) (bool, error)", (constraint, version) =>
    satisfies(() => parseVersion(version), constraint),
  ),
};
