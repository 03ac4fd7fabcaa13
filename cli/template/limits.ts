import type { Limits } from "../../lib/gotemplate/limits.ts";

/** Whoever renders on their own machine may wait a while, but not for ever. */
export const EXECUTION_LIMITS: Partial<Limits> = { milliseconds: 30_000, clock: () => performance.now() };
