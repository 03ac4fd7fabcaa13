import type { FuncMap } from "../../lib/gotemplate/values.ts";

/** The functions that the peer in go/ has: see its case.go. */
export async function peerFunctions(): Promise<FuncMap> {
  return {};
}
