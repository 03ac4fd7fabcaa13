import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { UsageError } from "../fail.ts";
import { callerPath } from "../paths.ts";

/** How to reach a cluster's API server, and as whom. PEM texts; a token for the Authorization header. */
export interface Connection {
  readonly context: string;
  readonly server: string;
  readonly ca?: string;
  readonly serverName?: string;
  readonly insecure?: boolean;
  readonly cert?: string;
  readonly key?: string;
  readonly token?: string;
}

type Fields = Readonly<Record<string, unknown>>;
interface Named {
  readonly name: string;
  /** Where paths in it start from. */
  readonly folder: string;
  readonly fields: Fields;
}
type Section = "clusters" | "contexts" | "users";

/**
 * Reads a kubeconfig as kubectl does: `file`, else $KUBECONFIG (several files, of which the first to name a thing
 * counts), else ~/.kube/config. Certificates, tokens and credential plugins (`exec`: EKS, GKE, AKS) are understood;
 * `auth-provider`, which kubectl has dropped, and proxies are not.
 *
 * Source: client-go, tools/clientcmd.
 *
 * @throws UsageError where it cannot be read or lacks something.
 */
export async function readKubeconfig(options: {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}): Promise<Connection> {
  const paths = pathsOf(options.kubeconfig);
  const documents = (await Promise.all(paths.map(readDocument))).filter((found) => found !== undefined);
  if (documents.length === 0) {
    throw new UsageError(`there is no kubeconfig at ${paths.join(", ")}`, {
      hint: "Name one: --kubeconfig FILE, or the variable KUBECONFIG.",
    });
  }
  const current = documents.map(({ fields }) => fields["current-context"]).find(Boolean);
  const context = options.context ?? (current as string | undefined);
  if (!context)
    throw new UsageError("the kubeconfig has no current-context", { hint: "Name one: --context" });
  const find = (section: Section, name: unknown) => entryOf(documents, section, String(name));
  const { fields } = find("contexts", context);
  const cluster = find("clusters", fields.cluster);
  const user = fields.user ? find("users", fields.user) : undefined;
  return {
    context,
    ...(await endpointOf(cluster)),
    ...(user && (await credentialsOf(user, String(cluster.fields.server)))),
  };
}

function pathsOf(given: string | undefined): string[] {
  if (given !== undefined) return [callerPath(given)];
  const listed = (process.env.KUBECONFIG ?? "").split(delimiter).filter(Boolean);
  return listed.length > 0 ? listed.map(callerPath) : [join(homedir(), ".kube", "config")];
}

async function readDocument(path: string): Promise<{ fields: Fields; folder: string } | undefined> {
  try {
    return { fields: parse(await readFile(path, "utf8")) ?? {}, folder: dirname(path) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new UsageError(`cannot read the kubeconfig ${path}: ${(error as Error).message}`, { cause: error });
  }
}

function entryOf(
  documents: readonly { readonly fields: Fields; readonly folder: string }[],
  section: Section,
  name: string,
): Named {
  const kind = section.slice(0, -1);
  for (const { fields, folder } of documents) {
    const entries = (fields[section] ?? []) as { name: string; [kind: string]: unknown }[];
    const found = entries.find((entry) => entry.name === name);
    if (found) return { name, folder, fields: (found[kind] ?? {}) as Fields };
  }
  const have = documents.flatMap(({ fields }) => (fields[section] ?? []) as { name: string }[]);
  throw new UsageError(
    `the kubeconfig has no ${kind} ${JSON.stringify(name)}; have ${have.map((entry) => entry.name).join(", ")}`,
  );
}

async function endpointOf(cluster: Named): Promise<Omit<Connection, "context">> {
  const { server, "tls-server-name": serverName, "insecure-skip-tls-verify": insecure } = cluster.fields;
  const ca = await pem(cluster, "certificate-authority");
  return {
    server: String(server).replace(/\/+$/, ""),
    ...(ca !== undefined && { ca }),
    ...(typeof serverName === "string" && { serverName }),
    ...(insecure === true && { insecure }),
  };
}

async function credentialsOf(user: Named, server: string): Promise<Partial<Connection>> {
  const { token, tokenFile, exec } = user.fields;
  if (exec) return credentialsFrom(exec as unknown as Plugin, user, server);
  const [cert, key] = await Promise.all([pem(user, "client-certificate"), pem(user, "client-key")]);
  const bearer =
    typeof tokenFile === "string" ? (await readFile(resolve(user.folder, tokenFile), "utf8")).trim() : token;
  return {
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(typeof bearer === "string" && { token: bearer }),
  };
}

/** `<name>-data` in base64, or `<name>`, a path. */
async function pem({ fields, folder }: Named, name: string): Promise<string | undefined> {
  const data = fields[`${name}-data`];
  if (typeof data === "string") return Buffer.from(data, "base64").toString();
  const path = fields[name];
  return typeof path === "string" ? readFile(resolve(folder, path), "utf8") : undefined;
}

interface Plugin {
  readonly apiVersion: string;
  readonly command: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
}

/** Source: KEP-541, client.authentication.k8s.io. */
async function credentialsFrom(plugin: Plugin, user: Named, server: string): Promise<Partial<Connection>> {
  const { apiVersion, command, args, env } = plugin;
  const info = { apiVersion, kind: "ExecCredential", spec: { interactive: false, cluster: { server } } };
  const given = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  // As kubectl: a path with a folder in it starts from the kubeconfig, a bare name is looked for in PATH.
  const program = command.includes("/") ? resolve(user.folder, command) : command;
  try {
    const { stdout } = await promisify(execFile)(program, [...(args ?? [])], {
      env: { ...process.env, ...given, KUBERNETES_EXEC_INFO: JSON.stringify(info) },
      maxBuffer: 1 << 20,
    });
    const { token, clientCertificateData: cert, clientKeyData: key } = JSON.parse(stdout).status;
    return { ...(token && { token }), ...(cert && { cert }), ...(key && { key }) };
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new UsageError(`the credentials plugin ${command} failed: ${stderr?.trim() || message}`, {
      cause: error,
    });
  }
}

/** Which cluster was meant, as it stands in a further command. */
export function clusterFlags(options: {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
}): string {
  const flags = [
    options.kubeconfig && `--kubeconfig ${options.kubeconfig}`,
    options.context && `--context ${options.context}`,
  ];
  return flags.filter(Boolean).join(" ");
}
