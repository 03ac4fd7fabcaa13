/** What is wrong with a part of Istio's configuration; the message is worded as Istio words it. */
export type IstioErrorCode =
  | "invalid-injector-config"
  | "invalid-template"
  | "invalid-values"
  | "invalid-mesh-config"
  | "invalid-proxy-config"
  | "invalid-annotation";

export class IstioError extends Error {
  override readonly name = "IstioError";
  readonly code: IstioErrorCode;
  constructor(code: IstioErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
