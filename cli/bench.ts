import { type Command, InvalidArgumentError } from "commander";
import { addOutputOption, type OutputFormat } from "./output.ts";

export interface BenchOptions {
  readonly requests: number;
  readonly connections: number;
  readonly warmUp: number;
  readonly timeout: number;
  readonly caBundle?: string;
  readonly output: OutputFormat;
}

/** `remora bench`: how fast a webhook answers. */
export function register(program: Command): void {
  const command = program
    .command("bench")
    .description("send AdmissionReviews, no two alike, to a webhook, and print how long the answers take")
    .argument("<url>", "the webhook's URL, as in a cluster's manifest, with its token")
    .option("--requests <number>", "how many to time", within(1, 100_000), 500)
    .option("--connections <number>", "how many at a time", within(1, 100), 4)
    .option("--warm-up <number>", "how many to send first, untimed", within(0, 10_000), 20)
    .option("--timeout <seconds>", "give up on an answer after", within(1, 60), 10)
    .option("--ca-bundle <file>", "PEM of the endpoint's CA, where its certificate is not public");
  addOutputOption(command)
    .addHelpText("after", EXAMPLES)
    .action(async (url: string, options: BenchOptions) => {
      const { bench } = await import("./bench/run.ts");
      await bench(url, options);
    });
}

const EXAMPLES = `
Nothing is created in any cluster. The times are from here to the endpoint and back. Exit code 1: an answer was
missing, or did not allow its pod.

Examples:
  remora bench https://127.0.0.1:8443/inject --ca-bundle ca.pem
  remora bench "$(remora cluster rotate-token dev --registry clusters.yaml --url https://127.0.0.1:8443)" --ca-bundle ca.pem
  remora bench https://webhook.example.com/t/TOKEN/inject/cluster/prod-1 --requests 2000 --connections 16 -o json`;

function within(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < least || number > most)
      throw new InvalidArgumentError(`It is a number from ${least} to ${most}.`);
    return number;
  };
}
