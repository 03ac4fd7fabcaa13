import type { MeshConfig } from "../mesh-config.ts";
import { messageAt, messagesAt, numberAt, textAt, textsAt } from "../proto/access.ts";
import { checkPort, checkTrustDomain, checkWildcardDomain } from "./addresses.ts";
import { checkConnectTimeout, checkProtocolDetectionTimeout } from "./durations.ts";
import { checkLocality, checkZoneAware } from "./locality.ts";
import { collect, combine, type Maybe, prefix, textOf } from "./problems.ts";
import { checkProxyConfig } from "./proxy-config.ts";
import { checkTrafficPolicy } from "./traffic-policy.ts";

/**
 * agent.ValidateMeshConfig. Its warnings are left out, among them whatever is wrong with extension
 * providers, which count only once they are used.
 */
function checkMeshConfig(mesh: MeshConfig): Maybe {
  return combine(
    prefix("invalid proxy listen port:", checkPort(numberAt(mesh, "proxyListenPort"))),
    prefix("invalid connect timeout:", checkConnectTimeout(messageAt(mesh, "connectTimeout"))),
    prefix(
      "invalid protocol detection timeout:",
      checkProtocolDetectionTimeout(messageAt(mesh, "protocolDetectionTimeout")),
    ),
    mesh.defaultConfig === undefined ? "missing default config" : checkProxyConfig(mesh.defaultConfig),
    checkLocality(messageAt(mesh, "localityLbSetting")),
    checkZoneAware(messageAt(mesh, "zoneAwareLbSetting")),
    checkServiceSettings(mesh),
    checkTrustDomains(mesh),
    messageAt(mesh, "meshMTLS")?.ecdhCurves === undefined
      ? undefined
      : collect("mesh TLS does not support ECDH curves configuration"),
    checkTrafficPolicy(messageAt(mesh, "defaultTrafficPolicy")),
  );
}

function checkServiceSettings(mesh: MeshConfig): Maybe {
  return collect(
    ...messagesAt(mesh, "serviceSettings").flatMap((settings, i) =>
      textsAt(settings, "hosts").map((host) =>
        prefix(`serviceSettings[${i}], host \`${host}\`:`, checkWildcardDomain(host)),
      ),
    ),
  );
}

function checkTrustDomains(mesh: MeshConfig): Maybe {
  return collect(
    prefix("trustDomain:", checkTrustDomain(textAt(mesh, "trustDomain"))),
    ...textsAt(mesh, "trustDomainAliases").map((alias, i) =>
      prefix(`trustDomainAliases[${i}], domain \`${alias}\` :`, checkTrustDomain(alias)),
    ),
  );
}

/** What is wrong with a mesh configuration, as Istio prints it; nothing where it is fine. */
export function meshConfigProblem(mesh: MeshConfig): string | undefined {
  const problem = checkMeshConfig(mesh);
  return problem === undefined ? undefined : textOf(problem);
}
