import type { Random } from "./random.ts";

/** How often each thing that can be drawn was drawn. Whatever was drawn least is drawn next. */
export class Coverage {
  readonly #counts = new Map<string, number>();

  /** Makes known what can be drawn, so that what never is shows as 0. */
  know(names: Iterable<string>): void {
    for (const name of names) if (!this.#counts.has(name)) this.#counts.set(name, 0);
  }

  count(names: Iterable<string>): void {
    for (const name of names) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  /** The `count` least drawn of some items, ties broken at random. */
  least<T>(random: Random, items: readonly T[], count: number, name: (item: T) => string): T[] {
    return items
      .map((item) => ({ item, key: (this.#counts.get(name(item)) ?? 0) + random.next() }))
      .sort((a, b) => a.key - b.key)
      .slice(0, count)
      .map(({ item }) => item);
  }

  /** Everything drawn less than `times`. */
  below(times: number): [name: string, count: number][] {
    return [...this.#counts].filter(([, count]) => count < times).sort(([, a], [, b]) => a - b);
  }

  /** The counts by family and by what comes after the first colon. */
  byFamily(): Record<string, Record<string, number>> {
    const families: Record<string, Record<string, number>> = {};
    for (const [name, count] of this.#counts) {
      const at = name.indexOf(":");
      const family = name.slice(0, at);
      families[family] = { ...families[family], [name.slice(at + 1)]: count };
    }
    return families;
  }

  /** By family, the part of a name before the first colon: how many there are, and the least and the sum of draws. */
  families(): { family: string; things: number; least: number; draws: number }[] {
    const families = new Map<string, { things: number; least: number; draws: number }>();
    for (const [name, count] of this.#counts) {
      const family = name.slice(0, name.indexOf(":"));
      const known = families.get(family) ?? { things: 0, least: Number.POSITIVE_INFINITY, draws: 0 };
      families.set(family, {
        things: known.things + 1,
        least: Math.min(known.least, count),
        draws: known.draws + count,
      });
    }
    return [...families].map(([family, counts]) => ({ family, ...counts }));
  }
}
