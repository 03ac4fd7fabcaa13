import { lookup } from "node:dns/promises";
import { connect, isIP } from "node:net";
import { fail, ok, type Step, warn } from "./step.ts";

/** What is called, and how whoever calls trusts it. */
export interface Endpoint {
  /** With the token; never printed as it is. */
  readonly url: URL;
  /** PEM; undefined trusts the public authorities. */
  readonly ca?: string | undefined;
  /** PEM, where the endpoint asks for a client certificate. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** What it is called for: names of webhook configurations. */
  readonly of?: string;
}

/** Milliseconds for each connection. */
const PATIENCE = 5_000;

/** An IPv6 address stands in brackets in a URL. */
export const hostOf = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, "");
export const portOf = ({ port, protocol }: URL) => Number(port) || (protocol === "http:" ? 80 : 443);

/** @returns the addresses, none where the step failed */
export async function lookUp(url: URL): Promise<{ step: Step; addresses: readonly string[] }> {
  const host = hostOf(url);
  if (isIP(host)) return { step: ok("dns", `${host} is an address`), addresses: [host] };
  try {
    const found = await lookup(host, { all: true });
    const addresses = found.map(({ address }) => address);
    return { step: ok("dns", `${host} is ${addresses.join(", ")}`), addresses };
  } catch (error) {
    return { step: unknownHost(host, error as NodeJS.ErrnoException), addresses: [] };
  }
}

function unknownHost(host: string, { code, message }: NodeJS.ErrnoException): Step {
  if (code === "ENOTFOUND") {
    return fail("dns", `${host} is not known (${code})`, {
      why: "the webhook's URL names another host than the deployment has, its DNS record is missing, or it is known inside the cluster's network alone",
      mend: [`dig +short ${host}`, "# compare with --url, or with the host that `npm run deploy` says"],
    });
  }
  return fail("dns", `${host} could not be looked up: ${code ?? message}`, {
    why: "no name server answered here",
    mend: [`dig ${host}`],
  });
}

/** Every address is tried: an API server may take any of them. */
export async function connectTo(url: URL, addresses: readonly string[]): Promise<Step> {
  const port = portOf(url);
  const tried = await Promise.all(addresses.map((address) => tryAddress(address, port)));
  const bad = tried.filter(({ error }) => error !== undefined);
  const listed = bad.map(({ address, error }) => `${address} port ${port}: ${error}`).join("; ");
  if (bad.length === 0) return ok("tcp", `port ${port} answers${tried.length > 1 ? " at each address" : ""}`);
  if (bad.length < tried.length)
    return warn("tcp", `some addresses do not answer: ${listed}`, {
      why: "calls to them time out or fail, so some pods are held up or let through without their sidecar",
    });
  return fail("tcp", listed, {
    why: bad.some(({ error }) => error === "ECONNREFUSED")
      ? "the host is there, and nothing listens on that port"
      : "a firewall, a security group or a missing route stands in between; a private endpoint cannot be reached from outside",
    mend: [
      `nc -vz ${hostOf(url)} ${port}`,
      "# is the deployment there? npx serverless info --stage STAGE; for a local server: remora serve",
    ],
  });
}

function tryAddress(address: string, port: number): Promise<{ address: string; error?: string }> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: PATIENCE });
    const done = (error?: string) => {
      socket.destroy();
      resolve({ address, ...(error !== undefined && { error }) });
    };
    socket.once("connect", () => done());
    socket.once("timeout", () => done(`no answer within ${PATIENCE / 1000} s`));
    socket.once("error", (error: NodeJS.ErrnoException) => done(error.code ?? error.message));
  });
}
