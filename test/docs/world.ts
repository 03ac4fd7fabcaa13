import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { parse, stringify } from "yaml";
import { servingCertificate } from "../../cli/serve/certificate.ts";
import { shardOf } from "../../lib/clusters/registry.ts";
import { hashToken } from "../../lib/clusters/token.ts";
import { ApiServer } from "../e2e/apiserver/api-server.ts";
import { kubectl } from "../e2e/apiserver/build.ts";
import { Cluster } from "../e2e/apiserver/cluster.ts";
import { INJECTOR } from "../examples/cases.ts";
import { startMoto } from "../moto/moto.ts";
import { linkedClone, userEnvironment } from "./clone.ts";
import { documentedFiles, marked, POD, TOKEN } from "./files.ts";

const CREDENTIALS = { accessKeyId: "testing", secretAccessKey: "testing" };
const REGION = "eu-west-1";

/**
 * What the documents take for granted: a cluster with Istio's configuration in it, two stages that are deployed, a
 * clone of the repository, `remora`, `kubectl` and `helm`, and in the folder where one stands the files that are named.
 */
export class DocsWorld {
  readonly #folder = mkdtempSync(join(tmpdir(), "remora-docs-"));
  readonly #server: ApiServer;
  readonly #moto: { readonly url: string; readonly process: ChildProcess };
  readonly #client: SecretsManagerClient;
  #count = 0;

  private constructor(server: ApiServer, moto: { url: string; process: ChildProcess }) {
    this.#server = server;
    this.#moto = moto;
    this.#client = new SecretsManagerClient({ region: REGION, endpoint: moto.url, credentials: CREDENTIALS });
  }

  static async start(): Promise<DocsWorld> {
    const [server, moto] = await Promise.all([ApiServer.start(), startMoto()]);
    const world = new DocsWorld(server, moto);
    await world.#fillCluster();
    await world.#fillTemplate();
    return world;
  }

  async #fillCluster(): Promise<void> {
    const cluster = new Cluster(this.#server.api);
    await cluster.addNamespace("istio-system");
    await cluster.addNamespace("shop", { "istio-injection": "enabled" });
    await cluster.create("shop", POD);
    for (const revision of ["default", "1-30"]) {
      const suffix = revision === "default" ? "" : `-${revision}`;
      await this.#configMap(`istio-sidecar-injector${suffix}`, revision, INJECTOR);
      await this.#configMap(`istio${suffix}`, revision, { mesh: INJECTOR.mesh });
    }
  }

