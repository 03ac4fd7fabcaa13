import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("oracle", import.meta.url));
const ISTIO = "istio.io/istio";

/** The programs of test/conformance/oracle, built against one version of Istio. */
export interface Judge {
  /** The version of the Go module istio.io/istio. */
  readonly version: string;
  /** The folder of that module: its charts and its test data. */
  readonly module: string;
  /** A folder for what is made with it, which may be deleted at any time. */
  readonly cache: string;
  /** The path of a program: "oracle", "renderconfig", … */
  program(name: string): string;
}

/** Go is missing, or the programs do not build; the message says what to do. */
export class BuildError extends Error {
  override readonly name = "BuildError";
}

/**
 * Builds the programs from the Go module proxy, or finds them built: the folder of the cache is named after
 * the sources, the Istio version and Go's. About five minutes with nothing downloaded yet, a second when built.
 */
export function buildJudge(
  options: { istioVersion?: string | undefined; say?: (line: string) => void } = {},
): Judge {
  const say = options.say ?? ((line) => process.stderr.write(`${line}\n`));
  const version = options.istioVersion ?? pinnedVersion();
  const cache = cacheFolder(version);
  const source = join(cache, "source");
  if (!existsSync(join(cache, "built"))) {
    const started = Date.now();
    say(
      `conformance: building Istio's injector ${version} (minutes the first time, then kept in ${relative(process.cwd(), cache)})`,
    );
    rmSync(cache, { recursive: true, force: true });
    cpSync(SOURCES, source, { recursive: true });
    if (version !== pinnedVersion()) requireVersion(source, version);
    compile(source, join(cache, "bin"), version);
    writeFileSync(join(cache, "built"), "");
    say(`conformance: built in ${Math.round((Date.now() - started) / 1000)} s`);
  }
  return { version, module: moduleFolder(source), cache, program: (name) => join(cache, "bin", name) };
}

function compile(source: string, bin: string, version: string): void {
  go(source, ["mod", "download", ISTIO], version);
  const module = moduleFolder(source);
  const tables = ["-module", module, "-out", "cmd/istiotable/table_gen.go"];
  go(source, ["run", "-p", "2", "./cmd/tablegen", ...tables], version);
  mkdirSync(bin, { recursive: true });
  const programs = version === pinnedVersion() ? ["./cmd/..."] : CONFORMANCE.map((name) => `./cmd/${name}`);
  go(source, ["build", "-p", "2", ...tags(module), "-o", `${bin}/`, ...programs], version);
  const built = go(source, ["list", "-m", "-f", "{{.Version}}", ISTIO], version);
  if (built !== version) {
    throw new BuildError(
      `test/conformance/oracle does not fit Istio ${version}: it needs packages that came later, and go took ${built}`,
    );
  }
}

/** What the conformance run needs; the other programs are of the pinned version's API. */
const CONFORMANCE = ["oracle", "renderconfig", "istiotable", "surface"];

/** Another version is built with what it requires itself, nothing resolved anew: as its own istiod is. */
function requireVersion(source: string, version: string): void {
  const download = go(source, ["mod", "download", "-json", `${ISTIO}@${version}`], version);
  const { Dir: module } = JSON.parse(download) as { Dir: string };
  const own = readFileSync(join(module, "go.mod"), "utf8").replace(
    /^module .*$/m,
    "module remora/conformance",
  );
  writeFileSync(join(source, "go.mod"), `${own}\nrequire ${ISTIO} ${version}\n`);
  writeFileSync(join(source, "go.sum"), readFileSync(join(module, "go.sum")));
}

/** The programs are written for the pinned version; what 1.24 has otherwise stands in files of that build tag. */
function tags(module: string): string[] {
  const minor = Number(readFileSync(join(module, "VERSION"), "utf8").split(".")[1]);
  return minor <= 24 ? ["-tags", "istio_1_24"] : [];
}

function go(folder: string, args: readonly string[], version: string): string {
  const result = spawnSync("go", args, {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 1 << 28,
    env: { ...process.env, GOFLAGS: "-mod=mod -buildvcs=false", GOWORK: "off" },
  });
  if (result.error && "code" in result.error && result.error.code === "ENOENT") {
    throw new BuildError(
      "the conformance run compares with Istio's own injector and builds it with Go, which is not installed here\n" +
        "(https://go.dev/dl); npm test compares with its recorded answers and needs Node alone",
    );
  }
  if (result.status !== 0) {
    throw new BuildError(`go ${args.join(" ")} (Istio ${version}) failed:\n${result.stderr}`);
  }
  return result.stdout.trim();
}

function moduleFolder(source: string): string {
  return go(source, ["list", "-m", "-f", "{{.Dir}}", ISTIO], "");
}

/** The version that test/conformance/oracle/go.mod requires. */
export function pinnedVersion(): string {
  const mod = readFileSync(join(SOURCES, "go.mod"), "utf8");
  const version = mod.match(/^(?:require)?\s*istio\.io\/istio (\S+)/m)?.[1];
  if (version === undefined)
    throw new BuildError("test/conformance/oracle/go.mod requires no istio.io/istio");
  return version;
}

function cacheFolder(version: string): string {
  const hash = createHash("sha256").update(version).update(process.arch).update(goVersion());
  for (const file of readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).sort()) {
    if (/\.go$|^go\./.test(file) && !file.endsWith("table_gen.go")) {
      hash.update(file).update(readFileSync(join(SOURCES, file)));
    }
  }
  const root = process.env.CI_CACHE ?? fileURLToPath(new URL("../../.cache", import.meta.url));
  return join(root, "conformance", `${version}-${hash.digest("hex").slice(0, 12)}`);
}

function goVersion(): string {
  return go(SOURCES, ["env", "GOVERSION"], "");
}
