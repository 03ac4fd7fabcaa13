import type { Read } from "../gotemplate/trace.ts";
import {
  type FieldInput,
  input,
  type OverlaySource,
  podInput,
  valuesInput,
} from "../injection/provenance/field-input.ts";
import { plainPlace } from "../injection/provenance/names.ts";
import type { ChangeData } from "./change.ts";

/** Says of what a rule's template read what it is, as far as that can be told from outside of the rule. */
export function ruleInputs(
  reads: readonly Read[],
  data: ChangeData,
  overlay: OverlaySource | undefined,
): FieldInput[] {
  const inputs = reads.flatMap(({ path: [root = "", ...rest], decided }): FieldInput[] => {
    switch (root) {
      case "Values":
        return [valuesInput(data.Values, overlay, rest, decided)];
      case "Object":
        return [podInput(plainPlace(data.Object, rest), decided)];
      case "Cluster":
        return [input("url", { path: ["cluster"], value: data.Cluster }, decided, { kind: "url" })];
      case "Namespace":
      case "Operation": {
        const place = { path: [root.toLowerCase()], value: data[root] };
        return [input("request", place, decided, { kind: "request" })];
      }
      default:
        return [];
    }
  });
  return inputs.sort((a, b) => Number(b.decided) - Number(a.decided));
}
