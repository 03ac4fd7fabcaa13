import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Cluster } from "../../lib/clusters/registry.ts";
import { compileMutator } from "../../lib/rules/mutator.ts";
import { versionOf } from "../../lib/sources/file.ts";
import { loadInjectorSource } from "../../lib/sources/injector-source.ts";
import { type LastResort, packLastResort } from "../../lib/sources/last-resort.ts";
import type { BundleOptions } from "../bundle-config.ts";
import { UsageError } from "../fail.ts";
import { readBytes } from "../files.ts";
import { callerPath } from "../paths.ts";
import { injectorSecret, storeOf } from "../registry.ts";

type Injectors = LastResort["injectors"];
type Clusters = Readonly<Record<string, unknown>>;

/** Writes what is in service, or a file, to where the next deployment packs it from. All of it has to compile. */
export async function bundleConfig(file: string | undefined, options: BundleOptions): Promise<void> {
  const clusters = options.clusters && (await registryOf(options));
  const names = options.name ?? ["injector", ...(file === undefined ? chosenBy(clusters) : [])];
  const injectors = file === undefined ? await served(names, options) : await fromFile(file, names);
  const content: LastResort = {
    packedAt: new Date().toISOString(),
    injectors,
    ...(clusters && { clusters: { clusters } }),
  };
  const out = options.out ?? join("last-resort", `${options.stage}.json.gz`);
  const bytes = packLastResort(content);
  await mkdir(dirname(callerPath(out)), { recursive: true });
  await writeFile(callerPath(out), bytes, { mode: 0o600 });
  process.stderr.write(
    `${describe(content, clusters)}\n${out} written, ${bytes.length.toLocaleString("en")} bytes\n`,
  );
}

async function served(names: readonly string[], options: BundleOptions): Promise<Injectors> {
  const entries = [...new Set(names)].map(async (name) => {
    const secret = await injectorSecret(options, name);
    const current = (await secret.versions()).find(({ stages }) => stages.includes("AWSCURRENT"));
    const text = current && (await secret.read({ id: current.id }));
    if (!text) {
      throw new UsageError(`${secret.name} has no version in service`, {
        hint: "Put one in: remora template push FILE",
      });
    }
    return [name, usable(text, current.id)] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function fromFile(file: string, names: readonly string[]): Promise<Injectors> {
  const [name = "injector", ...more] = names;
  if (more.length > 0) throw new UsageError("a file is one injector; give it one --name");
  const bytes = await readBytes(file);
  return { [name]: usable(bytes, versionOf([bytes])) };
}

/** @throws where it could not be served: a last resort that fails as well is none. */
function usable(content: string | Uint8Array, version: string): Injectors[string] {
  const source = loadInjectorSource(content);
  compileMutator(source);
  return { version, source: { ...source } };
}

/** The entries of all its parts, as they are written. */
async function registryOf(options: BundleOptions): Promise<Clusters> {
  const store = await storeOf(options);
  const registries = await Promise.all(store.parts().map((part) => part.read()));
  const all = registries.map((registry) => (JSON.parse(registry.toJson())?.clusters ?? {}) as Clusters);
  return Object.fromEntries(all.flatMap((clusters) => Object.entries(clusters)));
}

/** The injectors that clusters get, by default or by a revision. */
function chosenBy(clusters: Clusters | undefined): string[] {
  return Object.values(clusters ?? {}).flatMap((entry) => {
    const { injector, revisions = {} } = entry as Partial<Cluster>;
    const all = [
      injector,
      ...Object.values(revisions).map((choice) => (choice as Partial<Cluster>).injector),
    ];
    return all.filter((name) => name !== undefined);
  });
}

function describe({ injectors }: LastResort, clusters: Clusters | undefined): string {
  const packed = Object.entries(injectors).map(([name, { version }]) => `${name} (${version})`);
  const count = clusters && Object.keys(clusters).length;
  return [
    `packed ${packed.join(", ")}`,
    count === undefined
      ? "without the registry: while it cannot be read, every call is refused; see --clusters"
      : `with the registry of ${count} clusters: it lets in who is in it now, until another is deployed`,
  ].join("\n");
}
