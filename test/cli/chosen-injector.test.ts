import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { stringify } from "yaml";
import { shardOf } from "../../lib/clusters/registry.ts";
import { INJECTOR } from "../examples/cases.ts";
import { run } from "../support/command.ts";
import { SecretsServer } from "../support/secrets-server.ts";

jest.setTimeout(60_000);

const FILE = "examples/foo/deployment.yaml";
/** What tells one configuration from another in an injected pod. */
const marked = (trustDomain: string) => ({ ...INJECTOR, mesh: `trustDomain: ${trustDomain}\n` });
const REGISTRY = {
  clusters: {
    "prod-1": {
      network: "network-1",
      kubernetesVersion: "v1.34.2",
      overlay: { mesh: { defaultConfig: { proxyMetadata: { OVERLAY: "laid" } } } },
      proxyConfigs: [
        {
          apiVersion: "networking.istio.io/v1beta1",
          kind: "ProxyConfig",
          metadata: { name: "all", namespace: "istio-system" },
          spec: { environmentVariables: { FROM_PROXY_CONFIG: "yes" } },
        },
      ],
      identity: { allowAnonymous: true },
    },
    other: { injector: "second", identity: { allowAnonymous: true } },
  },
};

let folder: string;
let secrets: SecretsServer;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "remora-chosen-"));
  secrets = await new SecretsServer().start();
  env = {
    AWS_ENDPOINT_URL: secrets.url,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
  };
  const put = (name: string, value: object) =>
    secrets.put(`remora/prod/${name}`, { versionId: "1", string: JSON.stringify(value) });
  put("injector", marked("secret.example"));
  put("second", marked("second-secret.example"));
  const { clusters } = REGISTRY;
  for (const [name, entry] of Object.entries(clusters))
    put(`clusters/${shardOf(name)}`, { clusters: { [name]: entry } });
  writeFileSync(join(folder, "clusters.yaml"), stringify(REGISTRY));
  writeFileSync(join(folder, "injector.json"), JSON.stringify(marked("file.example")));
  writeFileSync(join(folder, "second.yaml"), stringify(marked("second-file.example")));
});
afterAll(async () => {
  await secrets.stop();
  rmSync(folder, { recursive: true });
});

const inFolder = (name: string) => join(folder, name);

describe("remora inject takes the injector", () => {
  const cases: [string, () => string[], string][] = [
    ["of the example, where nothing is said", () => [], "cluster.local"],
    ["of a file", () => ["--injector", inFolder("injector.json")], "file.example"],
    ["of a stage's secret", () => ["--from", "secret", "--stage", "prod"], "secret.example"],
    ["of the secret, for a cluster", () => ["--cluster", "prod-1", "--stage", "prod"], "secret.example"],
    ["that the cluster chooses", () => ["--cluster", "other", "--stage", "prod"], "second-secret.example"],
    [
      "of a file, for a cluster of the secrets",
      () => ["--cluster", "prod-1", "--stage", "prod", "--injector", inFolder("injector.json")],
      "file.example",
    ],
    [
      "of a file, for a cluster of a registry in a file",
      () => [
        "--cluster",
        "prod-1",
        "--registry",
        inFolder("clusters.yaml"),
        "--injector",
        inFolder("injector.json"),
      ],
      "file.example",
    ],
    [
      "beside the registry, where the cluster chooses that",
      () => ["--cluster", "other", "--registry", inFolder("clusters.yaml")],
      "second-file.example",
    ],
    [
      "of the secret, for a cluster of a registry in a file",
      () => [
        ...["--cluster", "other", "--registry", inFolder("clusters.yaml")],
        ...["--from", "secret", "--stage", "prod"],
      ],
      "second-secret.example",
    ],
  ];
  test.each(cases)("%s", async (_, flags, trustDomain) => {
    const { stdout, stderr, code } = await run(["inject", "-f", FILE, ...flags()], { env });
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    expect(/name: TRUST_DOMAIN\n\s+value: (\S+)/.exec(stdout)?.[1]).toBe(trustDomain);
  });
});

