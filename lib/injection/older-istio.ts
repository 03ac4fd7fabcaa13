/** The first Istio 1.x whose agent takes over an application's life cycle hooks (istio/istio pull request 53654). */
const FIRST_WITH_HOOKS = 25;

/**
 * Whether hooks over HTTP and TCP are rewritten to ask the agent, as probes are. An agent that does not know them
 * would answer 404, and a container whose postStart fails is killed; so not where the configuration says of itself
 * that it is older: its templates ask the environment for native sidecars, as they did up to 1.26, and the tag of
 * its images is 1.24 or less.
 */
export function rewritesHooks(config: string, tag: string): boolean {
  const asksEnvironment = config.includes("ENABLE_NATIVE_SIDECARS") && !config.includes(".NativeSidecars");
  const minor = /^1\.(\d+)(?![\d])/.exec(tag)?.[1];
  return !asksEnvironment || minor === undefined || Number(minor) >= FIRST_WITH_HOOKS;
}
