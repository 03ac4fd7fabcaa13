import { isAlias, isCollection, isMap, isScalar, parseDocument } from "yaml";

/** A value of a YAML document that holds no others: a scalar, or an empty collection. */
export interface YamlPlace {
  readonly path: readonly (string | number)[];
  /** Offsets of the value in the text, `end` exclusive. */
  readonly start: number;
  readonly end: number;
}

/** Where each value of a text's first document stands; what the syntax leaves unclear is left out. */
export function yamlPlaces(text: string): YamlPlace[] {
  const places: YamlPlace[] = [];
  const document = parseDocument(text, {
    version: "1.1",
    schema: "failsafe",
    merge: false,
    logLevel: "silent",
  });
  collect(document.contents, [], 0, places);
  return places;
}

function collect(node: unknown, path: readonly (string | number)[], from: number, places: YamlPlace[]): void {
  if (isMap(node) && node.items.length > 0) {
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      collect(value, [...path, String(key.value ?? key.source)], key.range?.[1] ?? from, places);
    }
  } else if (isCollection(node) && node.items.length > 0) {
    for (const [i, item] of node.items.entries()) collect(item, [...path, i], from, places);
  } else {
    const known = isScalar(node) || isCollection(node) || isAlias(node) ? node.range : undefined;
    places.push({ path, start: known?.[0] ?? from, end: known?.[1] ?? from });
  }
}
