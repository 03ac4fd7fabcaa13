import { type Alias, isAlias, isMap, isScalar, isSeq, type LineCounter, Scalar, type YAMLMap } from "yaml";
import { KubernetesError } from "../errors.ts";
import { formatFloat32 } from "../go-float.ts";
import { type JsonObject, setOwn } from "../objects.ts";
import { goValueOf } from "./go-value.ts";
import { decodeGoUtf8, resolvePlain, resolveTagged, type YamlScalar } from "./scalars.ts";

export interface YamlOptions {
  /** A key that comes twice in a mapping is an error (UnmarshalStrict); otherwise the last one wins. */
  readonly strict?: boolean;
  /** What becomes of a scalar that is a value; the default is its JSON. */
  readonly scalar?: (scalar: YamlScalar) => unknown;
}

/** Turns the nodes of a document into JSON, as go-yaml's decoder and sigs.k8s.io/yaml do. */
export function buildYamlValue(root: unknown, lines: LineCounter, options: YamlOptions): unknown {
  return new Builder(lines, options).build(root);
}

/** What counts as excessive aliasing (go-yaml: decode.go, allowedAliasRatio). */
const fewValues = 400_000;
const manyValues = 4_000_000;

class Builder {
  readonly #lines: LineCounter;
  readonly #options: YamlOptions;
  readonly #targets = new Map<Alias, unknown>();
  readonly #open = new Set<Alias>();
  #sawInfinity = false;
  #values = 0;
  #aliasedValues = 0;

  constructor(lines: LineCounter, options: YamlOptions) {
    this.#lines = lines;
    this.#options = options;
  }

  build(root: unknown): unknown {
    this.#resolveAliases(root, new Map());
    const value = this.#value(root);
    if (this.#sawInfinity) requireFinite(value);
    return value;
  }

  /** An alias means the last anchor of its name before it. */
  #resolveAliases(node: unknown, anchors: Map<string, unknown>): void {
    if (isAlias(node)) {
      if (!anchors.has(node.source)) throw yamlError(`unknown anchor '${node.source}' referenced`);
      this.#targets.set(node, anchors.get(node.source));
      return;
    }
    if (isScalar(node) || isMap(node) || isSeq(node)) {
      if (node.anchor) anchors.set(node.anchor, node);
    }
    if (isMap(node)) {
      for (const pair of node.items) {
        this.#resolveAliases(pair.key, anchors);
        this.#resolveAliases(pair.value, anchors);
      }
    } else if (isSeq(node)) {
      for (const item of node.items) this.#resolveAliases(item, anchors);
    }
  }

  #value(node: unknown): unknown {
    this.#count();
    if (isAlias(node)) return this.#throughAlias(node, (target) => this.#value(target));
    if (isMap(node)) return this.#mapping(node, {});
    if (isSeq(node)) return node.items.map((item) => this.#value(item));
    return this.#json(scalarOf(node));
  }

