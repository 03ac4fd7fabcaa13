import { JsonSyntaxError, parseJson, stringifyJson } from "../../kubernetes/json.ts";
import { isObject } from "../../kubernetes/objects.ts";
import { allContainers, appendEnv, envVar, PROXY, withEnv } from "../containers.ts";
import type { Container, GrpcAction, Handler, HttpGetAction, Pod, Probe, TcpSocketAction } from "../pod.ts";

const PROBERS_VARIABLE = "ISTIO_KUBE_APP_PROBERS";

/** One probe as the agent executes it (pkg/kube/inject/app_probe.go, Prober); keys in Go's order. */
interface Prober {
  readonly httpGet?: HttpGetAction;
  readonly tcpSocket?: TcpSocketAction;
  readonly grpc?: GrpcAction;
  readonly timeoutSeconds?: number;
}

/** By the URL path that the kubelet asks for. */
type Probers = Readonly<Record<string, Prober>>;

/** The paths under which the agent answers for a container (pilot-agent's FormatProberURL). */
export function probeUrls(container: string) {
  return {
    readyz: `/app-health/${container}/readyz`,
    livez: `/app-health/${container}/livez`,
    startupz: `/app-health/${container}/startupz`,
    prestopz: `/app-lifecycle/${container}/prestopz`,
    poststartz: `/app-lifecycle/${container}/poststartz`,
  };
}

/**
 * The pod's probes for the agent, named ports resolved; undefined where there are none. Left out: probes
 * whose port has no such name, and those that already ask the agent.
 */
export function appProbers(pod: Pod, agentPort: number, withHooks: boolean): Probers | undefined {
  const probers: Record<string, Prober> = {};
  for (const container of allContainers(pod)) {
    if (container.name === PROXY) continue;
    const ports = namedPorts(container);
    for (const [url, prober] of proberCandidates(container, withHooks)) {
      const resolved = prober && resolvePort(prober, ports, agentPort);
      if (resolved) probers[url] = resolved;
    }
  }
  return Object.keys(probers).length > 0 ? probers : undefined;
}

function proberCandidates(container: Container, withHooks: boolean): [string, Prober | undefined][] {
  const urls = probeUrls(container.name);
  const hooks = withHooks ? container.lifecycle : undefined;
  return [
    [urls.readyz, proberOfProbe(container.readinessProbe)],
    [urls.livez, proberOfProbe(container.livenessProbe)],
    [urls.startupz, proberOfProbe(container.startupProbe)],
    [urls.prestopz, proberOfHandler(hooks?.preStop)],
    [urls.poststartz, proberOfHandler(hooks?.postStart)],
  ];
}

function proberOfProbe(probe: Probe | undefined): Prober | undefined {
  const prober = proberOfHandler(probe) ?? (probe?.grpc && { grpc: probe.grpc });
  return prober && probe?.timeoutSeconds ? { ...prober, timeoutSeconds: probe.timeoutSeconds } : prober;
}

function proberOfHandler(handler: Handler | undefined): Prober | undefined {
  if (handler?.httpGet) return { httpGet: handler.httpGet };
  return handler?.tcpSocket && { tcpSocket: handler.tcpSocket };
}

function namedPorts(container: Container): ReadonlyMap<string, number> {
  const named = (container.ports ?? []).filter((port) => port.name);
  return new Map(named.map((port) => [port.name as string, port.containerPort]));
}

/** gRPC probes have numbers only, and are never taken for rewritten ones. */
function resolvePort(
  prober: Prober,
  ports: ReadonlyMap<string, number>,
  agentPort: number,
): Prober | undefined {
  const kind = prober.httpGet ? "httpGet" : "tcpSocket";
  const action = prober[kind];
  if (action === undefined) return prober;
  const port = typeof action.port === "string" ? ports.get(action.port) : action.port;
  if (port === undefined || (port === agentPort && port === action.port)) return undefined;
  return { ...prober, [kind]: { ...action, port } };
}

/** Adds the variable; on a second pass the earlier probers, which win, are merged into it. */
export function withProbers(proxy: Container, probers: Probers, injectedBefore: boolean): Container {
  const env = proxy.env ?? [];
  const at = injectedBefore ? env.findIndex(({ name }) => name === PROBERS_VARIABLE) : -1;
  if (at === -1) return appendEnv(proxy, PROBERS_VARIABLE, stringifySorted(probers));
  const earlier = parseProbers(env[at]?.value ?? "");
  if (earlier === undefined) return proxy;
  return withEnv(proxy, env.with(at, envVar(PROBERS_VARIABLE, stringifySorted({ ...probers, ...earlier }))));
}

/** Undefined where they cannot be read: then the variable stays as it is. */
function parseProbers(text: string): Probers | undefined {
  try {
    const probers = parseJson(text) ?? {};
    return isObject(probers) ? (probers as Probers) : undefined;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined;
    throw error;
  }
}

function stringifySorted(probers: Probers): string {
  return stringifyJson(Object.fromEntries(Object.entries(probers).sort(([a], [b]) => (a < b ? -1 : 1))));
}
