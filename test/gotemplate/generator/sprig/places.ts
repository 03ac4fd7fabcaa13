import type { Family } from "../source.ts";
import { type Argument, call, followed, text } from "./write.ts";

const PARTS = ["a", "..", ".", "", "b.c", "x.tar.gz", "é", ".rc"];
const paths: Argument = (source) =>
  JSON.stringify(source.random.times(source.random.int(1, 5), () => source.random.pick(PARTS)).join("/"));

const SCHEMES = ["http://", "https://", "mailto:", "//", "/", "", "ftp://", ":", "a_b://", "1x:"];
const HOSTS = [
  "h",
  "u:p@h:80",
  "u@h",
  "[::1]:8080",
  "[fe80::1%25en0]",
  "h:x",
  "é.de",
  "a b",
  "%41",
  "h%20",
  "u@p@h",
  "a:b:c",
  "[1.2.3.4]",
  "[x]",
];
const TAILS = ["", "/", "/a/b", "/a%20b", "/é", "?q=1", "/p?q#f", "#f g", "/%zz", "?", "/a:b", "#%41", "?a#"];
const urls: Argument = (source) => {
  const { random } = source;
  return JSON.stringify(random.pick(SCHEMES) + random.pick(HOSTS) + random.pick(TAILS));
};

/** Paths and URLs. */
export const placeFunctions: Family = {
  name: "paths and URLs",
  calls: [
    ...["base", "dir", "clean", "ext", "osBase", "osDir", "osClean", "osExt"].map((name) =>
      call(name, "string", paths),
    ),
    ...["isAbs", "osIsAbs"].map((name) => call(name, "bool", paths)),
    call("base", "string", "string"),
    call("clean", "string", "string"),
    call("urlParse", "map", urls),
    followed("urlParse", "string", "| urlJoin", urls),
    call("urlJoin", "string", (source) => {
      const key = text("scheme", "host", "path", "query", "fragment", "userinfo", "opaque") as (
        s: typeof source,
      ) => string;
      const value = () => (source.random.chance(0.9) ? source.operand("string") : source.any());
      return `(dict ${source.random.times(3, () => `${key(source)} ${value()}`).join(" ")})`;
    }),
  ],
};
