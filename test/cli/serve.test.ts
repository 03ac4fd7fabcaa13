import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { run } from "../support/command.ts";
import { LocalServer } from "../support/local-server.ts";

const EXAMPLES = join(import.meta.dirname, "../../examples");
const REVIEW = readFileSync(join(EXAMPLES, "foo/admission-review.json"));

// Each test starts processes, on machines that may be busy.
jest.setTimeout(60_000);

let folder: string;
const running: LocalServer[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "remora-serve-"));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Starts one, which is stopped after the test. */
async function ready(...args: string[]): Promise<LocalServer> {
  const server = new LocalServer(folder, args);
  running.push(server);
  await server.until(() => server.stdout.includes("\n"));
  return server;
}

function copyExample(name: string): string {
  const target = join(folder, name);
  mkdirSync(target, { recursive: true });
  for (const file of ["config.yaml", "values.yaml", "mesh.yaml"]) {
    copyFileSync(join(EXAMPLES, "default-injector", file), join(target, file));
  }
  return target;
}

describe("remora serve", () => {
  test("serves the example over HTTPS, shows what it does and what to do next, and stops with 0", async () => {
    const server = await ready();
    expect(server.stdout).toBe(`remora ready ${server.url}\n`);
    for (const shown of [
      "+      initContainers:",
      "curl --cacert",
      "kind: MutatingWebhookConfiguration",
      server.url,
    ]) {
      expect(server.stderr).toContain(shown);
    }
    const { status, body } = await server.call("/inject", { method: "POST", body: REVIEW });
    const { response } = JSON.parse(body);
    expect([status, response.allowed, response.patchType]).toEqual([200, true, "JSONPatch"]);
    expect(Buffer.from(response.patch, "base64").toString()).toContain("istio-proxy");
    const health = await server.call("/healthz");
    expect([health.status, JSON.parse(health.body).status]).toEqual([200, "ok"]);
    await server.until(() => / POST \/inject 200 default\/foo-\S+ injected \(sidecar\)/.test(server.stderr));
    expect(await server.stop()).toBe(0);
  });

  test("keeps its certificate for the next time, its key for the user alone", async () => {
    await (await ready()).stop();
    const first = readFileSync(join(folder, "remora/ca.crt"), "utf8");
    const second = await ready();
    expect(readFileSync(join(folder, "remora/ca.crt"), "utf8")).toBe(first);
    expect(statSync(join(folder, "remora/tls.key")).mode & 0o777).toBe(0o600);
    expect((await second.call("/healthz")).status).toBe(200);
  });

  test("serves with a certificate of the user's own", async () => {
    await (await ready()).stop();
    const pem = (name: string) => join(folder, "remora", name);
    const server = await ready("--cert", pem("tls.crt"), "--key", pem("tls.key"));
    expect((await server.call("/healthz")).status).toBe(200);
    expect(server.stderr).toContain(`--cacert ${pem("tls.crt")}`);
  });

  test("takes files up when they change, and keeps the last good ones when they go bad", async () => {
    const files = copyExample("changing");
    const server = await ready(
      "--config",
      "changing/config.yaml",
      "--values",
      "changing/values.yaml",
      "--mesh",
      "changing/mesh.yaml",
    );
    const version = async () => JSON.parse((await server.call("/healthz")).body);
    const first = await version();
    const mesh = join(files, "mesh.yaml");
    const good = readFileSync(mesh, "utf8");

    writeFileSync(mesh, good.replace("cluster.local", "td.example"));
    await server.until(() => server.stderr.includes("is in service\n"));
    const second = await version();
    expect(second.version).not.toBe(first.version);
    const injected = await server.call("/inject", { method: "POST", body: REVIEW });
    expect(Buffer.from(JSON.parse(injected.body).response.patch, "base64").toString()).toContain(
      "td.example",
    );

    writeFileSync(mesh, "drainDuration: [");
    await server.until(() => server.stderr.includes("stays in service"));
    expect(await version()).toMatchObject({ status: "stale", version: second.version });
    const stale = await server.call("/inject", { method: "POST", body: REVIEW });
    expect(JSON.parse(stale.body).response).toMatchObject({
      allowed: true,
      warnings: [expect.stringContaining("could not be brought up to date")],
    });

    writeFileSync(mesh, good);
    await server.until(
      () => server.stderr.lastIndexOf("is in service\n") > server.stderr.indexOf("stays in service"),
    );
    expect(await version()).toMatchObject({ status: "ok", version: first.version });
  });

  test("answers what is no review, too big, or not for it", async () => {
    const server = await ready();
    const post = (path: string, body: Uint8Array, type?: string) =>
      server.call(path, { method: "POST", body, ...(type && { type }) });
    const answers = await Promise.all([
      post("/inject", REVIEW, "text/plain"),
      post("/inject", Buffer.alloc(0)),
      post("/inject", Buffer.from("nonsense")),
      post("/inject", Buffer.alloc(7 * 1024 * 1024, 0x20)),
      post("/elsewhere", REVIEW),
      post("/healthz", REVIEW),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([415, 400, 200, 400, 404, 405]);
  });

  test("finishes the request that is under way when it is stopped", async () => {
    const server = await ready();
    const answered = new Promise<string>((resolve, reject) => {
      const request = httpsRequest(
        new URL(server.url),
        {
          method: "POST",
          ca: readFileSync(join(folder, "remora/ca.crt")),
          headers: { "content-type": "application/json", "content-length": REVIEW.length },
          agent: false,
        },
        (response) => {
          let text = "";
          response.on("data", (data) => {
            text += data;
          });
          response.on("end", () => resolve(text));
        },
      );
      request.on("error", reject);
      request.write(REVIEW.subarray(0, 100), () => {
        void server
          .until(() => server.stderr.includes("stopping"))
          .then(() => request.end(REVIEW.subarray(100)));
        server.child.kill("SIGINT");
      });
    });
    expect(JSON.parse(await answered).response.allowed).toBe(true);
    expect(await server.stop()).toBe(0);
  });
});

describe("remora serve says clearly that", () => {
  const failing = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(["serve", ...args], {
      cwd: folder,
      env: { XDG_CACHE_HOME: folder },
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).not.toMatch(/\n\s+at /);
    return stderr;
  };

  test("the port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    const stderr = await failing("--port", String(port));
    other.close();
    expect(stderr).toContain(
      `remora: 127.0.0.1:${port}: something else listens there already\nChoose another port`,
    );
  });

  test("a port is no port", async () => {
    expect(await failing("--port", "http")).toContain("It is a number from 0 to 65535.");
  });

  test("a file cannot be read", async () => {
    expect(await failing("--injector", "nope.yaml")).toContain(
      `remora: cannot read ${join(folder, "nope.yaml")}: no such file\n[source-unreadable]`,
    );
  });

  test("a template does not parse, and where", async () => {
    const files = copyExample("broken");
    const config = join(files, "config.yaml");
    writeFileSync(config, readFileSync(config, "utf8").replace("{{- with $names }}", "{{- with $nmes }}"));
    const stderr = await failing(
      "--config",
      config,
      "--values",
      join(files, "values.yaml"),
      "--mesh",
      join(files, "mesh.yaml"),
    );
    expect(stderr).toContain('undefined variable "$nmes"');
    expect(stderr).toContain("{{- with $nmes }}");
  });

  test("--cert and --key go together", async () => {
    expect(await failing("--cert", "x.pem")).toContain("--cert and --key go together");
  });
});
