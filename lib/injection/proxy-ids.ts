/** The ids that the proxy runs as, where nothing else is said (tools/istio-iptables/pkg/constants). */
const DEFAULT_PROXY_ID = 1337;

const UID_RANGE = "openshift.io/sa.scc.uid-range";
const SUPPLEMENTAL_GROUPS = "openshift.io/sa.scc.supplemental-groups";

export interface ProxyIds {
  readonly uid: number;
  readonly gid: number;
}

/**
 * The proxy's user and group. OpenShift gives each namespace a range of its own, from which the last id is
 * taken; the group comes from the first of the supplemental groups, or else from the users' range. What
 * cannot be read counts as absent. (pkg/kube/inject/openshift.go, and GetProxyIDs)
 *
 * @param annotations those of the pod's namespace, on OpenShift only
 */
export function proxyIds(annotations: Readonly<Record<string, string>> | undefined): ProxyIds {
  const own = (key: string) =>
    annotations && Object.hasOwn(annotations, key) ? annotations[key] : undefined;
  const users = own(UID_RANGE);
  const groups = own(SUPPLEMENTAL_GROUPS) ?? users;
  return {
    uid: (users === undefined ? undefined : lastOfBlock(users)) ?? DEFAULT_PROXY_ID,
    gid: (groups === undefined ? undefined : lastOfFirstBlock(groups)) ?? DEFAULT_PROXY_ID,
  };
}

/** One bad block spoils the list. */
function lastOfFirstBlock(groups: string): number | undefined {
  const blocks = groups.split(",").map(lastOfBlock);
  return blocks.includes(undefined) ? undefined : blocks[0];
}

/**
 * The last id of `<start>/<size>` or `<start>-<end>`: uint32, as Go's Sscanf reads them, so with a sign
 * or text behind the second number ignored.
 */
function lastOfBlock(block: string): number | undefined {
  const sized = block.includes("/");
  const match = (sized ? /^\s*(\d+)\/\s*(\d+)/ : /^\s*(\d+)-\s*(\d+)/).exec(block);
  const [first, second] = [Number(match?.[1]), Number(match?.[2])];
  if (!match || first > 0xffffffff || second > 0xffffffff) return undefined;
  return sized ? (first + second - 1) >>> 0 : second;
}