  async #configMap(name: string, revision: string, data: Record<string, string>): Promise<void> {
    const body = { metadata: { name, labels: { "istio.io/rev": revision } }, data };
    const { status } = await this.#server.api.request(
      "POST",
      "/api/v1/namespaces/istio-system/configmaps",
      body,
    );
    if (status !== 201) throw new Error(`the ConfigMap ${name} was answered by ${status}`);
  }

  /** A folder that each command gets a copy of: it stands in a clone, with its own files beside. */
  async #fillTemplate(): Promise<void> {
    const template = join(this.#folder, "template");
    linkedClone(template);
    const certificate = await servingCertificate(join(this.#folder, "pki"), "webhook.example.com");
    for (const [file, text] of Object.entries(documentedFiles(certificate.ca))) {
      mkdirSync(join(template, file, ".."), { recursive: true });
      writeFileSync(join(template, file), text, file.startsWith("bin/") ? { mode: 0o755 } : {});
    }
    symlinkSync(kubectl(), join(template, "bin/kubectl"));
    const kubeconfig = parse(readFileSync(this.#server.kubeconfig, "utf8"));
    const [{ context }] = kubeconfig.contexts;
    kubeconfig.contexts.push({ name: "prod-1", context });
    writeFileSync(join(template, "kubeconfig"), stringify(kubeconfig));
  }

  /** A fresh folder and fresh secrets; clusters that the command adds are not there yet. */
  async open(text: string): Promise<Place> {
    const folder = join(this.#folder, `place-${++this.#count}`);
    cpSync(join(this.#folder, "template"), folder, { recursive: true, verbatimSymlinks: true });
    const added = [...text.matchAll(/cluster add (\S+)/g)].map(([, name]) => name);
    const entry = { network: "network-1", identity: { tokens: [hashToken(TOKEN)] } };
    const names = ["dev", "prod-1"].filter((name) => !added.includes(name));
    const clusters = Object.fromEntries(names.map((name) => [name, entry]));
    writeFileSync(join(folder, "clusters.yaml"), stringify({ clusters }));
    await this.#fillSecrets(clusters);
    return { folder, env: this.#environment(folder) };
  }

  async #fillSecrets(clusters: Readonly<Record<string, object>>): Promise<void> {
    await fetch(`${this.#moto.url}/moto-api/reset`, { method: "POST" });
    for (const stage of ["dev", "prod"]) {
      const Name = `remora/${stage}/injector`;
      const Tags = [{ Key: "remora:webhook-url", Value: "https://webhook.example.com" }];
      await this.#client.send(new CreateSecretCommand({ Name, Tags, SecretString: marked("first") }));
      for (const [version, VersionStages] of [
        ["second", ["AWSCURRENT"]],
        ["candidate", ["AWSPENDING"]],
      ] as const) {
        const SecretString = marked(version);
        await this.#client.send(
          new PutSecretValueCommand({ SecretId: Name, SecretString, VersionStages: [...VersionStages] }),
        );
      }
      for (const [name, entry] of Object.entries(clusters)) {
        const SecretString = JSON.stringify({ clusters: { [name]: entry } });
        const shard = `remora/${stage}/clusters/${shardOf(name)}`;
        await this.#client.send(new CreateSecretCommand({ Name: shard, SecretString }));
      }
    }
  }

  #environment(folder: string): Record<string, string> {
    return {
      ...userEnvironment(),
      PATH: [join(folder, "bin"), process.env.PATH].join(delimiter),
      HOME: folder,
      XDG_CACHE_HOME: join(this.#folder, "cache"),
      KUBECONFIG: join(folder, "kubeconfig"),
      NODE_OPTIONS: `--import ${join(import.meta.dirname, "network.mjs")}`,
      NODE_EXTRA_CA_CERTS: join(this.#folder, "pki/ca.crt"),
      AWS_ENDPOINT_URL: this.#moto.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    };
  }

  /** The webhook at the documents' addresses, in the place of a command. @returns its port */
  async serve(place: Place, kind: "open" | "clusters"): Promise<{ port: number; stop: () => Promise<void> }> {
    const pki = (name: string) => join(this.#folder, "pki", name);
    const flags = ["--port", "0", "--cert", pki("tls.crt"), "--key", pki("tls.key")];
    const registry = kind === "clusters" ? ["--registry", "clusters.yaml"] : [];
    const child = spawn("remora", ["serve", ...flags, "--injector", "injector.json", ...registry], {
      cwd: place.folder,
      env: place.env,
      stdio: ["ignore", "pipe", "ignore"],
    });
    const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const port = await new Promise<number>((resolve, reject) => {
      child.stdout.on("data", (data) => {
        const found = /^remora ready https:\/\/127\.0\.0\.1:(\d+)/m.exec(String(data));
        if (found) resolve(Number(found[1]));
      });
      child.once("exit", () => reject(new Error("the server ended")));
    });
    return {
      port,
      stop: async () => {
        child.kill("SIGINT");
        await ended;
      },
    };
  }

  /** Takes away what a command has left in the cluster. */
  async close({ folder }: Place): Promise<void> {
    const { api } = this.#server;
    const configurations = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations";
    await api.request("DELETE", configurations);
    await api.request("DELETE", "/apis/apps/v1/namespaces/default/deployments");
    rmSync(folder, { recursive: true, force: true });
  }

  async stop(): Promise<void> {
    this.#client.destroy();
    this.#moto.process.kill();
    await this.#server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Where a command is run. */
export interface Place {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}
