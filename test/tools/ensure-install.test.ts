import { describe, expect, test } from "@jest/globals";
// @ts-expect-error a script without types
import { supports, whatIsAmiss } from "../../tools/ensure-install.mjs";

const RANGE = "^20.19.0 || ^22.13.0 || >=24";

describe("the Node versions that remora runs on", () => {
  test.each([
    ["18.20.8", false],
    ["20.18.3", false],
    ["20.19.0", true],
    ["20.20.2", true],
    ["21.7.3", false],
    ["22.12.0", false],
    ["22.13.1", true],
    ["23.11.0", false],
    ["24.0.0", true],
    ["25.1.0", true],
  ])("%s: %s", (version, expected) => expect(supports(RANGE, version)).toBe(expected));
});

describe("packages are installed again where", () => {
  const linux = { os: "linux", cpu: "x64" };
  const lock = {
    packages: {
      "": { version: "0.1.0" },
      "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
      "node_modules/a-linux": { version: "1.0.0", integrity: "sha512-l", optional: true, os: ["linux"] },
      "node_modules/a-darwin": { version: "1.0.0", integrity: "sha512-d", optional: true, os: ["darwin"] },
    },
  };
  const { "": _, "node_modules/a-darwin": __, ...rest } = lock.packages;
  const installed = { packages: rest };
  const a = installed.packages["node_modules/a"];

  test("not where all is as package-lock.json says", () => {
    expect(whatIsAmiss(lock, installed, linux)).toBeUndefined();
  });

  test.each([
    ["there is no record of an installation", undefined, "node_modules is missing"],
    ["a package is missing", { packages: {} }, "node_modules/a is missing"],
    [
      "one has another version",
      { packages: { ...rest, "node_modules/a": { ...a, version: "0.9.0" } } },
      "node_modules/a is 0.9.0, package-lock.json says 1.0.0",
    ],
    [
      "one has the same version and another content",
      { packages: { ...rest, "node_modules/a": { ...a, integrity: "sha512-b" } } },
      "node_modules/a is 1.0.0, package-lock.json says 1.0.0",
    ],
    [
      "one is no longer wanted",
      { packages: { ...rest, "node_modules/b": a } },
      "node_modules/b is not in package-lock.json",
    ],
  ])("%s", (_, record, reason) => expect(whatIsAmiss(lock, record, linux)).toBe(reason));

  test("they were brought along from another machine", () => {
    expect(whatIsAmiss(lock, installed, { os: "darwin", cpu: "arm64" })).toBe(
      "node_modules/a-linux is for another machine",
    );
  });
});
