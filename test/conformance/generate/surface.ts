import { spawnSync } from "node:child_process";
import type { Judge } from "../build.ts";

/** What can be set, as test/conformance/oracle/cmd/surface prints it by reflection. */
export interface Surface {
  readonly types: Readonly<Record<string, readonly GoField[]>>;
  readonly messages: Readonly<Record<string, readonly ProtoField[] | null>>;
  readonly enums: Readonly<Record<string, readonly string[]>>;
  readonly annotations: readonly Named[];
  readonly labels: readonly Named[];
}

export interface GoField {
  readonly json: string;
  readonly kind: string;
  /** Of a struct: its type. */
  readonly type?: string;
  readonly list?: boolean;
  readonly map?: boolean;
  readonly mergeKey?: string;
  /** Go writes it even where it is empty, so that the API server never sends an object without it. */
  readonly always?: boolean;
}

export interface ProtoField {
  readonly name: string;
  readonly json: string;
  readonly kind: string;
  readonly type?: string;
  readonly list?: boolean;
  readonly map?: boolean;
  readonly oneof?: string;
}

export interface Named {
  readonly name: string;
  readonly resources: readonly string[] | null;
  readonly validated?: boolean;
}

export function readSurface(judge: Judge): Surface {
  const result = spawnSync(judge.program("surface"), [], { encoding: "utf8", maxBuffer: 1 << 26 });
  if (result.status !== 0) throw new Error(result.stderr);
  return JSON.parse(result.stdout) as Surface;
}

/** A way from a root to a field: the fields to pass, the last being the one meant. `name` is its type's and its own. */
export interface Route<Field> {
  readonly name: string;
  readonly steps: readonly Field[];
}

/** The shortest route to each field that can be reached from a type. */
export function routes<Field extends { readonly json: string; readonly type?: string }>(
  types: Readonly<Record<string, readonly Field[] | null>>,
  root: string,
): Route<Field>[] {
  const found: Route<Field>[] = [];
  const seen = new Set([root]);
  const queue: { type: string; steps: readonly Field[] }[] = [{ type: root, steps: [] }];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const field of types[at.type] ?? []) {
      const steps = [...at.steps, field];
      found.push({ name: `${at.type}.${field.json}`, steps });
      if (field.type !== undefined && types[field.type] && !seen.has(field.type)) {
        seen.add(field.type);
        queue.push({ type: field.type, steps });
      }
    }
  }
  return found;
}
