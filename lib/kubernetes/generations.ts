/**
 * A map from texts that forgets what has not been asked for of late. Two generations bound its memory: when the
 * keys of the younger come to more than `size` UTF-16 units, the older is forgotten.
 */
export class Generations<V> {
  readonly #size: number;
  #younger = new Map<string, V>();
  #older = new Map<string, V>();
  #used = 0;

  constructor(size: number) {
    this.#size = size;
  }

  get(key: string): V | undefined {
    const recent = this.#younger.get(key);
    if (recent !== undefined) return recent;
    const older = this.#older.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  /** A key that is longer than a generation is not kept. */
  set(key: string, value: V): void {
    if (key.length > this.#size) return;
    if (!this.#younger.has(key)) this.#makeRoom(key.length);
    this.#younger.set(key, value);
  }

  #makeRoom(length: number): void {
    if (this.#used + length > this.#size) {
      this.#older = this.#younger;
      this.#younger = new Map();
      this.#used = 0;
    }
    this.#used += length;
  }
}
