import { respond } from "../../handler/service.ts";
import { reusesDecisions } from "../../handler/settings.ts";
import type { RefreshEvent } from "../../lib/sources/refreshing.ts";
import { UsageError } from "../fail.ts";
import { cacheFolder, callerPath } from "../paths.ts";
import type { ServeOptions } from "../serve.ts";
import type { Backend } from "./backend.ts";
import { type ServingCertificate, servingCertificate } from "./certificate.ts";
import { fileBackend } from "./file-backend.ts";
import { LocalMetrics } from "./metrics.ts";
import { localPlayground, openPlainPort } from "./playground.ts";
import { configurationLine, requestLine, say } from "./say.ts";
import { type HttpServer, listen } from "./server.ts";
import { untilStopped } from "./stop.ts";
import { welcome } from "./welcome.ts";

/** Starts the webhook, shows what it does, and serves until it is told to stop. */
export async function serve(options: ServeOptions): Promise<void> {
  const metrics = new LocalMetrics();
  const backend = await backendFor(options, metrics);
  const certificate = await certificateFor(options);
  const service = {
    route: backend.route,
    health: async () => (await backend.current()).served,
    anew: !reusesDecisions(process.env),
    onOutcome: (outcome: Parameters<typeof requestLine>[0]) => {
      metrics.outcome(outcome);
      say(requestLine(outcome));
    },
  };
  const playground = localPlayground(backend);
  const server = await open(
    options,
    certificate,
    async (request) =>
      (await metrics.respond(request)) ?? playground(request, "https") ?? respond(service, request),
  );
  const page = await openPlainPort(playground, options.port);
  const base = `https://${urlHost(options.host)}:${server.port}`;

  const stopped = untilStopped(() => say("stopping: no new connections; Ctrl-C again to stop at once"));
  say(await welcome({ base, certificate, backend, options }));
  say(`the playground: http://127.0.0.1:${page.port}/playground/ (also ${base}/playground/)`);
  process.stdout.write(`remora ready ${base}/inject\n`);

  const stopFollowing = backend.follow(say);
  await stopped;
  stopFollowing();
  await Promise.all([server.close(), page.close()]);
}

async function backendFor(options: ServeOptions, metrics: LocalMetrics): Promise<Backend> {
  const tell = (event: RefreshEvent) => {
    if (event.type !== "installed") metrics.refreshFailed();
    say(configurationLine(event));
  };
  if (!options.aws) return fileBackend(options, tell);
  const { secretBackend } = await import("./secret-backend.ts");
  return secretBackend(options, tell);
}

async function certificateFor({ cert, key, host }: ServeOptions): Promise<ServingCertificate> {
  if (cert === undefined && key === undefined) return servingCertificate(cacheFolder(), host);
  if (cert === undefined || key === undefined) {
    throw new UsageError("--cert and --key go together", { hint: "Without both, the server makes its own." });
  }
  const { readFiles } = await import("../../lib/sources/file.ts");
  const caFile = callerPath(cert);
  const [pem, keyPem] = (await readFiles([caFile, callerPath(key)])).map((bytes) =>
    Buffer.from(bytes).toString(),
  );
  return { cert: pem as string, key: keyPem as string, ca: pem as string, caFile };
}

async function open(
  { host, port }: ServeOptions,
  { cert, key }: ServingCertificate,
  respondTo: Parameters<typeof listen>[1],
): Promise<HttpServer> {
  try {
    return await listen({ host, port, cert, key }, respondTo);
  } catch (error) {
    throw explained(error as NodeJS.ErrnoException, `${urlHost(host)}:${port}`);
  }
}

function explained(error: NodeJS.ErrnoException, address: string): Error {
  const why = error.code === undefined ? undefined : LISTEN_ERRORS[error.code];
  if (why) return new UsageError(`${address}: ${why[0]}`, { cause: error, hint: why[1] });
  if (error.code?.startsWith("ERR_OSSL") || error.code?.startsWith("ERR_SSL")) {
    return new UsageError(`--cert and --key: ${error.message}`, { cause: error });
  }
  return error;
}

const LISTEN_ERRORS: Readonly<Record<string, readonly [string, string]>> = {
  EADDRINUSE: [
    "something else listens there already",
    "Choose another port: --port 9443, or --port 0 for any free one.",
  ],
  EACCES: ["you may not listen there", "Ports below 1024 often belong to the administrator: --port 8443."],
  EADDRNOTAVAIL: ["it is no address of this machine", "Choose one that it has: --host 127.0.0.1."],
  ENOTFOUND: ["there is no such host", "Choose an address of this machine: --host 127.0.0.1."],
};

/** An IPv6 address stands in brackets; "everywhere" is reached by the loopback address. */
function urlHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}
