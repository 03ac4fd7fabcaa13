import { readFileSync } from "node:fs";
import { parse } from "yaml";

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
}

/** A file of infra/ without its intrinsic functions: `!Ref Stage` is read as "Stage", `!Sub remora-${Stage}` as it stands. */
export function readTemplate(name: string): Readonly<Record<string, Resource>> {
  const text = readFileSync(new URL(`../../infra/${name}`, import.meta.url), "utf8");
  return parse(text, { logLevel: "error" }).Resources;
}
