import { readFile } from "node:fs/promises";
import { stringify } from "yaml";
import { webhookConfiguration } from "../../lib/clusters/webhook-configuration.ts";
import type { Mutator } from "../../lib/rules/mutator.ts";
import { textDiff } from "../diff.ts";
import { injectText } from "../inject/inject-text.ts";
import { type InjectorOptions, isEmbedded } from "../injector-options.ts";
import { packageFile } from "../paths.ts";
import { painter } from "../terminal.ts";
import type { ServingCertificate } from "./certificate.ts";
import type { LocalInjector } from "./local-injector.ts";

export interface WelcomeOptions {
  readonly base: string;
  readonly certificate: ServingCertificate;
  readonly injector: LocalInjector;
  readonly options: InjectorOptions;
}

/** What a new user sees: what the injector does to a Deployment, and what to do next. */
export async function welcome({ base, certificate, injector, options }: WelcomeOptions): Promise<string> {
  const title = (text: string) => painter(process.stderr)("bold", text);
  const { version } = injector.served;
  const origin = isEmbedded(options)
    ? `the example injector (${packageFile("examples", "default-injector")})`
    : "your injector";
  const url = `${base}/inject`;
  return [
    title(`What ${origin} does to examples/foo/deployment.yaml:`),
    "",
    await demonstration(injector.served.injector),
    title("A MutatingWebhookConfiguration for this server:"),
    "",
    manifest(url, certificate.ca),
    title("Send it a pod, as an API server would:"),
    "",
    `  curl --cacert ${quoted(certificate.caFile)} -H 'content-type: application/json' \\`,
    `    --data-binary @${quoted(packageFile("examples", "foo", "admission-review.json"))} ${url}`,
    "",
    title("Serving"),
    "",
    `  ${url}   configuration ${version}; ${base}/healthz; Ctrl-C stops`,
    "",
  ].join("\n");
}

async function demonstration(injector: Mutator): Promise<string> {
  const file = packageFile("examples", "foo", "deployment.yaml");
  const original = await readFile(file, "utf8");
  const { text, injected, name, decisions } = injectText(injector, original, { rules: "webhook" });
  const [decision] = decisions;
  if (decision?.outcome === "inject") return textDiff(name, text, injected, process.stderr);
  return `  nothing: ${decision?.message ?? decision?.reasons.at(-1)?.text ?? "it is no workload"}\n`;
}

function manifest(url: string, caBundle: string): string {
  const text = stringify(shareEqualParts(webhookConfiguration({ url, caBundle })), { lineWidth: 0 });
  return text.replace(/^(?=.)/gm, "  ");
}

/** Its webhooks have most in common, which YAML can say once: &a1 … *a1. */
function shareEqualParts(configuration: Record<string, unknown>): Record<string, unknown> {
  const seen = new Map<string, unknown>();
  const share = (value: unknown) => {
    const key = JSON.stringify(value);
    if (!seen.has(key)) seen.set(key, value);
    return seen.get(key);
  };
  const webhooks = (configuration.webhooks as Record<string, unknown>[]).map((webhook) =>
    Object.fromEntries(Object.entries(webhook).map(([key, value]) => [key, share(value)])),
  );
  return { ...configuration, webhooks };
}

/** For a shell. */
function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
