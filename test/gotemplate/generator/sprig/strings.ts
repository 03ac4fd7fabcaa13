import type { Family } from "../source.ts";
import { call, oneOf, seldom, several, size, text } from "./write.ts";

const separators = text(",", " ", "", "a", "-");

export const stringFunctions: Family = {
  name: "strings",
  calls: [
    call("hello", "string"),
    call("abbrev", "string", oneOf("3", "4", "5", "8", "20"), "string"),
    call("abbrevboth", "string", oneOf("0", "1", "4", "5", "9"), oneOf("3", "6", "7", "10"), "string"),
    call("trunc", "string", "int", "string"),
    call("substr", "string", oneOf("0", "1", "-1", "3"), oneOf("1", "5", "-1", "3"), "string"),
    ...["trim", "nospace", "initials", "upper", "lower", "title", "untitle", "swapcase"].map((name) =>
      call(name, "string", "string"),
    ),
    ...["snakecase", "camelcase", "kebabcase"].map((name) =>
      call(name, "string", (source) =>
        source.random.chance(0.5)
          ? source.operand("string")
          : JSON.stringify(
              source.random.times(source.random.int(0, 8), () => source.random.pick(PIECES)).join(""),
            ),
      ),
    ),
    ...["trimAll", "trimall"].map((name) => call(name, "string", text("a", " ", "", "é日", "-_x"), "string")),
    ...["trimPrefix", "trimSuffix"].map((name) => call(name, "string", separators, "string")),
    call("repeat", "string", size, "string"),
    call("indent", "string", size, "string"),
    call("nindent", "string", size, "string"),
    call("wrap", "string", oneOf("0", "1", "3", "5", "10"), "string"),
    call("wrapWith", "string", oneOf("0", "1", "3", "5"), separators, "string"),
    call("replace", "string", separators, "string", "string"),
    call("plural", "string", "string", "string", "int"),
    ...["contains", "hasPrefix", "hasSuffix"].map((name) => call(name, "bool", separators, "string")),
    call("quote", "string", several("any", 0, 3)),
    call("squote", "string", several("any", 0, 3)),
    call("cat", "string", several("any", 0, 3)),
    call("toString", "string", "any"),
    call("env", "string", text("REMORA_PEER", "HOME", "")),
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Go expands it
    call("expandenv", "string", text("$REMORA_PEER", "a${REMORA_PEER}b", "$", "${", "$$x", "${}1", "$é")),
    seldom(0.1, call("fail", "string", "string")),
  ],
};

const PIECES = ["a", "B", "Foo", "HTTP", "1", "23", "_", "-", " ", ".", "é", "É", "日", "x", "Y", "😀"];
