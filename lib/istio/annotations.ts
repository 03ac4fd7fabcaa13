import { quote } from "../gotemplate/quote.ts";
import { canonicalQuantity } from "../kubernetes/quantity.ts";
import { IstioError, messageOf } from "./errors.ts";
import { checkBool, parseUint, trimSpace } from "./go-strconv.ts";
import { Memo } from "./memo.ts";
import { proxyConfigDescriptor } from "./proto/descriptors.ts";
import { unmarshal } from "./proto/unmarshal.ts";
import { defaultProxyConfig, type ProxyConfig } from "./proxy-config.ts";
import { readYaml } from "./read-yaml.ts";
import { checkPrefix } from "./validation/netip.ts";
import { append, problemOf, textOf } from "./validation/problems.ts";
import { checkProxyConfig } from "./validation/proxy-config.ts";

/** The annotations of a pod that Istio validates before it injects (pkg/kube/inject/validate.go). */

/** What is wrong with a value; nothing where it is fine. */
type Check = (value: string) => string | undefined;

const checks: Readonly<Record<string, Check>> = {
  "sidecar.istio.io/interceptionMode": checkInterceptionMode,
  "status.sidecar.istio.io/port": checkStatusPort,
  "readiness.status.sidecar.istio.io/initialDelaySeconds": checkUint32,
  "readiness.status.sidecar.istio.io/periodSeconds": checkUint32,
  "readiness.status.sidecar.istio.io/failureThreshold": checkUint32,
  "traffic.sidecar.istio.io/includeOutboundIPRanges": unlessAll(ranges("includeIPRanges")),
  "traffic.sidecar.istio.io/excludeOutboundIPRanges": ranges("excludeIPRanges"),
  "traffic.sidecar.istio.io/includeInboundPorts": unlessAll(ports("includeInboundPorts")),
  "traffic.sidecar.istio.io/excludeInboundPorts": ports("excludeInboundPorts"),
  "traffic.sidecar.istio.io/excludeOutboundPorts": ports("excludeOutboundPorts"),
  "traffic.sidecar.istio.io/excludeInterfaces": checkInterfaces,
  "traffic.sidecar.istio.io/kubevirtInterfaces": checkInterfaces,
  "istio.io/reroute-virtual-interfaces": checkInterfaces,
  "prometheus.istio.io/merge-metrics": checkBool,
  "proxy.istio.io/config": (text) => proxyConfigProblems.get(text),
  "sidecar.istio.io/proxyCPU": checkQuantity,
  "sidecar.istio.io/proxyMemory": checkQuantity,
  "sidecar.istio.io/proxyCPULimit": checkQuantity,
  "sidecar.istio.io/proxyMemoryLimit": checkQuantity,
};

export const validatedAnnotations: readonly string[] = Object.keys(checks);

/**
 * Checks all annotations and names every bad one, sorted; Istio's order varies.
 *
 * @throws IstioError `invalid-annotation`
 */
export function validateAnnotations(annotations: Readonly<Record<string, string>>): void {
  const problems = Object.keys(annotations)
    .sort()
    .flatMap((name) => {
      const problem = annotationProblem(name, annotations[name] ?? "");
      return problem === undefined
        ? []
        : [`invalid value '${annotations[name]}' for annotation '${name}': ${problem}`];
    });
  if (problems.length > 0) throw new IstioError("invalid-annotation", textOf(append(problems)));
}

/** What is wrong with one annotation; nothing where it is fine, or none that Istio validates. */
export function annotationProblem(name: string, value: string): string | undefined {
  return Object.hasOwn(checks, name) ? checks[name]?.(value) : undefined;
}

function checkInterceptionMode(mode: string): string | undefined {
  const known = mode === "REDIRECT" || mode === "TPROXY" || mode === "NONE";
  return known ? undefined : `interceptionMode invalid, use REDIRECT,TPROXY,NONE: ${mode}`;
}

/** Istio's message names another parameter than the one that is meant. */
function checkStatusPort(port: string): string | undefined {
  const problem = portProblem(port);
  return problem && `excludeInboundPorts invalid: ${problem}`;
}

function checkUint32(value: string): string | undefined {
  return problemOf(() => parseUint(value, 32));
}

function portProblem(port: string): string | undefined {
  const problem = problemOf(() => parseUint(trimSpace(port), 16));
  return problem && `failed parsing port '${port}': ${problem}`;
}

function ports(parameter: string): Check {
  return (list) => {
    const trimmed = trimSpace(list);
    if (trimmed === "") return undefined;
    for (const port of trimmed.split(",")) {
      const problem = portProblem(port);
      if (problem !== undefined) return `${parameter} invalid: failed parsing port '${port}': ${problem}`;
    }
    return undefined;
  };
}

function ranges(parameter: string): Check {
  return (list) => {
    if (list === "") return undefined;
    for (const range of list.split(",")) {
      const problem = checkPrefix(range);
      if (problem !== undefined) return `${parameter} invalid: failed parsing cidr '${range}': ${problem}`;
    }
    return undefined;
  };
}

/** An asterisk means everything. */
function unlessAll(check: Check): Check {
  return (value) => (value === "*" ? undefined : check(value));
}

/** Names of Linux network interfaces (pkg/util/net/ip.go, ValidateInterfaceNames). */
function checkInterfaces(list: string): string | undefined {
  if (list === "") return undefined;
  for (const name of list.split(",").map(trimSpace)) {
    if (name === "") return "empty interface name";
    if (Buffer.byteLength(name) > 15) return `interface name ${quote(name)} too long (max 15 chars)`;
    if (!/^[a-zA-Z][a-zA-Z0-9_.-]*$/.test(name))
      return `interface name ${quote(name)} contains invalid characters`;
  }
  return undefined;
}

function checkQuantity(value: string): string | undefined {
  if (/\p{Cc}/u.test(value)) return "value contains control characters";
  return problemOf(() => canonicalQuantity(value));
}

const proxyConfigProblems = new Memo(checkProxyConfigAnnotation);

function checkProxyConfigAnnotation(text: string): string | undefined {
  let config: ProxyConfig;
  try {
    config = unmarshal(proxyConfigDescriptor, readYaml(text), defaultProxyConfig);
  } catch (error) {
    return `failed to convert to apply proxy config: ${messageOf(error)}`;
  }
  const problem = checkProxyConfig(config);
  return problem === undefined ? undefined : textOf(problem);
}
