import assert from "node:assert/strict";
import { ApiServer } from "../api-server.ts";
import { assets } from "../build.ts";
import { Cluster } from "../cluster.ts";
import type { World } from "../world.ts";

/** The binaries that others have, by the convention that they know: a folder with kube-apiserver and etcd. */
export async function kubebuilderAssets({ checks }: World): Promise<void> {
  await checks.check("KUBEBUILDER_ASSETS: an API server and an etcd of two programs take a pod", async () => {
    const former = process.env.KUBEBUILDER_ASSETS;
    process.env.KUBEBUILDER_ASSETS = assets();
    const server = await ApiServer.start().finally(() => {
      if (former === undefined) delete process.env.KUBEBUILDER_ASSETS;
      else process.env.KUBEBUILDER_ASSETS = former;
    });
    try {
      const cluster = new Cluster(server.api);
      await cluster.addNamespace("shop");
      const pod = { metadata: { name: "web" }, spec: { containers: [{ name: "app", image: "foo:1" }] } };
      const { status, body } = await cluster.create("shop", pod);
      assert.equal(status, 201, body?.message);
    } finally {
      await server.stop();
    }
  });
}
