import { readFile } from "node:fs/promises";
import { stringify } from "yaml";
import { webhookConfiguration } from "../../lib/clusters/webhook-configuration.ts";
import type { Mutator } from "../../lib/rules/mutator.ts";
import { textDiff } from "../diff.ts";
import { injectText } from "../inject/inject-text.ts";
import { packageFile } from "../paths.ts";
import type { ServeOptions } from "../serve.ts";
import { painter } from "../terminal.ts";
import type { Backend } from "./backend.ts";
import type { ServingCertificate } from "./certificate.ts";

export interface WelcomeOptions {
  readonly base: string;
  readonly certificate: ServingCertificate;
  readonly backend: Backend;
  readonly options: ServeOptions;
}

/** What a new user sees: what the injector does to a Deployment, and what to do next. */
export async function welcome({ base, certificate, backend, options }: WelcomeOptions): Promise<string> {
  const title = (text: string) => painter(process.stderr)("bold", text);
  const { injector, version } = (await backend.current()).served;
  const isOpen = (await backend.registry()) === undefined;
  const url = isOpen ? `${base}/inject` : "URL";
  return [
    title(`What ${backend.name} does to examples/foo/deployment.yaml:`),
    "",
    await demonstration(injector),
    ...(isOpen
      ? [
          title("A MutatingWebhookConfiguration for this server:"),
          "",
          manifest(injector, url, certificate.ca),
        ]
      : [
          title("Who calls has to prove which cluster it is. Its URL, with a token, is printed by:"),
          "",
          `  ${letIn(base, options)}`,
          "",
        ]),
    title("Send it a pod, as an API server would:"),
    "",
    `  curl --cacert ${quoted(certificate.caFile)} -H 'content-type: application/json' \\`,
    `    --data-binary @${quoted(packageFile("examples", "foo", "admission-review.json"))} ${url}`,
    "",
    title("Serving"),
    "",
    `  ${base}/inject   configuration ${version}; ${base}/healthz; Ctrl-C stops`,
    "",
  ].join("\n");
}

async function demonstration(injector: Mutator): Promise<string> {
  const file = packageFile("examples", "foo", "deployment.yaml");
  const original = await readFile(file, "utf8");
  const { text, injected, name, decisions } = injectText(injector, original, { rules: "webhook" });
  const [decision] = decisions;
  if (decision?.outcome === "inject") return textDiff(name, text, injected, process.stderr);
  return `  nothing: ${decision?.message ?? decision?.reasons.at(-1)?.text ?? "no rule is for it"}\n`;
}

/** The command that adds a cluster, or gives one that is there another token. */
function letIn(base: string, { aws, registry, stage, prefix }: ServeOptions): string {
  const where = aws
    ? [`--stage ${stage}`, ...(prefix === undefined ? [] : [`--prefix ${quoted(prefix)}`])].join(" ")
    : `--registry ${quoted(registry ?? "")}`;
  return `remora cluster add NAME ${where} --url ${base}`;
}

function manifest({ istio, rules }: Mutator, url: string, caBundle: string): string {
  const configuration = webhookConfiguration({
    url,
    caBundle,
    istio: istio !== undefined,
    rules: { url: url.replace(/\/inject$/, "/rules"), matches: rules.map(({ match }) => match) },
  });
  const text = stringify(shareEqualParts(configuration), { lineWidth: 0 });
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
