import type { BuildOptions } from "esbuild";

export declare const SET_ASIDE: readonly string[];
export declare const lambdaBundle: BuildOptions & { readonly entryPoints: Readonly<Record<string, string>> };
