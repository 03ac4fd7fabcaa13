import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

const SOURCES = join(import.meta.dirname, "server");

/** How to start the two processes: one program that is both, or the two of KUBEBUILDER_ASSETS. */
export type Binaries =
  | { readonly kind: "one"; readonly program: string }
  | { readonly kind: "two"; readonly apiserver: string; readonly etcd: string };

/**
 * A real kube-apiserver and a real etcd: those in the folder KUBEBUILDER_ASSETS, where it is set, or one program of
 * both, built from the Go module proxy alone and kept (five to ten minutes the first time, 3 GB of Go's caches).
 */
export function binaries(say = (line: string) => console.log(line)): Binaries {
  const assets = process.env.KUBEBUILDER_ASSETS;
  if (assets) return { kind: "two", apiserver: join(assets, "kube-apiserver"), etcd: join(assets, "etcd") };
  const version = kubernetesVersion();
  const key = createHash("sha256")
    .update(`${go(["env", "GOVERSION"])}\n${version} \n`)
    .update(readFileSync(join(SOURCES, "main.go")))
    .digest("hex")
    .slice(0, 12);
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "kube-apiserver-e2e");
  const program = join(folder, `kube-apiserver-etcd-${version}-${key}`);
  if (!existsSync(program))
    build({ folder, program, version, what: ".", name: "kube-apiserver and etcd", say });
  return { kind: "one", program };
}

/**
 * A folder as KUBEBUILDER_ASSETS names one, with an etcd and a kube-apiserver that know nothing of each other: the
 * latter is {@link binaries}' program, which is an API server alone where it is not asked for more.
 */
export function assets(say = (line: string) => console.log(line)): string {
  const programs = binaries(say);
  if (programs.kind === "two") return dirname(programs.etcd);
  const folder = `${programs.program}-assets`;
  const etcd = join(folder, "etcd");
  const version = kubernetesVersion();
  if (!existsSync(etcd))
    build({ folder, program: etcd, version, what: "go.etcd.io/etcd/server/v3", name: "etcd", say });
  const apiserver = join(folder, "kube-apiserver");
  if (!existsSync(apiserver)) symlinkSync(programs.program, apiserver);
  return folder;
}

/** kubectl: the one of the PATH, or one of the API server's version, built and kept (a minute or two the first time). */
export function kubectl(say = (line: string) => console.log(line)): string {
  const found = spawnSync("sh", ["-c", "command -v kubectl"], { encoding: "utf8" });
  if (found.status === 0) return found.stdout.trim();
  const version = kubernetesVersion();
  const folder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "kube-apiserver-e2e");
  const program = join(folder, `kubectl-${version}`);
  if (!existsSync(program))
    build({ folder, program, version, what: "k8s.io/kubernetes/cmd/kubectl", name: "kubectl", say });
  return program;
}

/** The one that server/go.mod requires. */
export function kubernetesVersion(): string {
  const [, version] = /k8s\.io\/kubernetes (v\S+)/.exec(readFileSync(join(SOURCES, "go.mod"), "utf8")) ?? [];
  if (version === undefined) throw new Error("server/go.mod requires no k8s.io/kubernetes");
  return version;
}

interface Build {
  readonly folder: string;
  readonly program: string;
  readonly version: string;
  /** Go's package. */
  readonly what: string;
  readonly name: string;
  readonly say: (line: string) => void;
}

function build({ folder, program, version, what, name, say }: Build): void {
  say(`building ${name} ${version} (minutes, then kept in ${folder})`);
  mkdirSync(folder, { recursive: true });
  const minor = version.split(".")[1];
  const settings = {
    "k8s.io/component-base/version.gitVersion": version,
    "k8s.io/component-base/version.gitMajor": "1",
    "k8s.io/component-base/version.gitMinor": minor,
    "k8s.io/client-go/pkg/version.gitVersion": version,
  };
  const linked = Object.entries(settings).map(([name, value]) => `-X ${name}=${value}`);
  const draft = `${program}.${process.pid}`;
  go(["build", "-p", "2", "-trimpath", "-ldflags", `-s -w ${linked.join(" ")}`, "-o", draft, what]);
  renameSync(draft, program);
}

function go(args: readonly string[]): string {
  const result = spawnSync("go", args, {
    cwd: SOURCES,
    encoding: "utf8",
    env: {
      ...process.env,
      GOTOOLCHAIN: "local",
      CGO_ENABLED: "0",
      GOFLAGS: "-buildvcs=false",
      GOWORK: "off",
    },
  });
  if (result.error) {
    throw new Error(
      `the end-to-end run builds its API server with Go, which is not installed here (https://go.dev/dl); or set KUBEBUILDER_ASSETS to a folder with kube-apiserver and etcd`,
    );
  }
  if (result.status !== 0) throw new Error(`go ${args[0]} failed:\n${result.stderr}`);
  return result.stdout.trim();
}
