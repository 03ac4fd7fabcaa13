import { quote } from "../../gotemplate/quote.ts";
import { boolAt, messageAt, textAt } from "../proto/access.ts";
import type { Message } from "../proto/message.ts";
import { combine, type Maybe } from "./problems.ts";

/** ClientTLSSettings.TLSmode. */
const simple = 1;
const mutual = 2;

/** agent.ValidateTLS, of settings that stand in no namespace. */
export function checkTls(settings: Message): Maybe {
  const mode = settings.mode;
  const problems = combine(
    checkConfigMap(textAt(settings, "credentialName")),
    checkSkipVerify(settings, mode),
  );
  if ((mode === simple || mode === mutual) && textAt(settings, "credentialName") !== "") {
    const names = ["clientCertificate", "caCertificates", "privateKey", "caCrl"];
    const both = names.some((name) => textAt(settings, name) !== "");
    return combine(
      problems,
      both
        ? "cannot specify client certificates or CA certificate or CA CRL If credentialName is set"
        : undefined,
    );
  }
  if (mode !== mutual) return problems;
  return combine(
    problems,
    textAt(settings, "clientCertificate") === "" ? "client certificate required for mutual tls" : undefined,
    textAt(settings, "privateKey") === "" ? "private key required for mutual tls" : undefined,
  );
}

/** The mesh's settings have no namespace, so that a ConfigMap can never be in theirs. */
function checkConfigMap(credentialName: string): string | undefined {
  if (!credentialName.startsWith("configmap://")) return undefined;
  const [namespace, name] = credentialName.slice("configmap://".length).split("/");
  const expected =
    name === undefined ? "namespace and name" : namespace === "" ? "namespace" : name === "" ? "name" : "";
  if (expected === "") {
    return 'invalid configmap:// credentialName: namespace must match the configuration namespace ""';
  }
  const problem = `invalid resource name ${quote(credentialName)}. Expected ${expected}`;
  return `invalid configmap:// credentialName: ${problem}`;
}

function checkSkipVerify(settings: Message, mode: unknown): string | undefined {
  if (!boolAt(messageAt(settings, "insecureSkipVerify"), "value")) return undefined;
  const certificates = textAt(settings, "caCertificates") !== "" || settings.subjectAltNames !== undefined;
  if (mode === simple && (certificates || textAt(settings, "credentialName") !== "")) {
    return "cannot specify CaCertificates or CredentialName or SubjectAltNames when InsecureSkipVerify is set true";
  }
  if (mode === mutual && certificates) {
    return "cannot specify CaCertificates or SubjectAltNames when InsecureSkipVerify is set true";
  }
  return undefined;
}
