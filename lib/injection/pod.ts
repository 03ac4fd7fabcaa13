/**
 * The parts of a Pod that the pipeline itself reads or writes; everything else passes through as it is.
 *
 * A pod in the pipeline is in the form in which Go marshals it again (lib/kubernetes/decode/decode.ts): known
 * fields only, canonical quantities, `containers: null` where there are none. No stage changes a pod that
 * it was given: it returns another one that shares what did not change.
 */
export interface Pod {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: ObjectMeta;
  readonly spec: PodSpec;
  readonly [field: string]: unknown;
}

export interface ObjectMeta {
  readonly name?: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly [field: string]: unknown;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly controller?: boolean;
}

export interface PodSpec {
  readonly containers: readonly Container[] | null;
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Named[];
  readonly imagePullSecrets?: readonly Partial<Named>[];
  readonly hostNetwork?: boolean;
  readonly nodeName?: string;
  readonly dnsPolicy?: string;
  readonly [field: string]: unknown;
}

export interface Named {
  readonly name: string;
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly args?: readonly string[];
  readonly ports?: readonly ContainerPort[];
  readonly env?: readonly EnvVar[];
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
  readonly startupProbe?: Probe;
  readonly lifecycle?: Lifecycle;
  readonly securityContext?: SecurityContext;
  readonly [field: string]: unknown;
}

export interface ContainerPort {
  readonly name?: string;
  readonly containerPort: number;
}

export interface EnvVar {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: unknown;
}

export interface SecurityContext {
  readonly runAsUser?: number | bigint;
  readonly runAsGroup?: number | bigint;
  readonly [field: string]: unknown;
}

/** What a probe and a lifecycle handler have in common: at most one of them counts, in this order. */
export interface Handler {
  readonly httpGet?: HttpGetAction;
  readonly tcpSocket?: TcpSocketAction;
  readonly grpc?: GrpcAction;
  readonly [field: string]: unknown;
}

export interface Probe extends Handler {
  readonly timeoutSeconds?: number;
}

export interface Lifecycle {
  readonly postStart?: Handler;
  readonly preStop?: Handler;
  readonly [field: string]: unknown;
}

export interface HttpGetAction {
  readonly path?: string;
  readonly port: number | string;
  readonly scheme?: string;
  readonly [field: string]: unknown;
}

export interface TcpSocketAction {
  readonly port: number | string;
  readonly [field: string]: unknown;
}

export interface GrpcAction {
  readonly port: number;
  readonly [field: string]: unknown;
}

/** The value of a label or annotation, own properties only. */
export function entry(map: Readonly<Record<string, string>> | undefined, key: string): string | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

export function labelOf(pod: Pod, key: string): string | undefined {
  return entry(pod.metadata.labels, key);
}

export function annotationOf(pod: Pod, key: string): string | undefined {
  return entry(pod.metadata.annotations, key);
}

export function withSpec(pod: Pod, spec: Partial<PodSpec>): Pod {
  return { ...pod, spec: { ...pod.spec, ...spec } };
}

/** With these annotations; none at all leaves the field out, as Go does. */
export function withAnnotations(pod: Pod, annotations: Readonly<Record<string, string>>): Pod {
  return { ...pod, metadata: withMap(pod.metadata, "annotations", annotations) };
}

export function withLabels(pod: Pod, labels: Readonly<Record<string, string>>): Pod {
  return { ...pod, metadata: withMap(pod.metadata, "labels", labels) };
}

function withMap(
  metadata: ObjectMeta,
  field: "labels" | "annotations",
  map: Readonly<Record<string, string>>,
) {
  const { [field]: _, ...rest } = metadata;
  return Object.keys(map).length > 0 ? { ...rest, [field]: map } : rest;
}
