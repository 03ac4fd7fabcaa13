import type { Family } from "../source.ts";
import { both, call, oneOf, text } from "./write.ts";

const patterns = text(
  "a",
  "[a-z]+",
  "(\\w)(\\w)",
  "\\s*",
  "^",
  "$",
  "x*",
  "",
  "(?i)HELLO",
  "(?P<n>\\d+)",
  "[^a]",
  ".",
  "(?s).",
  "\\bo",
  "a|b|",
  "é",
  "\\p{L}+",
  "(a)?b",
  "a{1,2}",
  "[",
  "a**",
  "(?=a)",
  "\\8",
  "(",
);
// biome-ignore lint/suspicious/noTemplateCurlyInString: Go expands it
const replacements = text("", "-", "$1", "${1}x", "$0$0", "$n", "${n}", "$$", "$", "${", "$1x", "é", "$9");
const counts = oneOf("-1", "0", "1", "2");

export const patternFunctions: Family = {
  name: "regular expressions",
  calls: [
    ...both("regexMatch", "bool", patterns, "string"),
    ...both("regexFind", "string", patterns, "string"),
    ...both("regexFindAll", "list", patterns, "string", counts),
    ...both("regexReplaceAll", "string", patterns, "string", replacements),
    ...both("regexReplaceAllLiteral", "string", patterns, "string", replacements),
    ...both("regexSplit", "list", patterns, "string", counts),
    call("regexQuoteMeta", "string", "string"),
  ],
};
