import type { Operation } from "fast-json-patch";
import { diff } from "./diff.ts";
import { within } from "./errors.ts";
import type { InjectionParameters } from "./parameters.ts";
import type { Pod } from "./pod.ts";
import { postProcess } from "./post/post-process.ts";
import { reapplyOverwrittenContainers } from "./reapply.ts";
import { renderTemplates } from "./render.ts";

export interface Injected {
  readonly pod: Pod;
  /**
   * From the pod as it was sent. Both pods are in the form in which Go marshals them: what Kubernetes does not
   * know of a pod is in neither, and survives.
   */
  readonly patch: readonly Operation[];
  readonly templates: readonly string[];
}

/**
 * The stages from a pod that is to be injected to its patch (pkg/kube/inject/webhook.go, injectPod).
 *
 * @throws InjectionError with Istio's message, which names the stage
 */
export function injectPod(parameters: InjectionParameters): Injected {
  parameters.observer?.begin(parameters);
  const { merged, template, templates } = within("failed to run injection template", () =>
    renderTemplates(parameters),
  );
  const reapplied = within("failed to re apply container", () =>
    reapplyOverwrittenContainers(merged, template, parameters),
  );
  parameters.observer?.stage({ kind: "overrides" }, reapplied);
  const pod = within("failed to process pod", () => postProcess(reapplied, { parameters, template }));
  return { pod, patch: diff(parameters.pod, pod), templates };
}
