import type { GoValue } from "../gotemplate/values.ts";
import { validateAnnotations } from "../istio/annotations.ts";
import { templateData } from "../istio/shapes/template-data.ts";
import { copyOfValues, withOwnValues } from "../istio/values.ts";
import type { BlockMemo } from "../kubernetes/yaml/block-memo.ts";
import { parseYaml, parseYamlSharing } from "../kubernetes/yaml/yaml.ts";
import { containersOf, findContainer, PROXY, withContainers } from "./containers.ts";
import { executeInTime } from "./deadline.ts";
import { InjectionError, within } from "./errors.ts";
import { NATIVE_SIDECAR } from "./names.ts";
import { applyOverlay, emptyPod } from "./overlay.ts";
import { reinsertOverrides } from "./overrides.ts";
import type { InjectionParameters } from "./parameters.ts";
import { annotationOf, type Pod } from "./pod.ts";
import { proxyIds } from "./proxy-ids.ts";
import { proxyImage, proxyInitImage } from "./proxy-image.ts";
import { stripPod } from "./strip.ts";
import { findTemplate, selectTemplates } from "./templates.ts";

export interface Rendered {
  /** The templates laid over the pod. */
  readonly merged: Pod;
  /** The templates laid over nothing: what they alone add up to. */
  readonly template: Pod;
  /** Which ones, in order. */
  readonly templates: readonly string[];
}

/**
 * Renders the pod's templates, each over the same original, and lays them over it one after another
 * (pkg/kube/inject/inject.go, RunTemplate).
 *
 * @throws errors with a code: bad annotations, unknown templates, templates that fail or give no pod
 */
export function renderTemplates(parameters: InjectionParameters): Rendered {
  const { pod, observer } = parameters;
  validateAnnotations(pod.metadata.annotations ?? {});
  const stripped = reinsertOverrides(stripPod(pod, parameters.mesh));
  const values = parameters.injector.values.map;
  if (values === undefined)
    throw new InjectionError("failed to parse values.yaml; check Istiod logs for errors");
  const run = (own: typeof values) => render(parameters, dataFor(parameters, own, stripped));
  // Who looks on is to see each template once.
  return observer ? run(copyOfValues(values)) : withOwnValues(values, run);
}

function render(parameters: InjectionParameters, data: GoValue): Rendered {
  const { pod, observer, deadline } = parameters;
  const templates = selectTemplates(parameters);
  let merged = pod;
  let template = emptyPod();
  for (const name of templates) {
    const source = findTemplate(parameters, name);
    const overlay = parseOverlay(
      observer ? observer.execute(name, source, data) : executeInTime(name, source, data, deadline),
      parameters.blocks,
    );
    template = within("failed applying injection overlay", () => applyOverlay(template, overlay()));
    const target = withProxyWhereTemplateHasIt(merged, template, parameters.nativeSidecars);
    merged = within(MERGE_STAGE, () => applyOverlay(target, overlay()));
    observer?.stage({ kind: "template", template: name }, merged);
  }
  return { merged, template, templates };
}

const MERGE_STAGE = "failed parsing generated injected YAML (check Istio sidecar injector configuration)";

/** Parses once what is laid over two pods; what it throws belongs to the first. */
function parseOverlay(yaml: string, blocks: BlockMemo | undefined): () => unknown {
  let parsed: { readonly overlay: unknown } | undefined;
  return () => {
    parsed ??= { overlay: within("strategic merge", () => readOverlay(yaml, blocks)) };
    return parsed.overlay;
  };
}

/** Istio says no more than this; where the fault is stands in the cause. */
function readOverlay(yaml: string, blocks: BlockMemo | undefined): unknown {
  try {
    const overlay = blocks ? parseYamlSharing(yaml, blocks) : parseYaml(yaml);
    if (typeof overlay === "object" && !Array.isArray(overlay)) return overlay;
  } catch (cause) {
    throw new InjectionError("invalid JSON document", { cause });
  }
  throw new InjectionError("invalid JSON document");
}

/** `sidecar.istio.io/nativeSidecar` overrules the setting, by exactly "true" or "false". */
function isNative(pod: Pod, setting: boolean): boolean {
  const wish = annotationOf(pod, NATIVE_SIDECAR);
  return wish === "true" || (wish !== "false" && setting);
}

/**
 * A user customises the proxy under `containers`, whatever the template makes of it. Where the template has
 * it as a native sidecar, the user's container moves there, so that the two merge.
 */
function withProxyWhereTemplateHasIt(merged: Pod, template: Pod, nativeSidecars: boolean): Pod {
  const containers = containersOf(merged, "containers");
  const own = findContainer(PROXY, containers);
  if (!own || !isNative(merged, nativeSidecars)) return merged;
  if (!findContainer(PROXY, containersOf(template, "initContainers"))) return merged;
  const rest = withContainers(merged, "containers", containers.toSpliced(containers.indexOf(own), 1));
  return withContainers(rest, "initContainers", [...containersOf(merged, "initContainers"), own]);
}

/** The dot of the templates (SidecarTemplateData). */
function dataFor(
  parameters: InjectionParameters,
  values: Readonly<Record<string, unknown>>,
  stripped: Pod,
): GoValue {
  const { injector, mesh, proxyConfig, workload } = parameters;
  const { annotations } = stripped.metadata;
  const ids = proxyIds(parameters.namespaceAnnotations);
  return templateData({
    typeMeta: { ...workload.type },
    deploymentMeta: workload.name,
    objectMeta: stripped.metadata,
    spec: stripped.spec,
    proxyConfig,
    meshConfig: mesh.config,
    values,
    revision: parameters.revision,
    nativeSidecars: parameters.nativeSidecars,
    proxyImage: proxyImage(injector.values.images, proxyConfig.image, annotations),
    proxyInitImage: proxyInitImage(injector.values.images, annotations),
    proxyUid: ids.uid,
    proxyGid: ids.gid,
    inboundTrafficPolicyMode: mesh.inboundTrafficPolicyMode,
    compliancePolicy: injector.compliancePolicy,
  });
}
