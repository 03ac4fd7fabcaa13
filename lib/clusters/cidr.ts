import { BlockList, isIP } from "node:net";
import { ClustersError } from "./errors.ts";

/**
 * A check of source addresses against CIDR blocks, IPv4 and IPv6 (`10.0.0.0/8`, `2001:db8::/32`, or a bare address).
 *
 * @throws ClustersError `cidr-invalid` naming the block.
 */
export function cidrCheck(cidrs: readonly string[]): (address: string | undefined) => boolean {
  const list = new BlockList();
  for (const cidr of cidrs) addBlock(list, cidr);
  return (address) => {
    const version = isIP(address ?? "");
    return version !== 0 && list.check(address as string, version === 4 ? "ipv4" : "ipv6");
  };
}

function addBlock(list: BlockList, cidr: string): void {
  const [address = "", bits, ...more] = cidr.split("/");
  const version = isIP(address);
  const size = version === 6 ? 128 : 32;
  const prefix = bits === undefined ? size : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (version === 0 || more.length > 0 || prefix < 0 || prefix > size) {
    throw new ClustersError(
      "cidr-invalid",
      `"${cidr}" is not an address block; write 203.0.113.0/24 or 2001:db8::/32`,
    );
  }
  list.addSubnet(address, prefix, version === 4 ? "ipv4" : "ipv6");
}
