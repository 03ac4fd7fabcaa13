import { type Document, parseDocument } from "yaml";
import { ClustersError } from "./errors.ts";
import { checkRegistry, type Registry } from "./registry.ts";
import { hashToken } from "./token.ts";

/**
 * A registry as text, to be read and edited: YAML or JSON. Edits keep comments and order.
 * Each edit checks the registry, so that nothing is written that could not be read again; the whole of it where
 * something changes or goes that another entry may refer to by a YAML alias.
 */
export class RegistryText {
  readonly #document: Document;
  /** As the document was last checked. */
  #checked: Registry | undefined;

  /** @throws ClustersError `registry-invalid` with line and column, or with what {@link checkRegistry} says. */
  constructor(text: string) {
    this.#document = parseDocument(text);
    const [error] = this.#document.errors;
    if (error !== undefined) throw new ClustersError("registry-invalid", error.message);
    this.registry();
  }

  registry(): Registry {
    this.#checked ??= checkRegistry(this.#document.toJS({ maxAliasCount: 100 }));
    return this.#checked;
  }

  toString(): string {
    return this.#document.toString();
  }

  /** The same as compact JSON, for a secret. */
  toJson(): string {
    return JSON.stringify(this.#document.toJS({ maxAliasCount: 100 }));
  }

  /** @throws ClustersError `cluster-exists`. */
  add(name: string, entry: Readonly<Record<string, unknown>>): void {
    if (this.#has(name)) {
      throw new ClustersError(
        "cluster-exists",
        `the registry has a cluster ${name} already; rotate its token, or remove it first`,
      );
    }
    const node = this.#document.createNode(entry);
    const added = checkRegistry({ clusters: { [name]: node.toJS(this.#document) } });
    const clusters = new Map([...this.registry().clusters, ...added.clusters]);
    this.#document.setIn(["clusters", name], node);
    this.#checked = { clusters };
  }

  /** @throws ClustersError `cluster-unknown`. */
  remove(name: string): void {
    this.#require(name);
    this.#edit(() => this.#document.deleteIn(["clusters", name]));
  }

  /**
   * Sets fields of a cluster's entry, each in place of what it was; null takes one away.
   *
   * @throws ClustersError `cluster-unknown`, or `registry-invalid` where the entry would be none
   */
  set(name: string, fields: Readonly<Record<string, unknown>>): void {
    this.#require(name);
    this.#edit(() => {
      for (const [key, value] of Object.entries(fields)) {
        const path = ["clusters", name, key];
        if (value === null) this.#document.deleteIn(path);
        else this.#document.setIn(path, this.#document.createNode(value));
      }
    });
  }

  /**
   * Lets a second token in beside the one in use. A token that an earlier rotation has left behind is dropped,
   * so that two are valid at most: the one that came last, and the new one.
   */
  addToken(name: string, token: string): void {
    const hashes = this.#tokens(name);
    this.#setTokens(name, [...hashes.slice(-1), hashToken(token)]);
  }

  /** Drops all tokens of a cluster but the one that came last; `all` drops that one too. */
  revokeTokens(name: string, all: boolean): number {
    const hashes = this.#tokens(name);
    const kept = all ? [] : hashes.slice(-1);
    this.#setTokens(name, kept);
    return hashes.length - kept.length;
  }

  #tokens(name: string): readonly string[] {
    this.#require(name);
    return this.registry().clusters.get(name)?.identity.tokens ?? [];
  }

  /** A cluster whose last token is gone keeps its entry, and is refused: an empty list lets nobody in. */
  #setTokens(name: string, hashes: readonly string[]): void {
    this.#edit(() =>
      this.#document.setIn(["clusters", name, "identity", "tokens"], this.#document.createNode(hashes)),
    );
  }

  #edit(change: () => void): void {
    this.#checked = undefined;
    change();
    this.registry();
  }

  #has(name: string): boolean {
    return this.registry().clusters.has(name);
  }

  #require(name: string): void {
    if (this.#has(name)) return;
    const names = [...this.registry().clusters.keys()];
    throw new ClustersError(
      "cluster-unknown",
      `the registry has no cluster ${name}; have ${names.join(", ") || "none"}`,
    );
  }
}
