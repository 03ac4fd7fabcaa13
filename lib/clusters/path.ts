import { parseInjectPath } from "../injection/inject-path.ts";
import { TOKEN_PATTERN } from "./token.ts";

/** What stands before Istio's part of the URL path, and what that part says of the cluster. */
export interface CallPath {
  /** From `/t/<token>`. */
  readonly token?: string;
  /** From `/r/<revision>`. */
  readonly revision?: string;
  /** From `/inject` or `/rules` on, in Istio's own meaning: the pipeline reads it. */
  readonly inject: string;
  /** The cluster that the path names, in whatever way Istio would read it as one. */
  readonly cluster?: string;
  readonly network?: string;
}

/** A revision as Kubernetes allows it in a label value, in lower case so that it is valid in both kinds of clientConfig. */
const REVISION_PATTERN = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;

/**
 * Takes a webhook's URL path apart: `[/t/<token>][/r/<revision>]/inject[/cluster/<name>][/net/<network>]…`,
 * or `/rules` in place of `/inject`, which leaves Istio out.
 *
 * The API server normalises the path before it sends it (`%2F` decoded, `//` collapsed, trailing slash
 * removed) and appends `?timeout=…`, so only the path counts, and it is taken as it comes.
 *
 * @returns undefined where the path is none of the webhook's.
 */
export function parseCallPath(path: string): CallPath | undefined {
  let rest = path;
  const take = (key: string, pattern: RegExp): string | undefined => {
    const match = new RegExp(`^/${key}/([^/]+)(?=/)`).exec(rest);
    if (match?.[1] === undefined || !pattern.test(match[1])) return undefined;
    rest = rest.slice(match[0].length);
    return match[1];
  };
  const token = take("t", TOKEN_PATTERN);
  const revision = take("r", REVISION_PATTERN);
  if (!/^\/(?:inject|rules)(?:\/|$)/.test(rest)) return undefined;
  const variables = parseInjectPath(rest);
  const cluster = variables.get("ISTIO_META_CLUSTER_ID");
  const network = variables.get("ISTIO_META_NETWORK");
  return {
    ...(token !== undefined && { token }),
    ...(revision !== undefined && { revision }),
    inject: rest,
    ...(cluster !== undefined && { cluster }),
    ...(network !== undefined && { network }),
  };
}

/**
 * A path without its token, for logs. Whatever stands in a token's place is blotted out, well-formed or not, and
 * whatever looks like a part of a token, wherever it was put by mistake.
 */
export function redactPath(path: string): string {
  return path.replace(/\/t\/[^/?]*/g, "/t/…").replace(/[A-Za-z0-9_-]{40,}/g, "…");
}
