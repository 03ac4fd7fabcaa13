import { gzipSync } from "node:zlib";
import { buildJudge, type Judge } from "../conformance/build.ts";
import { render } from "../conformance/rendering.ts";

/** Istio's own unmodified configuration, rendered from its charts; built with Go the first time. */
export interface IstioConfiguration {
  readonly config: string;
  readonly values: string;
  readonly mesh: string;
}

let built: Judge | undefined;

export function judge(): Judge {
  built ??= buildJudge();
  return built;
}

/** @param set settings as for `istioctl install --set`, as "values.global.hub=example.com/istio". */
export function istioConfiguration(set: readonly string[] = []): IstioConfiguration {
  const { config, values, mesh } = render(judge(), { set });
  return { config, values, mesh };
}

/** In a form that fits into a secret: gzip, in base64. */
export function compressed(configuration: IstioConfiguration): string {
  return gzipSync(JSON.stringify(configuration), { level: 9 }).toString("base64");
}
