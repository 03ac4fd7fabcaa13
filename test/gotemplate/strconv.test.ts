import { describe, expect, test } from "@jest/globals";
import { clampedInt64, parseBool, parseFloat64, parseInt64 } from "../../lib/gotemplate/strconv.ts";

/** What Go's strconv answers; undefined is an error. */

describe("ParseInt with base 0", () => {
  test.each<[text: string, value: bigint | undefined]>([
    ["-017", -15n],
    ["0o17", 15n],
    ["0x_1F", 31n],
    ["0b1_01", 5n],
    ["1_000", 1000n],
    ["0_7", 7n],
    ["1__0", undefined],
    ["_1", undefined],
    ["08", undefined],
    ["0x", undefined],
    ["--1", undefined],
    ["9223372036854775808", undefined],
    ["-9223372036854775808", -(2n ** 63n)],
  ])("of %s", (text, value) => expect(parseInt64(text, 0)).toBe(value));
});

describe("Atoi, its error aside,", () => {
  test.each<[text: string, value: bigint]>([
    ["+12", 12n],
    ["1_0", 0n],
    ["12x", 0n],
    ["9223372036854775808", 2n ** 63n - 1n],
    ["-9223372036854775809x", 0n],
    ["-18446744073709551616x", -(2n ** 63n)],
  ])("of %s", (text, value) => expect(clampedInt64(text)).toBe(value));
});

describe("ParseFloat", () => {
  test.each<[text: string, value: number | undefined]>([
    ["1_0.5e-1", 1.05],
    ["1_e5", undefined],
    [".5", 0.5],
    ["5.", 5],
    [".", undefined],
    ["0x1.8p1", 3],
    ["0x1", undefined],
    ["0x0p99999", 0],
    ["-Inf", -Infinity],
    ["+nan", undefined],
    ["1e999", undefined],
  ])("of %s", (text, value) => expect(parseFloat64(text)).toBe(value));
});

test("ParseBool knows twelve texts", () => {
  expect(["1", "t", "T", "TRUE", "true", "True"].map(parseBool)).toEqual(Array(6).fill(true));
  expect(["0", "f", "F", "FALSE", "false", "False"].map(parseBool)).toEqual(Array(6).fill(false));
  expect(["", "yes", "tRUE", "constructor"].map(parseBool)).toEqual(Array(4).fill(undefined));
});
