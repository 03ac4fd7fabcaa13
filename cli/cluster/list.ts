import type { Cluster } from "../../lib/clusters/registry.ts";
import { type OutputFormat, structured, table } from "../output.ts";
import { type RegistryOptions, requireRegistry, storeOf } from "../registry.ts";

export async function listClusters(
  options: RegistryOptions & { readonly output: OutputFormat },
): Promise<void> {
  await requireRegistry(options);
  const parts = await Promise.all((await storeOf(options)).parts().map((part) => part.read()));
  const clusters = parts
    .flatMap((part) => [...part.registry().clusters])
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, cluster]) => summary(name, cluster));
  if (options.output !== "text") process.stdout.write(structured(clusters, options.output));
  else if (clusters.length === 0) process.stderr.write("no clusters yet; add one: remora cluster add NAME\n");
  else
    process.stdout.write(
      table([["NAME", "INJECTOR", "NETWORK", "IDENTITY"], ...clusters.map(row)], process.stdout),
    );
}

interface Summary {
  readonly name: string;
  /** Istio's name of it, where that is another. */
  readonly clusterId?: string;
  readonly injector: string;
  readonly revision?: string;
  readonly network?: string;
  readonly kubernetesVersion?: string;
  readonly onFailure: string;
  /** By which proofs it may call, and how many of each: never a token or its hash. */
  readonly identity: Readonly<Record<string, number>>;
}

function summary(name: string, cluster: Cluster): Summary {
  const { clusterId, injector, revision, network, kubernetesVersion, onFailure, identity } = cluster;
  const proofs = Object.entries(identity).filter(([, value]) => value !== undefined && value !== false);
  return {
    name,
    ...(clusterId !== undefined && { clusterId }),
    injector,
    ...(revision !== undefined && { revision }),
    ...(network !== undefined && { network }),
    ...(kubernetesVersion !== undefined && { kubernetesVersion }),
    onFailure,
    identity: Object.fromEntries(
      proofs.map(([proof, value]) => [proof, Array.isArray(value) ? value.length : 1]),
    ),
  };
}

function row({ name, injector, network = "-", identity }: Summary): string[] {
  const proofs = Object.entries(identity).map(([proof, count]) =>
    proof === "jwt" || proof === "allowAnonymous" ? proof : `${proof} (${count})`,
  );
  return [name, injector, network, proofs.join(", ")];
}
