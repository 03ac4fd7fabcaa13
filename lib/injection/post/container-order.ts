import {
  containersOf,
  ENABLE_CORE_DUMP,
  findContainer,
  INIT,
  type Place,
  PROXY,
  placeContainer,
  VALIDATION,
  withContainers,
} from "../containers.ts";
import { holdsApplication } from "../hold.ts";
import type { Container, Pod } from "../pod.ts";
import type { PostContext } from "./context.ts";

/** Each moves one container; the last `first` ends up in front. */
type Moves = readonly (readonly [name: string, place: Place])[];

/** istio-init, istio-validation, istio-proxy, enable-core-dump, then the rest: init containers are in the mesh. */
const NATIVE: Moves = [
  [ENABLE_CORE_DUMP, "first"],
  [PROXY, "first"],
  [VALIDATION, "first"],
  [INIT, "first"],
];

/**
 * istio-validation first, so that nothing runs where the network is not ready; traffic capture last, so
 * that the pod's own init containers still reach the network.
 */
const CLASSIC: Moves = [
  [VALIDATION, "first"],
  [INIT, "last"],
  [ENABLE_CORE_DUMP, "last"],
];

/**
 * Puts the containers into the order in which they have to start (pkg/kube/inject/webhook.go, reorderPod).
 * The proxy is last, so that `kubectl exec` goes to the application, unless that has to wait for it.
 */
export function reorderContainers(pod: Pod, { parameters }: PostContext): Pod {
  const place = holdsApplication(parameters) ? "first" : "last";
  const initContainers = containersOf(pod, "initContainers");
  const moves = findContainer(PROXY, initContainers) ? NATIVE : CLASSIC;
  const reordered = withContainers(
    pod,
    "containers",
    placeContainer(containersOf(pod, "containers"), PROXY, place),
  );
  return withContainers(reordered, "initContainers", applyMoves(initContainers, moves));
}

function applyMoves(containers: readonly Container[], moves: Moves): readonly Container[] {
  return moves.reduce((result, [name, place]) => placeContainer(result, name, place), containers);
}
