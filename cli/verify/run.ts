import { KubernetesApi } from "../kubernetes/api.ts";
import { readKubeconfig } from "../kubernetes/kubeconfig.ts";
import type { VerifyOptions } from "../verify.ts";
import { missingSidecars } from "./missing.ts";

/** Prints one line a pod, and sets the exit code. */
export async function verify(options: VerifyOptions): Promise<void> {
  const api = new KubernetesApi(await readKubeconfig(options));
  try {
    const path =
      options.namespace === undefined ? "/api/v1/pods" : `/api/v1/namespaces/${options.namespace}/pods`;
    const [webhooks, namespaces, pods] = await Promise.all([
      api.list("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"),
      api.list("/api/v1/namespaces"),
      api.list(path),
    ]);
    const missing = missingSidecars({ webhooks, namespaces, pods });
    for (const { pod, why } of missing) process.stdout.write(`${pod}: ${why}\n`);
    process.stderr.write(
      missing.length === 0
        ? `all of ${pods.length} pods are as they should be\n`
        : `${missing.length} of ${pods.length} pods have no sidecar; restart their owners once the cause is mended\n`,
    );
    if (missing.length > 0) process.exitCode = 1;
  } finally {
    api.close();
  }
}
