import type { Family } from "../source.ts";
import { call, followed, oneOf, text } from "./write.ts";

const separators = text(",", " ", "", "a", "-", "ab");

export const stringListFunctions: Family = {
  name: "string lists",
  calls: [
    call("join", "string", separators, "any"),
    call("splitList", "list", separators, "string"),
    followed("split", "string", "| toJson", separators, "string"),
    followed("splitn", "string", "| toJson", separators, oneOf("-1", "0", "1", "2", "3"), "string"),
    call("toStrings", "list", "any"),
    call("sortAlpha", "list", "list"),
  ],
};
