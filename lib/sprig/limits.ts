import { LimitReached } from "../gotemplate/limits.ts";
import type { Limits } from "./options.ts";

/** @throws LimitReached instead of letting a template exhaust the memory of the process */
export function checkCharacters(count: number | bigint, name: string, limits: Limits): void {
  if (count > limits.characters) {
    throw new LimitReached(`${name} of ${count} characters; at most ${limits.characters} are allowed`);
  }
}

/** @throws LimitReached likewise, for lists */
export function checkElements(count: number | bigint, name: string, limits: Limits): void {
  if (count > limits.elements) {
    throw new LimitReached(`${name} of ${count} elements; at most ${limits.elements} are allowed`);
  }
}
