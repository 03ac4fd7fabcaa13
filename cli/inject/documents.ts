/** A document's marker stands at the start of a line and nowhere else (YAML 1.2, 9.1.2), not even inside a block scalar. */
const MARKER = /^---(?=[ \t\r\n]|$)/gm;

/**
 * Cuts a YAML stream into its documents, each with the marker it begins with. Put together again they are the
 * stream, byte for byte.
 */
export function splitDocuments(text: string): string[] {
  const starts = [...text.matchAll(MARKER)].map(({ index }) => index);
  if (starts[0] !== 0) starts.unshift(0);
  return starts.map((start, i) => text.slice(start, starts[i + 1])).filter((document) => document !== "");
}

/** One stream out of several: a document that follows another needs its marker. */
export function joinDocuments(documents: readonly string[]): string {
  return documents.reduce((stream, document) => {
    if (stream === "") return document;
    const start = stream.endsWith("\n") ? stream : `${stream}\n`;
    return start + (/^---(?=[ \t\r\n]|$)/.test(document) ? "" : "---\n") + document;
  }, "");
}
