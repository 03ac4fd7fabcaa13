import { compileInjector, type Injector, type InjectorSource } from "../../lib/injection/injector.ts";
import { stringifyYaml } from "../../lib/kubernetes/yaml/yaml.ts";

/** A proxy with its init container: of Istio's templates what the pipeline looks at, in our own words. */
const SIDECAR = `
metadata:
  annotations:
    rev: "{{ .Revision }}"
spec:
  initContainers:
  - name: istio-init
    image: {{ .ProxyInitImage }}
    args: ["-u", "{{ .ProxyUID }}"]
  containers:
  - name: istio-proxy
    image: {{ .ProxyImage }}
    resources:
      limits: {cpu: 2000m}
    env:
    - name: ISTIO_META_CLUSTER_ID
      value: template
    - name: OWNER
      value: "{{ .TypeMeta.Kind }}/{{ .DeploymentMeta.Name }}"
  volumes:
  - name: data
    emptyDir: {}
`;

const OTHER = `
metadata:
  labels: {other: "yes"}
`;

interface Parts {
  readonly config?: object;
  readonly templates?: Readonly<Record<string, string>>;
  readonly values?: object;
  readonly mesh?: object;
}

export function injector(parts: Parts = {}, more: Partial<InjectorSource> = {}): Injector {
  const templates = { sidecar: SIDECAR, other: OTHER, ...parts.templates };
  return compileInjector({
    config: stringifyYaml({ policy: "enabled", templates, ...parts.config }),
    values: stringifyYaml({ global: { hub: "hub", tag: "1.0" }, ...parts.values }),
    mesh: stringifyYaml(parts.mesh ?? {}),
    nativeSidecars: false,
    ...more,
  });
}
