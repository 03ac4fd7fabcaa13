import { placeAt } from "./errors.ts";
import { type Condition, type Read, readsOf } from "./exec/origins.ts";
import type { Segment } from "./exec/sink.ts";
import { printNode } from "./print-node.ts";

export type { Read } from "./exec/origins.ts";

/** Where a stretch of output was written. */
export interface OutputOrigin {
  /** Of the template's text, from 1: where the stretch begins. */
  readonly line: number;
  /** The pipelines that wrote of it, spelt as in Go's errors; none for constant text. */
  readonly expressions: readonly string[];
  /** What of the data these read, each place once. */
  readonly reads: readonly Read[];
  /** The innermost branch that it stands in. */
  readonly condition?: BranchTaken;
}

export interface BranchTaken {
  /** `if .Values.tls`; `else of if .Values.tls` in the other branch. */
  readonly text: string;
  /** Of the template's text, from 1. */
  readonly line: number;
  readonly reads: readonly Read[];
}

/** Which place of a template wrote what of an output. */
export class OutputTrace {
  readonly #segments: readonly Segment[];
  /** Actions that wrote nothing, by where they would have. */
  readonly #empty = new Map<number, Segment[]>();

  constructor(segments: readonly Segment[]) {
    // What wrote nothing shares its start with the next, which is the one that counts.
    const isEmpty = ({ start }: Segment, i: number) => start === segments[i + 1]?.start;
    this.#segments = segments.filter((segment, i) => !isEmpty(segment, i));
    for (const segment of segments.filter(isEmpty)) {
      if (segment.node.type !== "action") continue;
      this.#empty.set(segment.start, [...(this.#empty.get(segment.start) ?? []), segment]);
    }
  }

  /** @param end exclusive; both are offsets in the output. Undefined where nothing was written at all. */
  originOf(start: number, end: number): OutputOrigin | undefined {
    const index = this.#indexAt(start);
    const first = this.#segments[index];
    if (first === undefined) return undefined;
    const line = lineOf(first, start);
    const expressions: string[] = [];
    const reads = new Map<string, Read>();
    for (const { node, origin } of this.#writersOf(index, start, end, line)) {
      if (node.type === "action") expressions.push(printNode(node.pipe));
      for (const read of origin === undefined ? [] : readsOf(origin)) {
        const key = JSON.stringify(read.path);
        if (!reads.get(key)?.decided) reads.set(key, read);
      }
    }
    return {
      line,
      expressions,
      reads: [...reads.values()],
      ...(first.condition && { condition: branchOf(first.condition) }),
    };
  }

  /** From the segment that a stretch begins in; and those that wrote nothing, at its end, on its line. */
  #writersOf(index: number, start: number, end: number, line: number): Segment[] {
    const stop = Math.max(end, start + 1);
    let last = index + 1;
    while (last < this.#segments.length && (this.#segments[last] as Segment).start < stop) last++;
    const empty = (this.#empty.get(end) ?? []).filter((segment) => lineOf(segment, end) === line);
    return [...this.#segments.slice(index, last), ...empty];
  }

  /** The last segment that starts at or before an offset. */
  #indexAt(offset: number): number {
    let [low, high] = [0, this.#segments.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#segments[middle] as Segment).start <= offset) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

function branchOf({ node, isElse, origin }: Condition): BranchTaken {
  const text = `${node.type} ${printNode(node.pipe)}`;
  return {
    text: isElse ? `else of ${text}` : text,
    line: placeAt(node.source.parseName, node.source.text, node.pos).line,
    reads: readsOf(origin),
  };
}

function lineOf({ start, node }: Segment, offset: number): number {
  const into = node.type === "text" ? offset - start : 0;
  return placeAt(node.source.parseName, node.source.text, node.pos + into).line;
}
