import type { Family } from "./source.ts";

/** The families of functions that generated templates call besides the built-in ones. */
export const FAMILIES: readonly Family[] = [];
