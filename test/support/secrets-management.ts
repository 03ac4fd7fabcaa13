import { randomUUID } from "node:crypto";
import type { StoredSecret } from "./secrets-server.ts";

interface Store {
  readonly secrets: Map<string, StoredSecret[]>;
  readonly tags: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

interface Asked {
  readonly SecretId?: string;
  readonly Name?: string;
  readonly SecretString?: string;
  readonly SecretBinary?: string;
  readonly VersionStages?: readonly string[];
}

type Answer = { readonly status: number; readonly body: object };

/** What `remora template push` and `remora cluster` ask of Secrets Manager, beside values. */
export function manage(target: string, asked: Asked, store: Store): Answer {
  const operation = target.replace("secretsmanager.", "");
  const name = asked.SecretId ?? asked.Name ?? "";
  const exists = store.secrets.has(name) || store.tags.has(name);
  if (!exists && operation !== "CreateSecret")
    return { status: 400, body: { __type: "ResourceNotFoundException", Message: `there is no ${name}` } };
  switch (operation) {
    case "CreateSecret":
    case "PutSecretValue":
      return { status: 200, body: { Name: name, VersionId: put(store, name, asked) } };
    case "DescribeSecret": {
      const tags = Object.entries(store.tags.get(name) ?? {});
      return { status: 200, body: { Name: name, Tags: tags.map(([Key, Value]) => ({ Key, Value })) } };
    }
    case "GetResourcePolicy":
      return { status: 200, body: { Name: name } };
    case "ListSecretVersionIds": {
      const versions = (store.secrets.get(name) ?? []).map(({ versionId, stage = "AWSCURRENT" }) => ({
        VersionId: versionId,
        VersionStages: [stage],
      }));
      return { status: 200, body: { Name: name, Versions: versions } };
    }
    default:
      return { status: 400, body: { __type: "UnknownOperationException" } };
  }
}

function put({ secrets }: Store, name: string, { SecretString, SecretBinary, VersionStages }: Asked): string {
  const versionId = randomUUID();
  const stage = VersionStages?.[0] ?? "AWSCURRENT";
  const others = (secrets.get(name) ?? []).filter((version) => (version.stage ?? "AWSCURRENT") !== stage);
  secrets.set(name, [
    ...others,
    {
      versionId,
      stage,
      ...(SecretString !== undefined && { string: SecretString }),
      ...(SecretBinary !== undefined && { binary: Buffer.from(SecretBinary, "base64") }),
    },
  ]);
  return versionId;
}
