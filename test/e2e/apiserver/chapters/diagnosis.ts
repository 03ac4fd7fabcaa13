import assert from "node:assert/strict";
import { createServer } from "node:net";
import type { KubernetesObject } from "../../../../cli/kubernetes/api.ts";
import { makeCertificate } from "../../../support/certificates.ts";
import { Production } from "../production.ts";
import type { World } from "../world.ts";

const CLINIC = "clinic";
const NAME = "remora-sidecar-injector";
const DOCTOR = "remora doctor --cluster prod-1 --stage prod";

interface Step {
  readonly step: string;
  readonly status: string;
  readonly found: string;
  readonly why?: string;
  readonly mend?: readonly string[];
}

/**
 * Breaks one thing at a time in front of a real API server: `remora doctor` names the step, the commands that it
 * prints are run as they stand there, and after that nothing is wrong any more.
 */
export async function diagnosis(world: World): Promise<void> {
  const { checks, cluster } = world;
  const production = await Production.start(world);
  const doctor = async () => {
    const { text, code } = await production.asks(`${DOCTOR} -o json 2>/dev/null`);
    const { steps } = JSON.parse(text) as { steps: Step[] };
    return { code, steps, failed: steps.filter(({ status }) => status === "fail") };
  };
  /** Finds the fault, mends it as it is told to, and finds none. */
  const heal = async (step: string, found: RegExp): Promise<(step: string) => Partial<Step>> => {
    const sick = await doctor();
    assert.equal(sick.code, 1, JSON.stringify(sick.steps));
    const fault = sick.failed.find((each) => each.step === step);
    assert.match(fault?.found ?? `only ${JSON.stringify(sick.failed)}`, found);
    await production.shell.must((fault?.mend ?? []).join("\n"));
    await isWell();
    return (name) => sick.failed.find((each) => each.step === name) ?? {};
  };
  const isWell = async () => {
    const { code, failed } = await doctor();
    assert.deepEqual([code, failed], [0, []]);
  };
  const change = async (edit: (configuration: KubernetesObject) => void) => {
    const configuration = await production.registered(NAME);
    edit(configuration);
    await cluster.apply(configuration);
  };
  const eachCall = (edit: (clientConfig: KubernetesObject) => void) =>
    change(({ webhooks }) => {
      for (const { clientConfig } of webhooks) edit(clientConfig);
    });

  await cluster.addNamespace(CLINIC, { "istio-injection": "enabled" });
  await production.installIstio();
  await checks.check(
    "import: template import reads from the API server what istiod reads there",
    async () => {
      await production.shell.must(
        "remora template import --out injector.json && remora template push injector.json --stage prod --yes",
      );
      const pulled = await production.shell.must("remora template pull --stage prod");
      const source = JSON.parse(pulled.stdout);
      const { config, values, mesh } = world.configurations.default;
      assert.deepEqual([source.config, source.values, source.mesh], [config, values, mesh]);
      assert.deepEqual(
        source.proxyConfigs.map(({ name, spec }: KubernetesObject) => [name, spec.concurrency]),
        [["two-threads", 2]],
      );
    },
  );

  await checks.check("doctor: no webhook is registered", async () => {
    const { failed } = await doctor();
    assert.match(failed[0]?.found ?? "", /no MutatingWebhookConfiguration/);
    await production.shell.must((failed[0]?.mend ?? []).join("\n"));
  });
  await checks.check("doctor: a cluster that was just added has the name that istiod has for it", isWell);
  await checks.check("doctor: istiod knows the cluster by another name", async () => {
    await production.shell.must("remora cluster set prod-1 --stage prod --entry - <<< 'clusterId: prod-1'");
    await heal("drift", /^cluster id: Kubernetes in the cluster, prod-1 in service$/);
  });
  await checks.check("doctor: each step says what it saw", async () => {
    const { steps } = await doctor();
    const seen = steps.map(({ step, status }) => `${step} ${status}`);
    assert.deepEqual(seen, [
      "kubernetes ok",
      "registered ok",
      "manifest ok",
      "overlap ok",
      "dns ok",
      "tcp ok",
      "tls ok",
      "http ok",
      "token ok",
      "review ok",
      "api-server ok",
      "events ok",
      "drift ok",
    ]);
  });
  await checks.check("doctor: istiod's own webhook selects the same pods", async () => {
    const istio = await world.istio("default");
    try {
      await production.registerIstiod(istio);
      await heal(
        "overlap",
        /^pods are injected twice: istio-sidecar-injector and remora-sidecar-injector both select pods of .*clinic/,
      );
    } finally {
      istio.stop();
    }
  });
  await checks.check("doctor: a selector was edited", async () => {
    await change(({ webhooks }) => {
      webhooks[0].objectSelector = {};
    });
    await heal("manifest", /rev\.namespace\.sidecar-injector\.remora: objectSelector/);
  });
  await checks.check("doctor: the caBundle is another authority's", async () => {
    const { ca } = await makeCertificate();
    await eachCall((clientConfig) => {
      clientConfig.caBundle = Buffer.from(ca).toString("base64");
    });
    const failed = await heal("tls", /does not follow from the caBundle \(test authority/);
    assert.match(failed("api-server").found ?? "", /x509: certificate signed by unknown authority/);
    assert.match(failed("api-server").why ?? "", /^the certificate or the caBundle/);
  });
  await checks.check("doctor: the token is not the cluster's", async () => {
    await eachCall((clientConfig) => {
      clientConfig.url = clientConfig.url.replace(/\/t\/[^/]+\//, `/t/${"a".repeat(52)}/`);
    });
    const failed = await heal("token", /^refused$/);
    assert.match(failed("token").why ?? "", /none of the 1 in the cluster's entry/);
  });
  await checks.check("doctor: the path is one that nobody answers", async () => {
    await eachCall((clientConfig) => {
      clientConfig.url = clientConfig.url.replace("/inject/", "/other/");
    });
    const { failed } = await doctor();
    assert.deepEqual(
      failed.map(({ step }) => step),
      ["manifest", "http", "api-server"],
    );
    assert.match(failed[2]?.found ?? "", /could not find the requested resource/);
    await eachCall((clientConfig) => {
      clientConfig.url = clientConfig.url.replace("/other/", "/inject/");
    });
  });
  await checks.check("doctor: nothing answers, and failurePolicy: Ignore hides it", async () => {
    const right = (await production.registered(NAME)).webhooks[0].clientConfig.url;
    const wrong = new URL(right);
    wrong.port = String(await closedPort());
    await change(({ webhooks }) => {
      for (const webhook of webhooks)
        Object.assign(webhook, { failurePolicy: "Ignore", clientConfig: { url: wrong.href } });
    });
    const { failed } = await doctor();
    assert.deepEqual(
      failed.map(({ step }) => step),
      ["tcp", "api-server"],
    );
    assert.match(failed[1]?.found ?? "", /comes through without a sidecar/);
    await change(({ webhooks }) => {
      for (const webhook of webhooks)
        Object.assign(webhook, { failurePolicy: "Fail", clientConfig: { url: right } });
    });
    await isWell();
  });
  await checks.check("doctor: a call that failed has left the token in an event", async () => {
    const right = (await production.registered(NAME)).webhooks[0].clientConfig.url;
    const wrong = new URL(right);
    wrong.port = String(await closedPort());
    await eachCall((clientConfig) => Object.assign(clientConfig, { url: wrong.href }));
    const { body } = await cluster.dryRun(CLINIC, {
      metadata: { name: "foo" },
      spec: { containers: [{ name: "app", image: "foo:1" }] },
    });
    await eachCall((clientConfig) => Object.assign(clientConfig, { url: right }));
    const [token = ""] = await production.tokens();
    assert.ok(body.message.includes(token), body.message);
    // As the ReplicaSets' controller writes it down.
    await cluster.must("POST", `/api/v1/namespaces/${CLINIC}/events`, {
      metadata: { name: "foo.1" },
      involvedObject: { kind: "ReplicaSet", name: "foo-6d4b75cb6d", namespace: CLINIC },
      reason: "FailedCreate",
      message: `Error creating: ${body.message}`,
      type: "Warning",
    });
    await heal("events", /^a token that is in use stands in 1 objects: events of clinic$/);
    assert.ok(!(await production.tokens()).includes(token), "it was not rotated");
  });
  await checks.check("doctor and verify: what istiod reads has changed since", async () => {
    const { config, values } = world.configurations.default;
    const changed = JSON.parse(values);
    changed.global.proxy.logLevel = "debug";
    await production.putConfigMap("istio-sidecar-injector", { config, values: JSON.stringify(changed) });
    const { text, code } = await production.asks("remora verify --stage prod");
    assert.equal(code, 1, text);
    assert.match(text, /values global\.proxy\.logLevel: "debug" in the cluster, "[a-z]+" in service/);
    assert.match(text, /mend: remora template push injector\.json --stage prod/);
    const { failed } = await doctor();
    const mend = (failed[0]?.mend ?? []).map((line) => (line.includes(" push ") ? `${line} --yes` : line));
    await production.shell.must(mend.join("\n"));
    await isWell();
    assert.equal((await production.asks("remora verify --stage prod -n clinic")).code, 0);
  });
  await checks.check("doctor: the nodes are of another version than the cluster's entry says", async () => {
    await cluster.must("POST", "/api/v1/nodes", { metadata: { name: "node-1" } });
    const status = { status: { nodeInfo: nodeInfo("v1.31.4") } };
    const headers = { "content-type": "application/merge-patch+json" };
    await cluster.must("PATCH", "/api/v1/nodes/node-1/status", status, headers);
    await heal(
      "drift",
      /^nodes: Kubernetes v1\.31\.4 \(no native sidecars\) in the cluster, no version \(native sidecars\)/,
    );
    await cluster.must("DELETE", "/api/v1/nodes/node-1");
  });
  await cluster.remove(NAME);
  await production.stop();
}

function nodeInfo(kubeletVersion: string): object {
  const others =
    "machineID systemUUID bootID kernelVersion osImage containerRuntimeVersion kubeProxyVersion operatingSystem architecture";
  return { ...Object.fromEntries(others.split(" ").map((key) => [key, ""])), kubeletVersion };
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
