import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Judge, pinnedVersion } from "./build.ts";
import { type Injector, injectorFile } from "./case.ts";
import { CONFIGURATIONS, type Configuration } from "./configurations.ts";

/** By name, the configurations that the charts of the judge's version can render: of the pinned version, all. */
export function renderable(judge: Judge): [name: string, configuration: Configuration][] {
  return Object.entries(CONFIGURATIONS).filter(([name, configuration]) => {
    try {
      renderFile(judge, configuration);
      return true;
    } catch (error) {
      if (judge.version === pinnedVersion()) throw error;
      if (!told.has(name))
        console.log(`not in this version's charts: “${name}” (${(error as Error).message.trim()})`);
      told.add(name);
      return false;
    }
  });
}

const told = new Set<string>();

/** Renders a configuration from the charts of the Istio module. */
export function render(judge: Judge, configuration: Configuration): Injector {
  const args = [
    "-module",
    judge.module,
    ...(configuration.set ?? []).flatMap((setting) => ["-set", setting]),
  ];
  const values = withReleasedTag(judge, configuration.values ?? {});
  if (Object.keys(values).length > 0) {
    const file = join(judge.cache, "operator.json");
    const operator = {
      apiVersion: "install.istio.io/v1alpha1",
      kind: "IstioOperator",
      spec: { values },
    };
    writeFileSync(file, JSON.stringify(operator));
    args.push("-file", file);
  }
  const result = spawnSync(judge.program("renderconfig"), args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (result.status !== 0) throw new Error(result.stderr);
  const rendered = JSON.parse(result.stdout) as Injector;
  return configuration.edit?.(rendered) ?? rendered;
}

/** The charts of a release name it as the images' tag; those of a commit say "latest". */
function withReleasedTag(judge: Judge, values: object): object {
  if (judge.version === pinnedVersion()) return values;
  const tag = `${readFileSync(join(judge.module, "VERSION"), "utf8").trim()}.0`;
  return { ...values, global: { tag, ...("global" in values && (values.global as object)) } };
}

/** As {@link render}, as a file that requests can name; what was rendered once is kept with the judge. */
export function renderFile(judge: Judge, configuration: Configuration): string {
  const { set, values, edit } = configuration;
  const key = createHash("sha256")
    .update(JSON.stringify([set, values, edit?.toString()]))
    .digest("hex")
    .slice(0, 16);
  const note = join(judge.cache, `rendered-${key}.txt`);
  if (!existsSync(note)) writeFileSync(note, injectorFile(judge.cache, render(judge, configuration)));
  return readFileSync(note, "utf8");
}
