/** Keys of the URL path that stand for a variable of the proxy; any other key is upper-cased and taken as one. */
const VARIABLE_OF_KEY: Readonly<Record<string, string>> = {
  cluster: "ISTIO_META_CLUSTER_ID",
  net: "ISTIO_META_NETWORK",
};

const CUSTOM_VARIABLES = ":ENV:";

/**
 * The proxy's environment variables that the webhook's path carries (pkg/kube/inject/webhook.go,
 * parseInjectEnvs). Two notations:
 *
 * - `/inject/cluster/c1/net/n1/KEY/value`, where `--slash--` in a value stands for a slash;
 * - `/inject/:ENV:cluster=c1:ENV:KEY=a/b`, whose pairs without a name or without `=` are left out.
 *
 * The last of two equal keys wins, and a key without a value at the end is left out.
 */
export function parseInjectPath(path: string): Map<string, string> {
  const variables = new Map<string, string>();
  for (const [key, value] of pairsOf(afterInject(path))) {
    const name = Object.hasOwn(VARIABLE_OF_KEY, key) ? (VARIABLE_OF_KEY[key] as string) : key.toUpperCase();
    if (name !== "") variables.set(name, value);
  }
  return variables;
}

/** What follows the second slash: nothing for "/inject" itself. */
function afterInject(path: string): string | undefined {
  const trimmed = path.endsWith("/") ? path.slice(0, -1) : path;
  const second = trimmed.indexOf("/", trimmed.indexOf("/") + 1);
  return trimmed.includes("/") && second > 0 ? trimmed.slice(second + 1) : undefined;
}

function pairsOf(rest: string | undefined): readonly (readonly [string, string])[] {
  if (rest === undefined) return [];
  return rest.startsWith(CUSTOM_VARIABLES) ? customPairs(rest) : segmentPairs(rest);
}

function customPairs(rest: string): [string, string][] {
  const pairs: [string, string][] = [];
  for (const pair of rest.split(CUSTOM_VARIABLES).slice(1)) {
    const equals = pair.indexOf("=");
    if (equals > 0) pairs.push([pair.slice(0, equals), pair.slice(equals + 1)]);
  }
  return pairs;
}

function segmentPairs(rest: string): [string, string][] {
  const segments = rest.split("/");
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < segments.length; i += 2) {
    pairs.push([segments[i] as string, (segments[i + 1] as string).replaceAll("--slash--", "/")]);
  }
  return pairs;
}
