import { readFileSync } from "node:fs";
import type { Judge } from "../build.ts";
import { type Case, type Injector, injectorFile, reviewText, type Settings } from "../case.ts";
import { place } from "../istio-cases.ts";
import { stringify, withoutUndefined } from "../json.ts";
import { renderable } from "../rendering.ts";
import { AnnotationMaker } from "./annotations.ts";
import { BODY_NAMES, makeBody, uid } from "./bodies.ts";
import { Coverage } from "./coverage.ts";
import { fileCase } from "./files.ts";
import { MessageMaker } from "./message.ts";
import { ODDITY_NAMES, writeOddly } from "./oddities.ts";
import { PodMaker, type Value } from "./pod.ts";
import { Random } from "./random.ts";
import { readSurface, type Surface } from "./surface.ts";
import { type World, WorldMaker } from "./world.ts";

/** How many pods are injected in one world. */
const PODS_PER_WORLD = 25;

/** Which cases are no ordinary reviews, and which pods are oddly written: often enough for each kind to come 20 times in 5,000. */
const EVERY_BODY = 13;
const EVERY_ODDITY = 9;

/** Configurations under which few pods end injected serve the cases of Istio's test data only. */
const UNSUITABLE = /does not exist|off by default|never inject/;

export interface Generated {
  readonly surface: Surface;
  readonly cases: readonly Case[];
  readonly coverage: Coverage;
}

/** Where cases are made. */
export interface Workshop {
  readonly judge: Judge;
  /** For the files of injectors that are made. */
  readonly folder: string;
  /** Does Istio start with a configuration at all? */
  readonly starts: (injectorFile: string, settings: Settings) => Promise<boolean>;
}

/**
 * Makes `count` cases out of a seed: pods in worlds, each drawn from all that Istio's types and settings allow.
 * A world that Istio cannot start in gets a few pods only: all of them end in the same error.
 */
export async function generate(
  { judge, folder, starts }: Workshop,
  seed: number,
  count: number,
): Promise<Generated> {
  const random = new Random(seed);
  const coverage = new Coverage();
  const surface = readSurface(judge);
  const rendered = renderable(judge)
    .filter(([name]) => !UNSUITABLE.test(name))
    .map(([name, configuration]) => readPlace(name, place(judge, configuration)));
  const templates = rendered[0]?.injector.config ?? "";
  const makers = {
    worlds: new WorldMaker(random, coverage, surface, {
      mesh: new MessageMaker(random, coverage, surface, "mesh", "istio.mesh.v1alpha1.MeshConfig"),
      resource: new MessageMaker(
        random,
        coverage,
        surface,
        "resource",
        "istio.networking.v1beta1.ProxyConfig",
      ),
      values: valuesNamed(templates),
    }),
    pods: new PodMaker(random, coverage, surface),
    annotations: new AnnotationMaker(
      random,
      coverage,
      surface,
      new MessageMaker(random, coverage, surface, "proxyConfig", "istio.mesh.v1alpha1.ProxyConfig"),
      keysNamed(templates),
    ),
  };
  coverage.know(ODDITY_NAMES.map((name) => `oddity:${name}`));
  coverage.know(BODY_NAMES.map((name) => `body:${name}`));
  coverage.know(labelNames(surface).map((name) => `label:${name}`));

  const cases: Case[] = [];
  const files: Case[] = [];
  while (cases.length < count) {
    const base = random.pick(rendered);
    const world = makers.worlds.make(base.name, base.injector, base.settings);
    const file = injectorFile(folder, world.injector);
    const pods = (await starts(file, world.settings)) ? PODS_PER_WORLD : 2;
    for (let i = 0; i < pods && cases.length < count; i++) {
      const made = makeCase(cases.length, random, coverage, surface, makers, world, file);
      cases.push(made.reviewed);
      if (made.pod) files.push(fileCase(random, made.reviewed, made.pod));
    }
  }
  return { cases: [...cases, ...files], coverage, surface };
}

