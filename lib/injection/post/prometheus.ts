import { quote } from "../../gotemplate/quote.ts";
import { parseBool, parseInt64 } from "../../gotemplate/strconv.ts";
import { trimSpace } from "../../istio/go-strconv.ts";
import { stringifyJson } from "../../kubernetes/json.ts";
import { appendEnv, PROXY, replaceContainer } from "../containers.ts";
import { InjectionError } from "../errors.ts";
import type { MeshSettings } from "../mesh-settings.ts";
import { MERGE_METRICS } from "../names.ts";
import { annotationOf, type Pod, withAnnotations } from "../pod.ts";
import type { PostContext } from "./context.ts";
import * as prometheus from "./prometheus-annotations.ts";

/** Where the application's own metrics are, as the agent reads it from ISTIO_PROMETHEUS_ANNOTATIONS. */
interface ScrapeConfiguration {
  readonly scrape: string;
  readonly path: string;
  readonly port: string;
  readonly targets?: readonly ScrapeTarget[];
}

interface ScrapeTarget {
  readonly port: string;
  readonly path: string;
}

/** Ports of the sidecar's own, with what they are for (pilot/cmd/pilot-agent/status, istioReservedPorts). */
const RESERVED_PORTS: Readonly<Record<string, string>> = {
  "15000": "Envoy admin",
  "15001": "outbound traffic capture",
  "15004": "pilot debug",
  "15006": "inbound traffic capture",
  "15008": "HBONE tunnel",
  "15020": "pilot-agent status / merged Prometheus",
  "15021": "Envoy health",
  "15053": "DNS proxy",
  "15090": "Envoy Prometheus (already merged)",
};

/**
 * Points Prometheus at the agent, which merges the application's metrics with Envoy's: the pod's scrape
 * annotations move into a variable of the proxy, and the agent's take their place
 * (pkg/kube/inject/webhook.go, applyPrometheusMerge). A pod that already names the agent's port is left
 * alone, since it was injected before.
 */
export function mergePrometheus(pod: Pod, { parameters: { mesh } }: PostContext): Pod {
  if (!wantsScraping(pod) || !mergingEnabled(pod, mesh)) return pod;
  const agentPort = String(mesh.statusPort);
  if (prometheus.annotationMeaning(pod, prometheus.PORT) === agentPort) return pod;
  const configuration = scrapeConfigurationOf(pod);
  validate(configuration, agentPort);
  const empty = Object.values(configuration).every((value) => value === "");
  const announced = empty ? pod : announce(pod, configuration);
  return withAnnotations(announced, {
    ...prometheus.withoutPrometheus(pod),
    "prometheus.io/port": agentPort,
    "prometheus.io/path": "/stats/prometheus",
    "prometheus.io/scrape": "true",
  });
}

function announce(pod: Pod, configuration: ScrapeConfiguration): Pod {
  const value = stringifyJson(configuration);
  return replaceContainer(pod, PROXY, (proxy) => appendEnv(proxy, "ISTIO_PROMETHEUS_ANNOTATIONS", value));
}

/** The annotation, then the mesh, then yes. */
function mergingEnabled(pod: Pod, mesh: MeshSettings): boolean {
  const annotation = annotationOf(pod, MERGE_METRICS);
  const wish = annotation === undefined ? undefined : parseBool(annotation);
  return wish ?? mesh.mergePrometheus;
}

/** A value that is not a boolean counts as none. */
function wantsScraping(pod: Pod): boolean {
  const wishes = prometheus.annotationsMeaning(pod, prometheus.SCRAPE).map(([, value]) => parseBool(value));
  return wishes.find((wish) => wish !== undefined) ?? true;
}

/** With targets, the first of them also stands where agents that know one endpoint look. */
function scrapeConfigurationOf(pod: Pod): ScrapeConfiguration {
  const text = (meaning: string) => prometheus.annotationMeaning(pod, meaning) ?? "";
  const targets = parseTargets(text(prometheus.SCRAPE_TARGETS));
  return {
    scrape: text(prometheus.SCRAPE),
    path: targets[0]?.path ?? text(prometheus.PATH),
    port: targets[0]?.port ?? text(prometheus.PORT),
    ...(targets.length > 0 && { targets }),
  };
}

/** `port[:path], …`; one entry without a port makes the whole list count as absent. */
function parseTargets(text: string): readonly ScrapeTarget[] {
  const entries = text.split(",").map(trimSpace);
  const targets = entries.filter(Boolean).map((entry) => {
    const colon = entry.indexOf(":");
    const port = colon === -1 ? entry : trimSpace(entry.slice(0, colon));
    return { port, path: (colon === -1 ? "" : trimSpace(entry.slice(colon + 1))) || "/metrics" };
  });
  return targets.some((target) => target.port === "") ? [] : targets;
}

function validate(configuration: ScrapeConfiguration, agentPort: string): void {
  if (configuration.targets) {
    for (const { port } of configuration.targets) {
      validatePort(port, agentPort, "invalid prometheus scrape targets: ", "target port");
    }
  } else if (configuration.port !== "") {
    validatePort(configuration.port, agentPort, "invalid prometheus scrape configuration: ", "port");
  }
}

/** @throws InjectionError in Istio's words */
function validatePort(port: string, agentPort: string, prefix: string, noun: string): void {
  const number = parseInt64(port, 10);
  if (number === undefined || number < 1n || number > 65535n) {
    throw new InjectionError(`${prefix}invalid ${noun} ${quote(port)}`);
  }
  const canonical = String(number);
  if (canonical === agentPort) throw new InjectionError(`${prefix}${noun} ${port} conflicts with agent port`);
  if (Object.hasOwn(RESERVED_PORTS, canonical)) {
    const use = RESERVED_PORTS[canonical];
    throw new InjectionError(`${prefix}${noun} ${port} is reserved for Istio (${use}) and cannot be scraped`);
  }
}
