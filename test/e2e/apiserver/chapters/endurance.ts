import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { compressed, type IstioConfiguration } from "../../../support/istio.ts";
import { review } from "../../deploy/cases.ts";
import { isInjected } from "../cluster.ts";
import { namespaceOf, push, recover, Stage } from "../drills/stage.ts";
import { type LoadResult, load } from "../load.ts";
import type { World } from "../world.ts";

const MB = 1024 * 1024;

/** Of what Lambda gives a function of 1024 MB, what Node takes for its heap. */
const HEAP = "--max-old-space-size=768";

/** Seconds of the soak; SOAK_SECONDS prolongs it. */
const SOAK = Number(process.env.SOAK_SECONDS ?? 120);

/** Much at once, much at a time, and for long. */
export async function endurance(world: World): Promise<void> {
  recover(world);
  const stage = await Stage.open(world, { flags: [HEAP] });
  await burst(stage);
  await largest(stage);
  await largestThroughTheApiServer(stage);
  await soak(stage);
  await stage.close();
}

async function burst({ world, webhook }: Stage): Promise<void> {
  await world.checks.check(
    "burst: 10,000 reviews over 200 connections are all answered, and all alike",
    async () => {
      const body = JSON.stringify(review(podOf("foo")));
      const patches = new Set<string>();
      const result = await load({
        webhook,
        token: world.token,
        connections: 200,
        next: (index) => (index < 10_000 ? body : undefined),
        onAnswer: ({ status, body }) =>
          patches.add(status === 200 ? JSON.parse(body).response.patch : `HTTP ${status}`),
      });
      assert.equal(result.answered, 10_000);
      assert.equal(patches.size, 1, [...patches].join("\n").slice(0, 500));
      assert.match(decoded([...patches][0] as string), /istio-proxy/);
      say("burst", result);
    },
  );
}

/** One after another, as Lambda calls; the limit on a body is 6 MiB. */
async function largest({ world, webhook }: Stage): Promise<void> {
  await world.checks.check("memory: 40 pods of 5.5 MB are injected within the heap of 1024 MB", async () => {
    const filler = "x".repeat(5.5 * MB);
    const statuses: number[] = [];
    const result = await load({
      webhook,
      token: world.token,
      connections: 1,
      next: (index) => (index < 40 ? JSON.stringify(review(podOf("big", { filler }))) : undefined),
      onAnswer: ({ status, body }) => {
        statuses.push(status);
        assert.ok(JSON.parse(body).response.allowed, body.slice(0, 500));
      },
    });
    assert.deepEqual([...new Set(statuses)], [200]);
    say("largest pods", result);
    const { heapUsed, rss } = await webhook.memory();
    console.log(`        heap ${inMB(heapUsed)} after, resident ${inMB(rss)}`);
    assert.ok(heapUsed < 200 * MB, `${inMB(heapUsed)} are kept`);
  });
}

/** What an API server takes is 3 MiB of a request, and annotations have 256 KiB: the rest is an environment. */
async function largestThroughTheApiServer({ world, webhook }: Stage): Promise<void> {
  await world.checks.check(
    "memory: 20 pods of 2.9 MB are injected on their way through the API server",
    async () => {
      const env = Array.from({ length: 29 }, (_, i) => ({ name: `FILLER_${i}`, value: "x".repeat(100_000) }));
      const containers = [{ name: "app", image: "foo:1", env }];
      for (let i = 0; i < 20; i++) {
        const { status, body } = await world.cluster.dryRun(namespaceOf("Fail"), {
          metadata: { name: "big" },
          spec: { containers },
        });
        assert.equal(status, 201, body?.message);
        assert.ok(isInjected(body));
      }
      const { heapUsed, rss } = await webhook.memory();
      console.log(`        heap ${inMB(heapUsed)} after, resident ${inMB(rss)}`);
      assert.ok(rss < 1024 * MB, `${inMB(rss)} are resident`);
    },
  );
}

/** A new version every second; three documents of each carry its number, which must be the same in every answer. */
async function soak(stage: Stage): Promise<void> {
  const { world, webhook } = stage;
  await world.checks.check(
    `soak: for ${SOAK} s every answer is wholly of one version, and memory stays flat`,
    async () => {
      const versions = new Set<string>();
      const heaps: number[] = [];
      const body = JSON.stringify(review(podOf("foo")));
      const end = Date.now() + SOAK * 1000;
      const running = load({
        webhook,
        token: world.token,
        connections: 8,
        next: () => (Date.now() < end ? body : undefined),
        onAnswer: ({ status, body }) => {
          assert.equal(status, 200);
          const found = new Set(decoded(JSON.parse(body).response.patch).match(/soak-\d+/g));
          if (found.size === 1) versions.add([...found][0] as string);
          else if (versions.size > 0)
            assert.fail(`one answer holds ${[...found].join(" and ") || "no version"}`);
        },
      });
      for (let number = 1; Date.now() < end; number++) {
        push(world, compressed(versioned(world.configurations.default, number)));
        await stage.later(1.1);
        await sleep(1_000);
        if (number % 5 === 0) heaps.push((await webhook.memory()).heapUsed);
      }
      say("soak", await running);
      const [before, after] = [heaps.slice(1, 4), heaps.slice(-3)].map((some) => Math.min(...some)) as [
        number,
        number,
      ];
      console.log(`        ${versions.size} versions; heap ${inMB(before)} at first, ${inMB(after)} at last`);
      assert.ok(versions.size > SOAK / 3, `only ${versions.size} versions were served`);
      assert.ok(after < before * 1.2 + 5 * MB, `the heap grew from ${inMB(before)} to ${inMB(after)}`);
    },
  );
}

/** The number stands in the injector's configuration, in the values and in the mesh configuration. */
function versioned(configuration: IstioConfiguration, number: number): IstioConfiguration {
  const name = `soak-${number}`;
  const config = parse(configuration.config);
  config.injectedAnnotations = { ...config.injectedAnnotations, "example.com/version": name };
  const values = JSON.parse(configuration.values);
  values.global.hub = `registry.example.com/${name}`;
  const mesh = { ...parse(configuration.mesh), trustDomain: `${name}.example.com` };
  return { config: stringify(config), values: JSON.stringify(values), mesh: stringify(mesh) };
}

function podOf(name: string, annotations: Record<string, string> = {}): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, annotations },
    spec: { containers: [{ name: "app", image: "foo:1" }] },
  };
}

function decoded(patch: string): string {
  return Buffer.from(patch, "base64").toString();
}

function say(what: string, { answered, latencies, seconds }: LoadResult): void {
  const quantile = (q: number) => `${latencies[Math.floor((answered - 1) * q)]?.toFixed(1)} ms`;
  console.log(
    `        ${what}: ${answered} answers in ${seconds.toFixed(1)} s (${Math.round(answered / seconds)}/s), median ${quantile(0.5)}, p99 ${quantile(0.99)}, slowest ${quantile(1)}`,
  );
}

function inMB(bytes: number): string {
  return `${(bytes / MB).toFixed(0)} MB`;
}
