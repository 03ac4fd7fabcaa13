import type { Read } from "../../gotemplate/trace.ts";
import type { MeshConfig } from "../../istio/mesh-config.ts";
import { meshConfigDescriptor, proxyConfigDescriptor } from "../../istio/proto/descriptors.ts";
import { unmarshal } from "../../istio/proto/unmarshal.ts";
import type { ProxyConfig } from "../../istio/proxy-config.ts";
import { type ProxyConfigLayer, proxyConfigLayers } from "../../istio/proxy-config-layers.ts";
import { isObject, own } from "../../kubernetes/objects.ts";
import { parseYaml } from "../../kubernetes/yaml/yaml.ts";
import type { InjectorSource } from "../injector.ts";
import { PROXY_CONFIG } from "../names.ts";
import { annotationOf, type Pod } from "../pod.ts";
import type { WorkloadMeta } from "../workload-meta.ts";
import { EXPANDED } from "./computed.ts";
import {
  type FieldInput,
  type InputLayer,
  input,
  layerIn,
  type OverlaySource,
  podInput,
  valuesInput,
} from "./field-input.ts";
import { kubernetesPlace, messagePlace, type NamedPlace, plainPlace, valueAt } from "./names.ts";

/** What the injector that is explained was compiled from, its overlay laid over it already. */
export interface InputSources {
  readonly source: Partial<Pick<InjectorSource, "values" | "mesh" | "proxyConfigs">>;
  readonly overlay?: OverlaySource | undefined;
}

/** What there is to be read in one injection. */
export interface InputData {
  readonly pod: Pod;
  readonly workload?: WorkloadMeta;
  readonly mesh: MeshConfig;
  readonly proxyConfig: ProxyConfig;
  /** By the names that templates have for them. */
  readonly settings: Readonly<Record<string, NamedPlace>>;
}

/** Says of what a template read what it is, and where it was set. */
export class Inputs {
  readonly #values: unknown;
  readonly #overlay: OverlaySource | undefined;
  /** As it is written, by protobuf's names. */
  readonly #mesh: unknown;
  readonly #meshOverlay: unknown;
  readonly #layers: readonly ProxyConfigLayer[];
  readonly #data: InputData;

