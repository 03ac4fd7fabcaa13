import { REFUSAL_STANDS } from "../../lib/clusters/directory.ts";
import type { InService } from "../in-service.ts";
import { callPathOf, type InjectorConfiguration, revisionOf } from "../kubernetes/injectors.ts";
import { settingsOf } from "./manifest.ts";

const TOKEN_OF_URL = String.raw`sed -E 's#.*/t/([^/]*)/.*#\1#'`;

/** The commands that mend things for one cluster, as they can be pasted into a shell. */
export class Commands {
  /** " --stage prod", where that is known. */
  readonly flags: string;
  readonly #cluster: string;
  readonly #configurations: readonly InjectorConfiguration[];
  readonly #isFile: boolean;

  /** @param cluster its name in the registry; undefined where nobody has said it */
  constructor(
    cluster: string | undefined,
    configurations: readonly InjectorConfiguration[],
    inService: InService | undefined,
  ) {
    this.#cluster = cluster ?? "NAME";
    this.#configurations = configurations;
    this.flags = inService?.flags ? ` ${inService.flags}` : "";
    this.#isFile = inService?.hasRegistry === true && !inService.isDeployed;
  }

  /** Adds the cluster, or where it is in the registry already, gives it another token, and registers its webhook. */
  register(isKnown: boolean): string[] {
    const command = isKnown ? "rotate-token" : "add";
    return [`remora cluster ${command} ${this.#cluster}${this.flags} --webhook | kubectl apply -f -`];
  }

  /**
   * Renders a configuration anew, with the token that it has.
   *
   * @param isPublic the endpoint's certificate is a public one: without the caBundle that it has
   */
  render(configuration: InjectorConfiguration, isPublic = false): string[] {
    const get = `kubectl get mutatingwebhookconfiguration ${configuration.name} -o jsonpath=`;
    const [webhook] = configuration.webhooks;
    return [
      `umask 077; ${get}'{.webhooks[0].clientConfig.url}' | ${TOKEN_OF_URL} > token`,
      ...(webhook?.clientConfig.caBundle && !isPublic
        ? [`${get}'{.webhooks[0].clientConfig.caBundle}' | base64 -d > ca.pem`]
        : []),
      this.#apply(configuration, isPublic),
      "rm token",
    ];
  }

  /** Gives the cluster another token, registers it everywhere, and lets the former one lapse. */
  rotate(): string[] {
    const name = this.#cluster;
    const [first] = this.#configurations;
    if (first === undefined) return this.register(true);
    const ca = first.webhooks[0]?.clientConfig.caBundle
      ? [
          `kubectl get mutatingwebhookconfiguration ${first.name} -o jsonpath='{.webhooks[0].clientConfig.caBundle}' | base64 -d > ca.pem`,
        ]
      : [];
    return [
      `umask 077; remora cluster rotate-token ${name}${this.flags} | ${TOKEN_OF_URL} > token`,
      // In a stage's secrets, rotate-token itself waits until no refusal stands on what was there before.
      ...(this.#isFile ? [`sleep ${REFUSAL_STANDS / 1_000}`] : []),
      ...ca,
      ...this.#configurations.map((configuration) => this.#apply(configuration)),
      `rm token; remora cluster revoke ${name}${this.flags}`,
    ];
  }

  /**
   * `remora webhook` with the flags that make this very configuration, in place of what is there: `kubectl apply`
   * would keep what somebody else has put into it.
   */
  #apply(configuration: InjectorConfiguration, isPublic = false): string {
    const { revision, tag, enableNamespacesByDefault } = settingsOf(configuration);
    const [webhook] = configuration.webhooks;
    const { failurePolicy, timeoutSeconds, clientConfig } = webhook ?? {};
    const network = webhook && callPathOf(webhook)?.network;
    const url = clientConfig?.url;
    const flags = [
      `--cluster ${this.#cluster}`,
      url && URL.canParse(url) && `--url ${new URL(url).origin}`,
      network && `--network ${network}`,
      revisionOf(configuration) !== "default" && `--revision ${revision}`,
      tag && `--tag ${tag}`,
      enableNamespacesByDefault && "--enable-namespaces-by-default",
      failurePolicy === "Ignore" && "--failure-policy Ignore",
      timeoutSeconds !== undefined && timeoutSeconds !== 5 && `--timeout ${timeoutSeconds}`,
      clientConfig?.caBundle && !isPublic && "--ca-bundle ca.pem",
      "--token-file token",
    ];
    return `remora webhook ${flags.filter(Boolean).join(" ")} | kubectl replace -f -`;
  }
}
