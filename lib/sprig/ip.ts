/** Textual IP addresses as bytes: four or sixteen of them; undefined for what is no address. Zones are none. */
export function parseIp(text: string): Uint8Array | undefined {
  return parseIpv4(text) ?? parseIpv6(text);
}

function parseIpv4(text: string): Uint8Array | undefined {
  const parts = text.split(".");
  const valid =
    parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256);
  return valid ? Uint8Array.from(parts, Number) : undefined;
}

export function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split("::");
  if (!text.includes(":") || halves.length > 2) return undefined;
  const [left, right] = halves.map((half, i) => groupsOf(half, i === halves.length - 1));
  if (left === undefined || (halves.length === 2 && right === undefined)) return undefined;
  const missing = 16 - left.length - (right?.length ?? 0);
  const fits = halves.length === 2 ? missing >= 2 : missing === 0;
  return fits
    ? Uint8Array.from([...left, ...new Array<number>(missing).fill(0), ...(right ?? [])])
    : undefined;
}

/** The bytes of groups between colons; the very last one may be an IPv4 address. */
function groupsOf(half: string, last: boolean): number[] | undefined {
  const bytes: number[] = [];
  const groups = half === "" ? [] : half.split(":");
  for (const [i, group] of groups.entries()) {
    const embedded = last && i === groups.length - 1 ? parseIpv4(group) : undefined;
    if (embedded !== undefined) bytes.push(...embedded);
    else if (/^[\da-f]{1,4}$/i.test(group))
      bytes.push(Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 0xff);
    else return undefined;
  }
  return bytes;
}
