import { messagesAt, textAt, textsAt } from "../proto/access.ts";
import type { Message } from "../proto/message.ts";
import { combine, type Maybe } from "./problems.ts";

const topologyLabels = [
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
  "topology.istio.io/subzone",
];

/** agent.ValidateLocalityLbSetting of the mesh, which always has an outlier detection. */
export function checkLocality(setting: Message | undefined): Maybe {
  const distribute = messagesAt(setting, "distribute");
  const failover = messagesAt(setting, "failover");
  if (distribute.length > 0 && failover.length > 0) {
    return "can not simultaneously specify 'distribute' and 'failover'";
  }
  const label = failover.length > 0 ? topologyLabel(setting) : undefined;
  if (label !== undefined) {
    return `can not simultaneously set 'failover' and topology label '${label}' in 'failover_priority'`;
  }
  let problems: Maybe;
  for (const rule of distribute) {
    const weights = (rule.to ?? {}) as Readonly<Record<string, number>>;
    const badWeights = checkWeights(Object.values(weights));
    if (badWeights !== undefined) return combine(problems, badWeights);
    problems = combine(problems, checkLocalities(Object.keys(weights)));
  }
  return combine(
    problems,
    checkLocalities(distribute.map((rule) => textAt(rule, "from"))),
    ...failover.flatMap((rule) => checkFailover(rule, "locality lb", "only specify region")),
  );
}

/** agent.ValidateZoneAwareLbSetting. */
export function checkZoneAware(setting: Message | undefined): Maybe {
  const labels = textsAt(setting, "failoverPriority").filter((label) => topologyLabels.includes(label));
  const region = "only specifies region; zone and subzone failover are handled automatically";
  return combine(
    ...labels.map(
      (label) =>
        `'failover_priority' for zone aware lb must not use topology label '${label}'; ` +
        "region- and zone-level routing are handled automatically",
    ),
    ...messagesAt(setting, "failover").flatMap((rule) => checkFailover(rule, "zone aware lb", region)),
  );
}

function topologyLabel(setting: Message | undefined): string | undefined {
  return textsAt(setting, "failoverPriority").find((label) => topologyLabels.includes(label));
}

function checkWeights(weights: readonly number[]): string | undefined {
  if (weights.some((weight) => weight <= 0 || weight > 100))
    return "locality weight must be in range [1, 100]";
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return total === 100 ? undefined : `total locality weight ${total} != 100`;
}

function checkFailover(rule: Message, name: string, region: string): Maybe[] {
  const ends = [textAt(rule, "from"), textAt(rule, "to")];
  return [
    ends[0] === ends[1] ? `${name} failover settings must specify different regions` : undefined,
    ends.some((end) => end.includes("/")) ? `${name} failover ${region}` : undefined,
    ends.some((end) => end.includes("*"))
      ? `${name} failover region should not contain '*' wildcard`
      : undefined,
  ];
}

/**
 * Localities are "region/zone/subzone" with parts left out at the end. None may contain another, and an
 * asterisk may only end the last one.
 */
function checkLocalities(localities: readonly string[]): string | undefined {
  const seen: string[][] = [];
  for (const locality of localities) {
    const asterisks = locality.split("*").length - 1;
    if (asterisks > 1 || (asterisks === 1 && !locality.endsWith("*"))) {
      return `locality ${locality} wildcard '*' number can not exceed 1 and must be in the end`;
    }
    const overlap = `locality ${locality} overlap with previous specified ones`;
    if (seen.some(([region]) => region === "*")) return overlap;
    const parts = splitLocality(locality);
    if (parts.includes("")) return `locality ${locality} must not contain empty region/zone/subzone info`;
    if (seen.some((earlier) => overlaps(earlier, parts))) return overlap;
    seen.push(parts);
  }
  return undefined;
}

/** At most three parts: whatever follows the second slash is the subzone. */
function splitLocality(locality: string): string[] {
  const [region = "", zone, ...subzone] = locality.split("/");
  return [
    region,
    ...(zone === undefined ? [] : [zone]),
    ...(subzone.length === 0 ? [] : [subzone.join("/")]),
  ];
}

/** One is a prefix of the other; an asterisk that came earlier stands for anything. */
function overlaps(earlier: readonly string[], parts: readonly string[]): boolean {
  const length = Math.min(earlier.length, parts.length);
  return earlier.slice(0, length).every((part, i) => part === parts[i] || (i > 0 && part === "*"));
}
