import { quote } from "../../gotemplate/quote.ts";
import { messageAt, numberAt, textAt } from "../proto/access.ts";
import type { Message } from "../proto/message.ts";
import { asDuration } from "../proto/well-known.ts";
import type { ProxyConfig } from "../proxy-config.ts";
import { checkPort, checkProxyAddress } from "./addresses.ts";
import { checkConnectionSettings } from "./connection-settings.ts";
import { checkDrainDuration } from "./durations.ts";
import { collect, type Maybe, prefix } from "./problems.ts";
import { checkTls } from "./tls-settings.ts";

/** agent.ValidateMeshConfigProxyConfig; its warnings are left out. */
export function checkProxyConfig(config: ProxyConfig): Maybe {
  return collect(
    required(config, "configPath", "config path must be set"),
    required(config, "binaryPath", "binary path must be set"),
    checkClusterName(config),
    checkDrainDuration(messageAt(config, "drainDuration")),
    checkDiscoveryAddress(textAt(config, "discoveryAddress")),
    ...checkTracing(messageAt(config, "tracing")),
    checkService("statsd udp", textAt(config, "statsdUdpAddress")),
    checkService("envoy metrics service", textAt(config, "envoyMetricsServiceAddress")),
    checkService("envoy metrics service", textAt(messageAt(config, "envoyMetricsService"), "address")),
    checkService("envoy access log service", textAt(messageAt(config, "envoyAccessLogService"), "address")),
    prefix("invalid proxy admin port:", checkPort(numberAt(config, "proxyAdminPort"))),
    prefix("invalid authentication policy:", checkAuthPolicy(numberAt(config, "controlPlaneAuthPolicy"))),
    prefix("invalid status port:", checkPort(numberAt(config, "statusPort"))),
    prefix(
      "invalid private key provider configuration:",
      checkPrivateKeyProvider(messageAt(config, "privateKeyProvider")),
    ),
    prefix("invalid connection settings:", checkConnectionSettings(messageAt(config, "connectionSettings"))),
  );
}

function required(config: Message, field: string, problem: string): Maybe {
  return textAt(config, field) === "" ? problem : undefined;
}

function checkClusterName(config: Message): Maybe {
  if (config.tracingServiceName !== undefined) return undefined;
  if (config.serviceCluster === undefined) {
    return "oneof service cluster or tracing service name must be specified";
  }
  return required(config, "serviceCluster", "service cluster must be specified");
}

function checkDiscoveryAddress(address: string): Maybe {
  if (address === "") return "discovery address must be set to the proxy discovery service";
  return prefix("invalid discovery address:", checkProxyAddress(address));
}

function checkTracing(tracing: Message | undefined): Maybe[] {
  const lightstep = messageAt(tracing, "lightstep");
  const zipkin = messageAt(tracing, "zipkin");
  const datadog = messageAt(tracing, "datadog");
  const tls = messageAt(tracing, "tlsSettings");
  return [
    lightstep && prefix("invalid lightstep config:", checkLightstep(lightstep)),
    zipkin && prefix("invalid zipkin config:", checkCollector(zipkin)),
    datadog && prefix("invalid datadog config:", checkCollector(datadog)),
    tls && prefix("invalid tracing TLS config:", checkTls(tls)),
  ];
}

function checkLightstep(lightstep: Message): Maybe {
  const address = textAt(lightstep, "address");
  return collect(
    required(lightstep, "address", "address is required"),
    prefix("invalid lightstep address:", checkProxyAddress(address)),
    required(lightstep, "accessToken", "access token is required"),
  );
}

/** Kubernetes fills the host's address in later. */
function checkCollector(collector: Message): Maybe {
  return checkProxyAddress(textAt(collector, "address").replace("$(HOST_IP)", "127.0.0.1"));
}

function checkService(what: string, address: string): Maybe {
  if (address === "") return undefined;
  return prefix(`invalid ${what} address ${quote(address)}:`, checkProxyAddress(address));
}

/** AuthenticationPolicy: NONE and MUTUAL_TLS. */
function checkAuthPolicy(policy: number): Maybe {
  if (policy === 0 || policy === 1) return undefined;
  const name = policy === 1000 ? "INHERIT" : String(policy);
  return `unrecognized control plane auth policy ${quote(name)}`;
}

function checkPrivateKeyProvider(settings: Message | undefined): Maybe {
  if (settings === undefined) return undefined;
  const provider = messageAt(settings, "cryptomb") ?? messageAt(settings, "qat");
  if (provider === undefined) {
    return collect("private key provider configuration is required", "unknown private key provider");
  }
  const delay = messageAt(provider, "pollDelay");
  if (delay === undefined) return collect("pollDelay is required");
  return asDuration(delay) === 0n ? collect("pollDelay must be non zero") : undefined;
}
