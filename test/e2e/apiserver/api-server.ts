import { type ChildProcess, spawn } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createWriteStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { KubernetesApi } from "../../../cli/kubernetes/api.ts";
import { servingCertificate } from "../../../cli/serve/certificate.ts";
import { type Binaries, binaries } from "./build.ts";

/** Everything about each request, except for what is asked most often and never looked at. */
const AUDIT_POLICY = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [
    { level: "Metadata", resources: [{ group: "", resources: ["pods"] }], verbs: ["create"] },
    { level: "None" },
  ],
};

/** A real kube-apiserver with a real etcd, in a folder of its own that goes with it. */
export class ApiServer {
  readonly api: KubernetesApi;
  readonly url: string;
  readonly kubeconfig: string;
  readonly ca: string;
  /** An audit log with what webhooks noted. */
  readonly auditLog: string;
  readonly #folder: string;
  readonly #processes: readonly ChildProcess[];

  private constructor(parts: {
    folder: string;
    url: string;
    ca: string;
    token: string;
    processes: ChildProcess[];
  }) {
    const { folder, url, ca, token, processes } = parts;
    this.#folder = folder;
    this.#processes = processes;
    this.url = url;
    this.ca = ca;
    this.auditLog = join(folder, "audit.log");
    this.api = new KubernetesApi({ context: "e2e", server: url, ca, token });
    this.kubeconfig = join(folder, "kubeconfig");
    writeFileSync(this.kubeconfig, kubeconfigText(url, ca, token));
  }

  /**
   * Starts both and waits until they are ready: 3 to 5 seconds.
   *
   * @param publicCa a file with the certificate authorities that count as public ones, in place of the system's
   */
  static async start({ publicCa }: { readonly publicCa?: string } = {}): Promise<ApiServer> {
    const folder = mkdtempSync(join(tmpdir(), "remora-apiserver-"));
    const programs = binaries();
    const [port, etcdPort, peerPort] = await freePorts(3);
    const token = randomBytes(16).toString("hex");
    const certificate = await servingCertificate(join(folder, "pki"), "127.0.0.1");
    writeFiles(folder, token);
    const etcd = `http://127.0.0.1:${etcdPort}`;
    const flags = apiServerFlags(folder, port as number, etcd);
    const peer = `http://127.0.0.1:${peerPort}`;
    const env = publicCa === undefined ? {} : { SSL_CERT_FILE: publicCa, SSL_CERT_DIR: folder };
    const processes = startProcesses(programs, folder, flags, { etcd, peer, env });
    const server = new ApiServer({
      folder,
      url: `https://127.0.0.1:${port}`,
      ca: certificate.ca,
      token,
      processes,
    });
    try {
      await server.#ready();
    } catch (error) {
      await server.stop();
      throw error;
    }
    return server;
  }

  async #ready(): Promise<void> {
    const end = Date.now() + 60_000;
    const isReady = async () =>
      (await this.api.request("GET", "/readyz").catch(() => undefined))?.status === 200;
    while (!(await isReady())) {
      const ended = this.#processes.some(
        ({ exitCode, signalCode }) => exitCode !== null || signalCode !== null,
      );
      if (ended || Date.now() > end) {
        const log = readFileSync(join(this.#folder, "server.log"), "utf8")
          .trim()
          .split("\n")
          .slice(-15)
          .join("\n");
        throw new Error(`the API server ${ended ? "ended" : "is not ready after a minute"}:\n${log}`);
      }
      await sleep(100);
    }
  }

  async stop(): Promise<void> {
    this.api.close();
    for (const child of this.#processes.toReversed()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
      await ended;
      clearTimeout(late);
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function apiServerFlags(folder: string, port: number, etcd: string): string[] {
  const file = (name: string) => join(folder, name);
  return Object.entries({
    "etcd-servers": etcd,
    "bind-address": "127.0.0.1",
    "advertise-address": "127.0.0.1",
    "secure-port": port,
    "cert-dir": file("pki"),
    "tls-cert-file": file("pki/tls.crt"),
    "tls-private-key-file": file("pki/tls.key"),
    "service-account-issuer": "https://kubernetes.default.svc",
    "service-account-key-file": file("sa.pub"),
    "service-account-signing-key-file": file("sa.key"),
    "service-cluster-ip-range": "10.96.0.0/24",
    "endpoint-reconciler-type": "none",
    "authorization-mode": "RBAC",
    "token-auth-file": file("tokens.csv"),
    "anonymous-auth": false,
    "enable-priority-and-fairness": false,
    "max-mutating-requests-inflight": 1000,
    profiling: false,
    "audit-policy-file": file("audit-policy.yaml"),
    "audit-log-path": file("audit.log"),
    "audit-log-mode": "blocking",
  }).map(([name, value]) => `--${name}=${value}`);
}

function writeFiles(folder: string, token: string): void {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const files = {
    "sa.key": privateKey.export({ type: "sec1", format: "pem" }).toString(),
    "sa.pub": publicKey.export({ type: "spki", format: "pem" }).toString(),
    "tokens.csv": `${token},admin,admin,system:masters\n`,
    "audit-policy.yaml": stringify(AUDIT_POLICY),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
}

function startProcesses(
  programs: Binaries,
  folder: string,
  flags: string[],
  { etcd, peer, env }: { etcd: string; peer: string; env: Readonly<Record<string, string>> },
): ChildProcess[] {
  const log = createWriteStream(join(folder, "server.log"));
  const data = join(folder, "etcd");
  const launch = (program: string, args: string[], own: Record<string, string> = {}) => {
    const all = { ...process.env, ...env, ...own };
    const child = spawn(program, args, { env: all, stdio: ["pipe", "pipe", "pipe"] });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    return child;
  };
  if (programs.kind === "one") {
    // The tether ends it with this process, however that ends.
    return [launch(programs.program, flags, { E2E_ETCD_DIR: data, E2E_ETCD_URL: etcd, E2E_TETHER: "1" })];
  }
  const listen = [
    `--listen-client-urls=${etcd}`,
    `--advertise-client-urls=${etcd}`,
    `--listen-peer-urls=${peer}`,
  ];
  return [
    launch(programs.etcd, [`--data-dir=${data}`, "--unsafe-no-fsync", ...listen]),
    launch(programs.apiserver, flags),
  ];
}

function kubeconfigText(server: string, ca: string, token: string): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "e2e",
        cluster: { server, "certificate-authority-data": Buffer.from(ca).toString("base64") },
      },
    ],
    users: [{ name: "admin", user: { token } }],
    contexts: [{ name: "e2e", context: { cluster: "e2e", user: "admin" } }],
    "current-context": "e2e",
  });
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
