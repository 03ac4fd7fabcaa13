import { type Command, InvalidArgumentError, Option } from "commander";
import { addInjectorOptions, type InjectorOptions } from "./injector-options.ts";
import { addStageOptions, type RegistryOptions } from "./registry.ts";

export interface ServeOptions extends InjectorOptions, RegistryOptions {
  readonly host: string;
  readonly port: number;
  readonly cert?: string;
  readonly key?: string;
  readonly aws?: true;
}

/** `remora serve`: the webhook on one's own machine. `npm start` runs it. */
export function register(program: Command): void {
  const command = program
    .command("serve")
    .description("serve the webhook over HTTPS; without a file it serves the example injector")
    .option("--port <number>", "0 is any free one", port, 8443)
    .option("--host <address>", "where to listen", "127.0.0.1")
    .option("--cert <file>", "the server's certificate (PEM); without one it makes its own")
    .option("--key <file>", "the certificate's key (PEM)");
  addInjectorOptions(command)
    .optionsGroup("The clusters, and AWS:")
    .option(
      "--clusters, --registry <file>",
      "a registry of clusters in a local file; calls without proof are refused (see remora cluster)",
    )
    .addOption(
      new Option(
        "--aws",
        "serve what the function of a stage serves: its injector and registry, by its secrets",
      )
        // Every one of these is in the secrets.
        .conflicts(["injector", "config", "values", "mesh", "registry", ...SETTINGS]),
    );
  addStageOptions(command)
    .addHelpText("after", EXAMPLES)
    .action(async (options: ServeOptions) => {
      const { useSmallHeap } = await import("./serve/heap.ts");
      useSmallHeap();
      const { serve } = await import("./serve/run.ts");
      await serve(options);
    });
}

const SETTINGS = ["revision", "kubernetesVersion", "nativeSidecars"];

const EXAMPLES = `
Files are read again when they change, secrets once a minute; while a new version is bad, the last good
one stays in service. GET /healthz answers with the version in service. Ctrl-C stops the server.

Examples:
  remora serve
  kubectl get configmap -n istio-system istio-sidecar-injector istio -o yaml > injector.yaml
  remora serve --injector injector.yaml --port 9443
  remora serve --config config.yaml --values values.yaml --mesh mesh.yaml
  remora cluster add dev --registry clusters.yaml && remora serve --registry clusters.yaml
  remora serve --aws --stage prod`;

function port(value: string): number {
  const number = Number(value);
  if (!/^\d+$/.test(value) || number > 65_535)
    throw new InvalidArgumentError("It is a number from 0 to 65535.");
  return number;
}
