import { readFileSync } from "node:fs";
import { connect } from "node:tls";
import { parse, stringify } from "yaml";
import { shardOf } from "../../../../lib/clusters/registry.ts";
import { compressed, type IstioConfiguration } from "../../../support/istio.ts";
import { CLUSTER, INJECTOR_SECRET, type World } from "../world.ts";
import type { Kind } from "./outcome.ts";
import { type Outcomes, type Policy, push, type Stage } from "./stage.ts";

export interface Drill {
  readonly name: string;
  /** What is broken before the function starts; without it the function has served for a while. */
  readonly before?: (world: World) => void;
  /** The function does not come back. */
  readonly final?: true;
  readonly run: (stage: Stage) => Promise<Outcomes>;
  readonly expected: Readonly<Record<Policy, Kind>>;
}

const INJECTED = { Fail: "injected", Ignore: "injected" } as const;
const REFUSED = { Fail: "refused", Ignore: "refused" } as const;
const BY_POLICY = { Fail: "refused", Ignore: "without sidecar" } as const;

/** The function has served for a while; then, with the fault there, its configuration has become 11 minutes old. */
function onceStale(name: string, fault: (world: World) => void): Drill {
  const run = async (stage: Stage) => {
    fault(stage.world);
    await stage.later(11);
    return stage.create();
  };
  return { name, run, expected: INJECTED };
}

export const DRILLS: readonly Drill[] = [
  onceStale("Secrets Manager closes the connection", ({ secrets }) => {
    secrets.behaviour = "reset";
  }),
  onceStale("Secrets Manager denies access", ({ secrets }) => {
    secrets.behaviour = "deny";
  }),
  onceStale("Secrets Manager is slow (1.2 s)", ({ secrets }) => {
    secrets.behaviour = "slow";
  }),
  onceStale("Secrets Manager never answers", ({ secrets }) => {
    secrets.behaviour = "hang";
  }),
  onceStale("Secrets Manager throttles", ({ secrets }) => {
    secrets.behaviour = "throttle";
  }),
  onceStale("Secrets Manager answers 500", ({ secrets }) => {
    secrets.behaviour = "fail";
  }),
  onceStale("Secrets Manager answers garbage", ({ secrets }) => {
    secrets.behaviour = "garbage";
  }),
  onceStale("the secret is deleted", ({ secrets }) => secrets.put(INJECTOR_SECRET)),
  onceStale("a new version is no configuration", (world) => push(world, "config: [")),
  onceStale("a new version's template does not parse", (world) =>
    push(world, compressed(withTemplate(world.configurations.default, "{{ if }}"))),
  ),
  {
    name: "a template fails for this pod",
    expected: REFUSED,
    run: async (stage) => {
      push(stage.world, compressed(failingFor("broken", stage.world.configurations.default)));
      await stage.later(11);
      return stage.create("broken");
    },
  },
  {
    name: "a template fails for this pod, of a cluster that says `onFailure: admit`",
    expected: { Fail: "without sidecar", Ignore: "without sidecar" },
    run: async (stage) => {
      push(stage.world, compressed(failingFor("broken", stage.world.configurations.default)));
      setEntry(stage.world, { onFailure: "admit" });
      await stage.later(11);
      try {
        return await stage.create("broken");
      } finally {
        stage.world.publishRegistry();
      }
    },
  },
  {
    name: "the same template, any other pod",
    expected: INJECTED,
    run: async (stage) => {
      push(stage.world, compressed(failingFor("broken", stage.world.configurations.default)));
      await stage.later(11);
      return stage.create("foo");
    },
  },
  {
    name: "a template takes longer than the API server waits",
    expected: REFUSED,
    run: async (stage) => {
      const endless = '{{ range until 1000 }}{{ $_ := bcrypt "x" }}{{ end }}';
      push(stage.world, compressed(withTemplate(stage.world.configurations.default, endless)));
      await stage.later(11);
      return stage.create();
    },
  },
  {
    name: "a pod has more containers than etcd could store",
    expected: REFUSED,
    run: (stage) => stage.create("crowded", 12_001),
  },
  ...[1440, -2880].map(
    (minutes): Drill => ({
      name: `the clock jumps ${minutes > 0 ? "a day ahead" : "two days back"}`,
      expected: INJECTED,
      run: async (stage) => {
        await stage.later(minutes);
        return stage.create();
      },
    }),
  ),
  {
    name: "a caller stops half-way through its request",
    expected: INJECTED,
    run: async (stage) => {
      await halfRequest(stage);
      return stage.create();
    },
  },
  {
    name: "a cold start, Secrets Manager answers 500",
    before: ({ secrets }) => {
      secrets.behaviour = "fail";
    },
    expected: REFUSED,
    run: (stage) => stage.create(),
  },
  {
    name: "a cold start, Secrets Manager never answers",
    before: ({ secrets }) => {
      secrets.behaviour = "hang";
    },
    expected: REFUSED,
    run: (stage) => stage.create(),
  },
  {
    name: "a cold start, the injector's secret holds no configuration",
    before: (world) => push(world, "config: ["),
    expected: REFUSED,
    run: (stage) => stage.create(),
  },
  {
    name: "the function is at its deadline",
    expected: BY_POLICY,
    run: async (stage) => {
      stage.webhook.freeze();
      try {
        return await stage.create();
      } finally {
        stage.webhook.thaw();
      }
    },
  },
  {
    name: "nothing answers at the webhook's address",
    final: true,
    expected: BY_POLICY,
    run: async (stage) => {
      await stage.webhook.stop();
      return stage.create();
    },
  },
];

/** Changes the cluster's entry in the registry that is in service. */
function setEntry({ secrets, registry }: World, change: object): void {
  const { clusters } = parse(readFileSync(registry, "utf8"));
  const [secret] = [...secrets.secrets.keys()].filter((name) =>
    name.endsWith(`/clusters/${shardOf(CLUSTER)}`),
  );
  const entry = { ...clusters[CLUSTER], ...change };
  const string = stringify({ clusters: { ...clusters, [CLUSTER]: entry } });
  secrets.put(secret as string, { versionId: `registry-${Date.now()}`, string });
}

function withTemplate(configuration: IstioConfiguration, before: string): IstioConfiguration {
  const config = parse(configuration.config);
  config.templates.sidecar = before + config.templates.sidecar;
  return { ...configuration, config: stringify(config) };
}

function failingFor(name: string, configuration: IstioConfiguration): IstioConfiguration {
  const wrong = `{{ if eq .ObjectMeta.Name "${name}" }}{{ (index .Spec.Containers 7).Name }}{{ end }}`;
  return withTemplate(configuration, wrong);
}

/** Says that 100,000 bytes follow, sends some, and is gone. */
function halfRequest({ webhook, world }: Stage): Promise<void> {
  const { hostname, port } = new URL(webhook.url);
  const path = new URL(world.manifests.default.webhooks[0].clientConfig.url).pathname;
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port), ca: webhook.ca }, () => {
      const head = `POST ${path}?timeout=5s HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n`;
      socket.write(`${head}{"kind":`, () => socket.destroy());
    });
    socket.once("close", () => resolve());
    socket.once("error", reject);
  });
}
