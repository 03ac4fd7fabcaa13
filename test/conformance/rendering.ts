import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Judge } from "./build.ts";
import { type Injector, injectorFile } from "./case.ts";
import type { Configuration } from "./configurations.ts";

/** Renders a configuration from the charts of the Istio module. */
export function render(judge: Judge, configuration: Configuration): Injector {
  const args = [
    "-module",
    judge.module,
    ...(configuration.set ?? []).flatMap((setting) => ["-set", setting]),
  ];
  if (configuration.values) {
    const file = join(judge.cache, "operator.json");
    const operator = {
      apiVersion: "install.istio.io/v1alpha1",
      kind: "IstioOperator",
      spec: { values: configuration.values },
    };
    writeFileSync(file, JSON.stringify(operator));
    args.push("-file", file);
  }
  const result = spawnSync(judge.program("renderconfig"), args, { encoding: "utf8", maxBuffer: 1 << 28 });
  if (result.status !== 0) throw new Error(`${JSON.stringify(configuration.set)}: ${result.stderr}`);
  const rendered = JSON.parse(result.stdout) as Injector;
  return configuration.edit?.(rendered) ?? rendered;
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