  #json(scalar: YamlScalar): unknown {
    const value = this.#options.scalar ? this.#options.scalar(scalar) : jsonScalar(scalar);
    this.#sawInfinity ||= typeof value === "number" && !Number.isFinite(value);
    return value;
  }

  #throughAlias<T>(alias: Alias, use: (target: unknown) => T): T {
    if (this.#open.has(alias)) throw yamlError(`anchor '${alias.source}' value contains itself`);
    this.#open.add(alias);
    const result = use(this.#targets.get(alias));
    this.#open.delete(alias);
    return result;
  }

  /** Refuses documents that grow without bounds through aliases. */
  #count(): void {
    this.#values++;
    if (this.#open.size > 0) this.#aliasedValues++;
    if (this.#aliasedValues <= 100 || this.#values <= 1000) return;
    const share = Math.min(Math.max((this.#values - fewValues) / (manyValues - fewValues), 0), 1);
    if (this.#aliasedValues / this.#values > 0.99 - 0.89 * share) {
      throw yamlError("document contains excessive aliasing");
    }
  }

  #mapping(map: YAMLMap, object: JsonObject): JsonObject {
    for (const { key, value } of map.items) {
      if (isMergeKey(key)) {
        this.#merge(value, object);
        continue;
      }
      const name = this.#key(key, value);
      const built = this.#value(value);
      if (this.#options.strict && Object.hasOwn(object, name)) throw this.#duplicate(name, value ?? key);
      setOwn(object, name, built);
    }
    return object;
  }

  #duplicate(name: string, node: unknown): KubernetesError {
    const message = `yaml: unmarshal errors:\n  line ${this.#lineOf(node)}: key ${JSON.stringify(name)} already set in map`;
    return new KubernetesError("YAML_SYNTAX", message);
  }

  #lineOf(node: unknown): number {
    const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined;
    return this.#lines.linePos(range?.[0] ?? 0).line;
  }

  /** The members of other mappings, over what is there already; of several mappings the first one counts most. */
  #merge(node: unknown, object: JsonObject): void {
    if (isSeq(node)) {
      for (const item of node.items.toReversed()) this.#mergeOne(item, object);
    } else {
      this.#mergeOne(node, object);
    }
  }

  #mergeOne(node: unknown, object: JsonObject): void {
    const target = isAlias(node) ? this.#targets.get(node) : node;
    if (!isMap(target)) throw yamlError("map merge requires map or sequence of maps as the value");
    this.#count();
    if (isAlias(node)) this.#throughAlias(node, () => this.#mapping(target, object));
    else this.#mapping(target, object);
  }

  #key(node: unknown, value: unknown): string {
    this.#count();
    const target = isAlias(node) ? this.#targets.get(node) : node;
    if (isMap(target) || isSeq(target)) {
      this.#value(target); // what is wrong inside of it comes first
      throw yamlError(`invalid map key: ${this.#printed(target)}`);
    }
    const text = keyText(scalarOf(target));
    if (text !== undefined) return text;
    const printed = this.#printed(value).replace(/^interface \{\}\(nil\)$/, "<nil>");
    const message = `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${printed}`;
    throw new KubernetesError("YAML_SYNTAX", message);
  }

  #printed(node: unknown): string {
    return goValueOf(node, { alias: (alias) => this.#targets.get(alias as Alias), scalar: scalarOf });
  }
}

function yamlError(message: string): KubernetesError {
  return new KubernetesError("YAML_SYNTAX", `yaml: ${message}`);
}

function isMergeKey(node: unknown): boolean {
  if (!isScalar(node) || node.source !== "<<") return false;
  return node.tag ? node.tag === "tag:yaml.org,2002:merge" : node.type === Scalar.PLAIN;
}

/** What a scalar node is; no node at all is null. */
function scalarOf(node: unknown): YamlScalar {
  if (!isScalar(node)) return { tag: "null", value: null };
  const text = node.source ?? "";
  if (node.tag) return resolveTagged(text, node.tag);
  return node.type === Scalar.PLAIN || node.type === undefined
    ? resolvePlain(text)
    : { tag: "str", value: text };
}

/** A scalar as sigs.k8s.io/yaml makes JSON of it. */
export function jsonScalar({ tag, value }: YamlScalar): unknown {
  if (tag === "binary") return decodeGoUtf8(String(value));
  return typeof value === "bigint" ? Number(value) : value;
}

/** Only what is left of the document in the end counts: a repeated key may have replaced an infinity. */
function requireFinite(value: unknown): void {
  if (typeof value === "number" && !Number.isFinite(value)) {
    const printed = formatFloat32(value);
    throw new KubernetesError("YAML_SYNTAX", `json: unsupported value: ${printed}`);
  }
  if (typeof value === "object" && value !== null) Object.values(value).forEach(requireFinite);
}

/** The JSON key that a scalar makes: numbers and booleans are printed; null makes none. */
function keyText(scalar: YamlScalar): string | undefined {
  const { tag, value } = scalar;
  if (tag === "binary") return decodeGoUtf8(String(value));
  if (value === null) return undefined;
  if (tag !== "float") return String(value);
  const printed = formatFloat32(Number(value));
  const infinite: Readonly<Record<string, string>> = { "+Inf": ".inf", "-Inf": "-.inf", NaN: ".nan" };
  return infinite[printed] ?? printed;
}
