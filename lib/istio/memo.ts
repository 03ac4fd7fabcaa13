/** How many answers are kept, and the longest key (UTF-16 units) that one is kept for. */
const size = 500;
const longestKey = 4096;

/**
 * A function of a text, with its latest answers remembered: pods of one owner ask the same. The oldest answer
 * goes first, and nothing is kept for long texts, so that no request can fill the memory.
 */
export class Memo<T> {
  readonly #compute: (key: string) => T;
  readonly #known = new Map<string, T>();

  constructor(compute: (key: string) => T) {
    this.#compute = compute;
  }

  get(key: string): T {
    const known = this.#known.get(key);
    if (known !== undefined || this.#known.has(key)) return known as T;
    const value = this.#compute(key);
    if (key.length <= longestKey) this.#keep(key, value);
    return value;
  }

  #keep(key: string, value: T): void {
    if (this.#known.size >= size) {
      const [oldest] = this.#known.keys();
      if (oldest !== undefined) this.#known.delete(oldest);
    }
    this.#known.set(key, value);
  }
}
