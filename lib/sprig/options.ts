/** What functions may reach, and how much they may make. Anything left out cannot be reached. */
export interface SprigOptions {
  /** Without it, functions that tell the time are refused when a template that names them is loaded. */
  readonly clock?: (() => Date) | undefined;
  /** Random bytes; without them, functions that need randomness are refused likewise. */
  readonly random?: ((count: number) => Uint8Array) | undefined;
  /** The whole environment that `env` and `expandenv` see; without it, they are refused. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** The zone that Go calls Local, by its name in the time zone database. Default: "UTC". */
  readonly zone?: string | undefined;
  readonly limits?: Partial<Limits> | undefined;
}

export interface Limits {
  /** The longest string that a function may make, in characters. */
  readonly characters: number;
  /** The longest list that a function may make. */
  readonly elements: number;
}

export const DEFAULT_LIMITS: Limits = { characters: 16 * 1024 * 1024, elements: 1_000_000 };
