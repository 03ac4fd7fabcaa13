/**
 * Parses and runs Istio's sidecar template with Go and with us, in turns in one run, and prints ratios:
 *
 *   npm run perf:gotemplate -- [--rounds 10] [--repeat 300]
 */
import { parseArgs } from "node:util";
import { Template } from "../../../lib/gotemplate/template.ts";
import { istioFuncs } from "../../../lib/istio/functions.ts";
import { parseYaml } from "../../../lib/kubernetes/yaml/yaml.ts";
import { effectiveProxyConfig } from "../../istio/ours.ts";
import { IstioPeer } from "../../istio/peer.ts";
import type { Request } from "../../istio/protocol.ts";
import { dataOf } from "../../istio/render.ts";
import { istioConfiguration } from "../../support/istio.ts";

interface Times {
  readonly Parse: number[];
  readonly Execute: number[];
}

const { values: options } = parseArgs({
  options: { rounds: { type: "string" }, repeat: { type: "string" }, program: { type: "string" } },
});
const rounds = Number(options.rounds ?? 10);
const repeat = Number(options.repeat ?? 300);

const { config, values, mesh } = istioConfiguration();
const { templates } = parseYaml(config) as { templates: Record<string, string> };
const request: Request = {
  op: "time",
  text: templates.sidecar as string,
  mesh,
  values,
  repeat,
  pod: {
    metadata: { name: "hello", namespace: "shop", labels: { app: "hello" }, annotations: {} },
    spec: { containers: [{ name: "hello", image: "hello:1", ports: [{ containerPort: 8080 }] }] },
  },
};

const functions = istioFuncs({});
const compile = () =>
  new Template("inject")
    .funcs(functions)
    .parse(request.text as string)
    .compile();
const template = compile();

/** As an injector does it: compiled once, executed over data that no execution has seen before. */
function timeOurs(): Times {
  const inputs = Array.from({ length: repeat }, () => dataOf(request, effectiveProxyConfig(request)));
  return {
    Parse: inputs.map(() => timed(compile)),
    Execute: inputs.map((input) => timed(() => template.execute(input))),
  };
}

/** Nanoseconds. */
function timed(run: () => unknown): number {
  const start = performance.now();
  run();
  return (performance.now() - start) * 1e6;
}

const peer = new IstioPeer(options.program);
const go: Times = { Parse: [], Execute: [] };
const ours: Times = { Parse: [], Execute: [] };
timeOurs();
for (let round = 0; round < rounds; round++) {
  add(go, peer.ask([request])[0]?.json as Times);
  add(ours, timeOurs());
}
peer.close();

function add(sum: Times, times: Times): void {
  sum.Parse.push(...times.Parse);
  sum.Execute.push(...times.Execute);
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[numbers.length >> 1] as number;

let slower = 0;
for (const step of ["Parse", "Execute"] as const) {
  const [theirs, mine] = [median(go[step]), median(ours[step])];
  const inMs = (nanoseconds: number) => `${(nanoseconds / 1e6).toFixed(3)} ms`;
  console.log(
    `${step.toLowerCase()}: ours ${inMs(mine)}, Go ${inMs(theirs)}, ratio ${(mine / theirs).toFixed(2)}`,
  );
  if (step === "Execute" && mine > theirs) slower++;
}
console.log(`${1 - slower} passed, ${slower} failed`);
process.exitCode = slower;
