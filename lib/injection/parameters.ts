import type { ProxyConfig } from "../istio/proxy-config.ts";
import type { BlockMemo } from "../kubernetes/yaml/block-memo.ts";
import type { Injector } from "./injector.ts";
import type { MeshSettings } from "./mesh-settings.ts";
import type { Observer } from "./observer.ts";
import type { Pod } from "./pod.ts";
import type { WorkloadMeta } from "./workload-meta.ts";

/** Everything that one injection depends on; the webhook and `kube-inject` fill it in differently. */
export interface InjectionParameters {
  readonly injector: Injector;
  /** As Go marshals it, namespace filled in, without managedFields. */
  readonly pod: Pod;
  readonly workload: WorkloadMeta;
  readonly mesh: MeshSettings;
  readonly proxyConfig: ProxyConfig;
  readonly defaultTemplates: readonly string[];
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  readonly injectedAnnotations: Readonly<Record<string, string>>;
  readonly revision: string;
  readonly nativeSidecars: boolean;
  /** The proxy's variables from the URL path, with the effective cluster and network. */
  readonly proxyEnv: ReadonlyMap<string, string>;
  /** Of the pod's namespace, on OpenShift only. */
  readonly namespaceAnnotations?: Readonly<Record<string, string>> | undefined;
  readonly observer?: Observer | undefined;
  readonly deadline?: number | undefined;
  /** What is remembered of templates that were rendered for other pods. */
  readonly blocks: BlockMemo | undefined;
}
