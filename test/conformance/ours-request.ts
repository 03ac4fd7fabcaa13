import { readFileSync } from "node:fs";
import type { InjectorSource } from "../../lib/injection/injector.ts";
import type { Settings, Injector as Texts } from "./case.ts";
import { memberTexts } from "./json.ts";

/** A request of the oracle's protocol, read. */
export interface WireRequest {
  /** As it was written. */
  readonly id: string | undefined;
  readonly source: InjectorSource;
  /** The same for requests with the same source. */
  readonly sourceKey: string;
  readonly path: string;
  /** Those that istiod knows; empty: whichever the call is from. */
  readonly clusters: readonly string[];
  readonly body: string;
  readonly contentType: string;
  readonly kubeInject: boolean;
  readonly input: string;
}

interface Members extends Settings, Partial<Texts> {
  readonly injectorFile?: string;
  readonly namespaceObject?: object;
  readonly body?: string;
  readonly bodyText?: string;
  readonly contentType?: string;
  readonly kubeInject?: boolean;
  readonly input?: string;
}

/** Members that say nothing of the source. */
const OF_THE_CALL = new Set(["path", "body", "bodyText", "contentType", "kubeInject", "input"]);

const files = new Map<string, Texts>();

/** Reads a line. The review is taken out as the very characters that stand there. */
export function readRequest(line: string): WireRequest {
  const { review, id, ...others } = Object.fromEntries(memberTexts(line.trim()));
  const members = JSON.parse(
    `{${Object.entries(others).map(([key, text]) => `${JSON.stringify(key)}:${text}`)}}`,
  ) as Members;
  return {
    id,
    sourceKey: Object.entries(others)
      .filter(([key]) => !OF_THE_CALL.has(key))
      .flat()
      .join(),
    source: sourceOf(members),
    path: members.path || "/inject",
    clusters: members.clusters ?? [],
    body: members.body ?? members.bodyText ?? review ?? "",
    contentType: members.contentType || "application/json",
    kubeInject: members.kubeInject ?? false,
    input: members.input ?? "",
  };
}

function sourceOf(members: Members): InjectorSource {
  const texts = members.injectorFile ? readTexts(members.injectorFile) : members;
  const namespaces = [
    ...(members.namespaces ?? []),
    ...(members.namespaceObject ? [members.namespaceObject] : []),
  ];
  const source = {
    config: texts.config ?? "",
    values: texts.values ?? "",
    mesh: texts.mesh ?? "",
    revision: members.revision,
    proxyConfigs: members.proxyConfigs,
    kubernetesVersion: members.kubernetesVersion,
    nodes: members.nodes && members.nodes.length > 0 ? members.nodes : undefined,
    nativeSidecars: members.nativeSidecars ?? undefined,
    platform: members.platform,
    namespaces,
    compliancePolicy: members.compliancePolicy,
    env: members.env,
  };
  const given = Object.entries(source).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given) as unknown as InjectorSource;
}

function readTexts(file: string): Texts {
  const known = files.get(file);
  if (known) return known;
  const texts = JSON.parse(readFileSync(file, "utf8")) as Texts;
  files.set(file, texts);
  return texts;
}