test("with --cluster, a file comes out as the cluster's own webhook would have it", async () => {
  const { stdout } = await run(["inject", "-f", FILE, "--cluster", "prod-1", "--stage", "prod"], { env });
  expect(stdout).toMatch(/name: ISTIO_META_CLUSTER_ID\n\s+value: prod-1\n/);
  expect(stdout).toMatch(/name: ISTIO_META_NETWORK\n\s+value: network-1\n/);
  expect(stdout).toMatch(/name: OVERLAY\n\s+value: laid\n/);
  expect(stdout).toMatch(/name: FROM_PROXY_CONFIG\n\s+value: "yes"\n/);
  // Kubernetes 1.34 has native sidecars.
  expect(stdout).toMatch(/initContainers:[\s\S]*name: istio-proxy[\s\S]*restartPolicy: Always/);
});

test("a folder is as good as its files, and several make one configuration", async () => {
  const flags = ["--injector", "examples/default-injector", "--injector", "examples/three-replicas"];
  const { stdout, code } = await run(["inject", "-f", FILE, ...flags, "-o", "json"]);
  const { spec } = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(spec.replicas).toBe(3);
  const names = spec.template.spec.initContainers.map(({ name }: { name: string }) => name);
  expect(names).toEqual(["istio-init", "istio-proxy"]);
});

describe("what is wrong is said with what to do next:", () => {
  const cases: [string, string[], RegExp][] = [
    [
      "a cluster that the registry does not have",
      ["--cluster", "nope", "--stage", "prod"],
      /remora: the registry has no cluster nope\nHave other, prod-1\. Add it: remora cluster add nope/,
    ],
    [
      "a registry that is not there",
      ["--cluster", "a", "--registry", "nope.yaml"],
      /cannot read nope.yaml: no such file\nMake one: remora cluster add NAME --registry nope.yaml/,
    ],
    [
      "a registry without a cluster",
      ["--registry", "nope.yaml"],
      /--registry needs --cluster: whose entry it is/,
    ],
    [
      "a stage that was not deployed",
      ["--from", "secret", "--stage", "nope"],
      /there is no secret remora\/nope\/injector; deploy the stage first[\s\S]*\[secret-missing\]/,
    ],
    ["files and the secret", ["--from", "secret", "--config", "a"], /--from secret and an injector's files/],
    [
      "a path beside a cluster",
      ["--cluster", "a", "--path", "/inject"],
      /option '--path <path>' cannot be used with option '--cluster <name>'/,
    ],
    ["a folder with nothing in it", ["--injector", "examples/foo"], /has no injector's configuration\nIt is/],
  ];
  test.each(cases)("%s", async (_, flags, message) => {
    const { stdout, stderr, code } = await run(["inject", "-f", FILE, ...flags], { env });
    expect({ stdout, code }).toEqual({ stdout: "", code: 1 });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ["no region", { AWS_REGION: "" }, /there is no AWS region\nSet one: export AWS_REGION=/],
    [
      "no credentials",
      { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_EC2_METADATA_DISABLED: "true" },
      /there are no AWS credentials: .*\nLog in/,
    ],
    [
      "no network",
      { AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
      /AWS cannot be reached: .*\nCheck the network/,
    ],
  ])("of AWS: %s", async (_, more, message) => {
    const unset = { AWS_PROFILE: "", AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" };
    const { stderr, code } = await run(["inject", "-f", FILE, "--from", "secret"], {
      env: { ...env, ...unset, ...more },
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

test("explain answers for a cluster of the secrets as well", async () => {
  const flags = ["--cluster", "prod-1", "--stage", "prod", "-o", "json"];
  const { stdout, code } = await run(["explain", "-f", FILE, ...flags], { env });
  expect(code).toBe(0);
  const values = JSON.parse(stdout).fields.map(({ value }: { value: unknown }) => value);
  expect(values).toEqual(expect.arrayContaining(["prod-1", "network-1", "secret.example"]));
});
