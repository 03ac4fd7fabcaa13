import { randomBytes } from "node:crypto";
import type { FuncMap } from "../../lib/gotemplate/values.ts";
import { yamlFuncs } from "../../lib/sprig/helm.ts";
import { sprigFuncs } from "../../lib/sprig/sprig.ts";
import { loadZone } from "../../lib/sprig/zones.ts";

/** What templates may call on the command line: sprig's functions, toYaml and fromYaml, over the variables named. */
export function commandFunctions(names: readonly string[]): FuncMap {
  const entries = names.map((name): [string, string | undefined] => [name, process.env[name]]);
  const env = Object.fromEntries(
    entries.filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return {
    ...sprigFuncs({ clock: () => new Date(), random: (count) => randomBytes(count), env, zone: localZone() }),
    ...yamlFuncs,
  };
}

function localZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return loadZone(timeZone) === undefined ? "UTC" : timeZone;
}
