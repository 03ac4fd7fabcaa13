export interface Node {
  readonly name: string;
  /** Of the kubelet: "v1.33.1-eks-1234567". */
  readonly kubeletVersion: string;
}

/** From 1.33 on, native sidecars are stable. */
const FIRST_MINOR = 33;

/** hashicorp/go-version's pattern, whose second segment is what Istio compares. */
const VERSION =
  /^v?(\d+(?:\.\d+)*?)(?:-\d+[0-9A-Za-z\-~]*(?:\.[0-9A-Za-z\-~]+)*|-?[A-Za-z\-~]+[0-9A-Za-z\-~]*(?:\.[0-9A-Za-z\-~]+)*)?(?:\+[0-9A-Za-z\-~]+(?:\.[0-9A-Za-z\-~]+)*)?$/;

/**
 * Whether the sidecar becomes an init container that keeps running (pkg/kube/inject/webhook.go,
 * DetectNativeSidecar): as the operator says, or by the version of the pod's own node, or else if every
 * node is new enough. Without a node it is taken to be.
 */
export function detectNativeSidecars(
  setting: boolean | undefined,
  nodes: readonly Node[],
  nodeName: string | undefined,
): boolean {
  if (setting !== undefined) return setting;
  const own = nodeName ? nodes.find((node) => node.name === nodeName) : undefined;
  return own ? isNewEnough(own) : nodes.every(isNewEnough);
}

/** Only the minor version counts. One that cannot be read is too old. */
function isNewEnough(node: Node): boolean {
  const segments = VERSION.exec(node.kubeletVersion)?.[1]?.split(".");
  return segments !== undefined && Number(segments[1] ?? 0) >= FIRST_MINOR;
}
