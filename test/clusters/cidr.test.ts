import { describe, expect, test } from "@jest/globals";
import { cidrCheck } from "../../lib/clusters/cidr.ts";

describe("source addresses against blocks", () => {
  const cases: [string, string[], string | undefined, boolean][] = [
    ["an address inside", ["10.0.0.0/8"], "10.1.2.3", true],
    ["an address outside", ["10.0.0.0/8"], "11.1.2.3", false],
    ["the second block", ["192.0.2.0/24", "198.51.100.7"], "198.51.100.7", true],
    ["a bare address is itself alone", ["198.51.100.7"], "198.51.100.8", false],
    ["IPv6 inside", ["2001:db8::/32"], "2001:db8:1::5", true],
    ["IPv6 against an IPv4 block", ["0.0.0.0/0"], "2001:db8::1", false],
    ["IPv4 written as IPv6", ["10.0.0.0/8"], "::ffff:10.0.0.1", true],
    ["no block lets nobody in", [], "10.0.0.1", false],
    ["an unknown source", ["0.0.0.0/0"], undefined, false],
    ["something that is no address", ["0.0.0.0/0"], "10.0.0.1, 10.0.0.2", false],
  ];
  test.each(cases)("%s", (_name, blocks, address, expected) => {
    expect(cidrCheck(blocks)(address)).toBe(expected);
  });

  test.each(["10.0.0.0/33", "10.0.0/8", "::/129", "x", "", "10.0.0.0/8/8", "10.0.0.0/-1"])(
    "%p is no block",
    (block) => {
      expect(() => cidrCheck([block])).toThrow(/is not an address block/);
    },
  );
});
