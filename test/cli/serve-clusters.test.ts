import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { newToken } from "../../lib/clusters/token.ts";
import { applyJsonPatch } from "../../lib/kubernetes/json-patch.ts";
import { reviewOf } from "../examples/cases.ts";
import { run } from "../support/command.ts";
import { LocalServer } from "../support/local-server.ts";

// It starts processes, on machines that may be busy.
jest.setTimeout(60_000);

const REVIEW = reviewOf({ name: "plain" });
let folder: string;
let server: LocalServer;
/** As `remora cluster add` printed them. */
const paths: Record<string, string> = {};

/** What each cluster changes in the one injector. */
const ENTRIES = {
  east: {
    overlay: {
      values: { global: { hub: "registry.example.com/east" } },
      mesh: { trustDomain: "east.example.com" },
    },
  },
  west: {
    overlay: {
      values: { global: { hub: "registry.example.com/west" } },
      mesh: { trustDomain: "west.example.com" },
    },
  },
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "remora-clusters-"));
  for (const [name, entry] of Object.entries(ENTRIES)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(entry));
    const args = ["cluster", "add", name, "--registry", "clusters.yaml", "--network", `net-${name}`];
    const { stdout, stderr, code } = await run([...args, "--entry", `${name}.json`], { cwd: folder });
    expect([code, stderr.includes("/t/")]).toEqual([0, false]);
    paths[name] = stdout.trim();
  }
  server = new LocalServer(folder, ["--clusters", "clusters.yaml"]);
  await server.until(() => server.stdout.includes("\n"));
});

afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const post = (path: string) =>
  server.call(path, { method: "POST", body: new TextEncoder().encode(JSON.stringify(REVIEW)) });

/** Of the injected pod, what the overlays and the path decide. */
async function injectedBy(path: string) {
  const { status, body } = await post(path);
  expect(status).toBe(200);
  const patch = JSON.parse(Buffer.from(JSON.parse(body).response.patch, "base64").toString());
  // biome-ignore lint/suspicious/noExplicitAny: read by name
  const { spec } = applyJsonPatch(REVIEW.request.object, patch) as any;
  const proxy = [...spec.initContainers, ...spec.containers].find(
    ({ name }: { name: string }) => name === "istio-proxy",
  );
  const envOf = (variable: string) =>
    proxy.env.find(({ name }: { name: string }) => name === variable)?.value;
  return [
    proxy.image.split("/").slice(0, 2).join("/"),
    envOf("TRUST_DOMAIN"),
    envOf("ISTIO_META_CLUSTER_ID"),
    envOf("ISTIO_META_NETWORK"),
  ];
}

test("a cluster's path is printed once, with its token", () => {
  for (const name of Object.keys(ENTRIES))
    expect(paths[name]).toMatch(new RegExp(`^/t/[a-z2-7]{52}/inject/cluster/${name}/net/net-${name}$`));
});

test("two clusters with different overlays get their own pods from one running server, also at the same time", async () => {
  const names = Array.from({ length: 20 }, (_, i) => (i % 2 === 0 ? "east" : "west"));
  const answers = await Promise.all(names.map((name) => injectedBy(paths[name] as string)));
  expect(answers).toEqual(
    names.map((name) => [`registry.example.com/${name}`, `${name}.example.com`, name, `net-${name}`]),
  );
});

test("a call without a cluster's own proof is refused", async () => {
  const statuses = [];
  for (const path of [
    "/inject",
    "/inject/cluster/east",
    `/t/${newToken()}/inject/cluster/east`,
    (paths.east as string).replace("/cluster/east", "/cluster/west"),
    (paths.east as string).replace("net-east", "net-west"),
  ])
    statuses.push((await post(path)).status);
  expect(statuses).toEqual([401, 401, 401, 401, 403]);
});

test("no token is said aloud", () => {
  for (const path of Object.values(paths))
    expect(server.stderr + server.stdout).not.toContain(path.slice(3, 55));
});