  constructor({ source, overlay }: InputSources, data: InputData) {
    const mesh = document(source.mesh);
    this.#data = data;
    this.#values = document(source.values);
    this.#overlay = overlay;
    this.#mesh = message(mesh);
    this.#meshOverlay = message(overlay?.mesh);
    this.#layers = proxyConfigLayers(
      {
        ofMesh: own(isObject(mesh) ? mesh : {}, "defaultConfig"),
        rootNamespace: data.mesh.rootNamespace ?? "",
        resources: source.proxyConfigs,
      },
      {
        namespace: data.pod.metadata.namespace ?? "",
        labels: data.pod.metadata.labels,
        annotation: annotationOf(data.pod, PROXY_CONFIG),
      },
    );
  }

  /** What decided first; each input once. */
  of(reads: readonly Read[]): FieldInput[] {
    const found = new Map<string, FieldInput>();
    for (const read of reads) {
      for (const input of this.#resolve(read)) {
        const key = `${input.of} ${input.path}`;
        if (!found.get(key)?.decided) found.set(key, input);
      }
    }
    return [...found.values()].sort((a, b) => Number(b.decided) - Number(a.decided));
  }

  #resolve({ path, decided }: Read): FieldInput[] {
    const [root = "", ...rest] = path;
    const expanded = Object.hasOwn(EXPANDED, root) ? EXPANDED[root] : undefined;
    if (expanded !== undefined) return expanded(this.#data.pod).flatMap((read) => this.#resolve(read));
    switch (root) {
      case "Values":
        return [valuesInput(this.#values, this.#overlay, rest, decided)];
      case "MeshConfig":
        return [this.#meshField(rest, decided)];
      case "ProxyConfig":
        return this.#proxyConfig(rest, decided);
      case "ObjectMeta":
        return [this.#podField("metadata", "v1.ObjectMeta", rest, decided)];
      case "Spec":
        return [this.#podField("spec", "v1.PodSpec", rest, decided)];
      case "TypeMeta":
      case "DeploymentMeta":
        return [this.#workload(root, rest, decided)];
      default:
        return Object.hasOwn(this.#data.settings, root) ? [this.#setting(root, decided)] : [];
    }
  }

  #meshField(names: readonly string[], decided: boolean): FieldInput {
    const place = messagePlace(meshConfigDescriptor, this.#data.mesh, names);
    const isWritten = valueAt(this.#mesh, place.path) !== undefined;
    const layer: InputLayer = { kind: isWritten ? "mesh" : "default" };
    return input("mesh", place, decided, this.#layerIn(place.path, this.#meshOverlay, layer));
  }

  /** The strongest layer that sets a field has it; the whole has a part of each. */
  #proxyConfig(names: readonly string[], decided: boolean): FieldInput[] {
    const place = messagePlace(proxyConfigDescriptor, this.#data.proxyConfig, names);
    const { path } = place;
    if (path.length === 0) return this.#wholeProxyConfig(decided);
    // All but this map is replaced as a whole.
    const field = path[0] === "proxyMetadata" ? path.slice(0, 2) : path.slice(0, 1);
    const layer = this.#layers.findLast(({ config }) => valueAt(config, field) !== undefined);
    return [input("proxyConfig", place, decided, this.#proxyConfigLayer(layer, field))];
  }

  #wholeProxyConfig(decided: boolean): FieldInput[] {
    const set = this.#layers
      .filter(({ kind }) => kind !== "default")
      .flatMap(({ config }) => Object.keys(config));
    const fields = [...new Set(set)].sort();
    if (fields.length === 0) {
      return [input("proxyConfig", { path: [], value: {} }, decided, { kind: "default" })];
    }
    return fields.flatMap((json) => {
      const field = proxyConfigDescriptor.fields.find((candidate) => candidate.json === json);
      return field ? this.#proxyConfig([field.goName], decided) : [];
    });
  }

  #proxyConfigLayer(layer: ProxyConfigLayer | undefined, field: readonly string[]): InputLayer {
    switch (layer?.kind) {
      case undefined:
      case "default":
        return { kind: "default" };
      case "mesh":
        return this.#layerIn(["defaultConfig", ...field], this.#meshOverlay, {
          kind: "mesh-default-config",
        });
      case "annotation":
        return { kind: "proxy-config-annotation" };
      case "resource":
        return { kind: "proxy-config", name: layer.name, scope: layer.scope };
    }
  }

  #podField(part: "metadata" | "spec", type: string, names: readonly string[], decided: boolean): FieldInput {
    const { path, value } = kubernetesPlace(type, this.#data.pod[part], names);
    return podInput({ path: [part, ...path], value }, decided);
  }

  #workload(root: "TypeMeta" | "DeploymentMeta", names: readonly string[], decided: boolean): FieldInput {
    const { type, name } = this.#data.workload ?? {};
    const place =
      root === "TypeMeta"
        ? kubernetesPlace("v1.TypeMeta", type, names)
        : plainPlace(
            name,
            names.map((key) => key.toLowerCase()),
          );
    return input("workload", place, decided, { kind: "workload" });
  }

  #setting(name: string, decided: boolean): FieldInput {
    return input("setting", this.#data.settings[name] as NamedPlace, decided, { kind: "setting" });
  }

  #layerIn(path: readonly string[], overlay: unknown, otherwise: InputLayer): InputLayer {
    return layerIn(path, overlay, this.#overlay?.cluster, otherwise);
  }
}

/** What cannot be read has been refused before anything was injected. */
function document(text: string | undefined): unknown {
  return text === undefined ? undefined : parseYaml(text);
}

function message(mesh: unknown): unknown {
  return isObject(mesh) ? unmarshal(meshConfigDescriptor, mesh) : undefined;
}
