/** What can be wrong with a Kubernetes document; `code` is stable, `message` is Go's wording. */
export type KubernetesErrorCode =
  | "YAML_SYNTAX"
  | "JSON_SYNTAX"
  | "JSON_TYPE"
  | "QUANTITY"
  | "TIME"
  | "LABEL_SELECTOR"
  | "STRATEGIC_MERGE";

/** The place in a text where something is wrong; both count from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

export class KubernetesError extends Error {
  override readonly name = "KubernetesError";
  readonly code: KubernetesErrorCode;
  /** Where in the text, if there was a text. */
  readonly position: TextPosition | undefined;

  constructor(code: KubernetesErrorCode, message: string, position?: TextPosition) {
    super(message);
    this.code = code;
    this.position = position;
  }
}