function makeCase(
  number: number,
  random: Random,
  coverage: Coverage,
  surface: Surface,
  makers: { pods: PodMaker; annotations: AnnotationMaker },
  world: World,
  file: string,
): { reviewed: Case; pod?: Value } {
  const pod = makers.pods.make();
  const metadata = pod.metadata as Value;
  const { annotations, drawn } = makers.annotations.make();
  if (world.templates.length > 0 && random.chance(0.12)) {
    annotations["inject.istio.io/templates"] = random.some(["sidecar", ...world.templates], 2).join(",");
  }
  if (Object.keys(annotations).length > 0)
    metadata.annotations = { ...((metadata.annotations as Value) ?? {}), ...annotations };
  const labels = makeLabels(random, coverage, surface);
  metadata.labels = { ...((metadata.labels as Value) ?? {}), ...labels };
  const namespace = random.chance(0.012)
    ? random.pick(["kube-system", ""])
    : random.pick(["default", "prod", "test-ns", "istio-system"]);
  if (random.chance(0.9)) metadata.namespace = undefined;

  const body =
    number % EVERY_BODY === 0
      ? coverage.least(random, BODY_NAMES, 1, (name) => `body:${name}`)[0]
      : undefined;
  const oddity =
    body === undefined && number % EVERY_ODDITY === 0
      ? coverage.least(random, ODDITY_NAMES, 1, (name) => `oddity:${name}`)[0]
      : undefined;
  const text =
    oddity === undefined
      ? stringify(withoutUndefined(pod))
      : writeOddly(withoutUndefined(pod), random, oddity);
  const draws = [
    ...world.drawn,
    ...drawn,
    ...makers.pods.drawn(pod),
    ...Object.keys(labels).map((label) => `label:${label}`),
    ...(oddity === undefined ? [] : [`oddity:${oddity}`]),
    ...(body === undefined ? [] : [`body:${body}`]),
  ];
  coverage.count(draws);
  const ask =
    body === undefined
      ? { kind: "review" as const, review: reviewText(text, namespace, { uid: uid(random) }) }
      : makeBody(body, text, namespace);
  const name = [`generated ${number}`, oddity, body].filter((part) => part !== undefined).join(", ");
  const reviewed: Case = {
    name: `${name}, in ${world.name}`,
    group: "generated",
    injectorFile: file,
    settings: world.settings,
    ask,
    draws,
  };
  return oddity === undefined && body === undefined ? { reviewed, pod } : { reviewed };
}

function makeLabels(random: Random, coverage: Coverage, surface: Surface): Record<string, string> {
  const labels: Record<string, string> = { app: random.pick(["hello", "shop", "x"]) };
  if (random.chance(0.3)) labels.version = random.pick(["v1", "", "1.0"]);
  for (const name of coverage.least(
    random,
    labelNames(surface),
    random.int(0, 2),
    (label) => `label:${label}`,
  )) {
    labels[name] =
      name === "sidecar.istio.io/inject"
        ? random.pick(["true", "true", "maybe", ""])
        : random.pick(["one", "two-2", ""]);
  }
  return labels;
}

const OTHER_LABELS = [
  "app.kubernetes.io/name",
  "app.kubernetes.io/version",
  "service.istio.io/canonical-name",
  "pod-template-hash",
  "audit",
];

function labelNames(surface: Surface): string[] {
  return [...new Set([...surface.labels.map(({ name }) => name), ...OTHER_LABELS])];
}

/** The settings, annotations and labels that Istio's templates name, read from the templates. */
function valuesNamed(templates: string): string[] {
  const paths = [...templates.matchAll(/\.Values((?:\.\w+)+)/g)].map(([, path]) => (path as string).slice(1));
  const others = ["global.hub", "global.tag", "global.variant", "sidecarInjectorWebhook.rewriteAppHTTPProbe"];
  return [...new Set([...paths, ...others])];
}

function keysNamed(templates: string): string[] {
  return [
    ...new Set(
      [...templates.matchAll(/[`"]([\w.-]+\.[\w.-]+\/[\w.-]+)[`"]/g)].map(([, key]) => key as string),
    ),
  ];
}

function readPlace(name: string, at: { injectorFile: string; settings: Settings }) {
  return {
    name,
    settings: at.settings,
    injector: JSON.parse(readFileSync(at.injectorFile, "utf8")) as Injector,
  };
}
