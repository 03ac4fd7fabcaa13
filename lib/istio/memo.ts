import { Generations } from "../kubernetes/generations.ts";

/** UTF-16 units of keys in a generation. */
const GENERATION = 256 * 1024;

/** A function of a text, with its answers of late remembered: pods of one owner ask the same. */
export class Memo<T> {
  readonly #compute: (key: string) => T;
  readonly #known = new Generations<{ readonly value: T }>(GENERATION);

  constructor(compute: (key: string) => T) {
    this.#compute = compute;
  }

  get(key: string): T {
    const known = this.#known.get(key);
    if (known) return known.value;
    const value = this.#compute(key);
    this.#known.set(key, { value });
    return value;
  }
}
