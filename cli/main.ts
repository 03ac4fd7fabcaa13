import { Command } from "commander";

/** Each sub-command has a file of its own under cli/ that exports `register(program)`; they are listed here. */
const program = new Command("remora").description(
  "Istio's sidecar injection, and any other sidecar, as a serverless admission webhook",
);

await program.parseAsync();
