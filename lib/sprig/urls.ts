/** URLs as maps of their parts. */

import { typeOf } from "../gotemplate/types.ts";
import { type FuncMap, fn, GoError } from "../gotemplate/values.ts";
import { formatUrl, hostname, parseUrl } from "./go-url.ts";
import { inContext } from "./in-context.ts";
import type { Dict } from "./own.ts";
import { isNothing, NIL_DEREFERENCE } from "./reflect.ts";
import { toText } from "./text.ts";

export const urlFuncs: FuncMap = {
  urlParse: fn("func(v string) map[string]any", urlParse),
  urlJoin: fn("func(d map[string]any) string", urlJoin),
};

function urlParse(text: string): Dict {
  const { userinfo = "", ...parts } = inContext("unable to parse url", () => parseUrl(text));
  return { ...parts, hostname: hostname(parts.host), userinfo };
}

function urlJoin(map: Dict): string {
  const part = (key: string) => textAt(map, key);
  const parts = {
    scheme: part("scheme"),
    host: part("host"),
    path: part("path"),
    query: part("query"),
    opaque: part("opaque"),
    fragment: part("fragment"),
  };
  const userinfo = part("userinfo");
  if (userinfo === "") return formatUrl(parts);
  const parsed = inContext("unable to parse userinfo in dict", () => parseUrl(`proto://${userinfo}@host`));
  return formatUrl(parsed.userinfo === undefined ? parts : { ...parts, userinfo: parsed.userinfo });
}

function textAt(map: Dict, key: string): string {
  if (!Object.hasOwn(map, key)) return "";
  const value = map[key];
  if (isNothing(value)) throw new GoError(NIL_DEREFERENCE);
  const { kind } = typeOf(value);
  if (kind !== "string")
    throw new GoError(`unable to parse ${key} key, must be of type string, but ${kind} found`);
  return toText(value);
}
