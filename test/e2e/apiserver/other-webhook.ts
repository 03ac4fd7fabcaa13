import { serveHttps, type TestServer } from "./https.ts";

type Pod = { spec: { containers: { name: string; env?: { name: string; value: string }[] }[] } };

/** Somebody else's mutating webhook, that changes the same pods: an environment variable for every container, and a container. */
export class OtherWebhook {
  readonly #server: TestServer;

  private constructor(server: TestServer) {
    this.#server = server;
  }

  static async start(folder: string): Promise<OtherWebhook> {
    const server = await serveHttps(folder, 0, async ({ body }) => {
      const { apiVersion, kind, request } = JSON.parse(Buffer.from(body as Uint8Array).toString());
      const patch = Buffer.from(JSON.stringify(changes(request.object))).toString("base64");
      const response = { uid: request.uid, allowed: true, patch, patchType: "JSONPatch" };
      return { status: 200, headers: {}, body: JSON.stringify({ apiVersion, kind, response }) };
    });
    return new OtherWebhook(server);
  }

  /** `name` decides when it is called: webhook configurations are asked in the order of their names. */
  configuration(name: string): object {
    const { url, ca } = this.#server;
    return {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "MutatingWebhookConfiguration",
      metadata: { name },
      webhooks: [
        {
          name: `${name}.others.example.com`,
          clientConfig: { url: `${url}/mutate`, caBundle: Buffer.from(ca).toString("base64") },
          rules: [{ operations: ["CREATE"], apiGroups: [""], apiVersions: ["v1"], resources: ["pods"] }],
          failurePolicy: "Fail",
          reinvocationPolicy: "IfNeeded",
          sideEffects: "None",
          admissionReviewVersions: ["v1"],
        },
      ],
    };
  }

  stop(): Promise<void> {
    return this.#server.close();
  }
}

function changes({ spec: { containers } }: Pod): object[] {
  const zone = { name: "ZONE", value: "eu-1" };
  const patch: object[] = containers.flatMap(({ env }, index) => {
    if (env?.some(({ name }) => name === zone.name)) return [];
    const path = `/spec/containers/${index}/env`;
    return [env ? { op: "add", path: `${path}/-`, value: zone } : { op: "add", path, value: [zone] }];
  });
  if (!containers.some(({ name }) => name === "agent")) {
    const agent = { name: "agent", image: "agent:1", env: [zone], ports: [{ containerPort: 9090 }] };
    patch.push({ op: "add", path: "/spec/containers/-", value: agent });
  }
  return patch;
}
