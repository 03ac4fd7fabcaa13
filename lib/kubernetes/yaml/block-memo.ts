import { Generations } from "../generations.ts";
import { deepFreeze, isObject, type JsonObject } from "../objects.ts";

/** UTF-16 units of texts in a generation. */
const GENERATION = 64 * 1024;

/** Longer blocks mostly hold something that differs from pod to pod; their parts are remembered instead. */
export const LONGEST_BLOCK = 1024;

interface Block {
  /** The block as a document of its own. */
  readonly document: string;
  readonly indent: number;
  /** Undefined until it comes a second time; false where the fast reader cannot read it. */
  mapping: JsonObject | false | undefined;
}

/**
 * Block mappings that were read before, frozen: of two texts that a template gives, most blocks are the same. A
 * block is read as a document of its own when it comes the second time. That it then means the same as in its
 * place is for the reader to know, see {@link readFastYaml}.
 */
export class BlockMemo {
  readonly #blocks = new Generations<Block>(GENERATION);

  /**
   * The mapping that a block stands for, where it is known.
   *
   * @param text from the mapping's first key to the end of its last line
   * @param indent the column of that key
   * @param read reads a document; undefined where it cannot
   */
  recall(text: string, indent: number, read: (document: string) => unknown): JsonObject | undefined {
    const block = this.#blocks.get(text);
    if (block?.indent !== indent) {
      this.#note(text, indent);
      return undefined;
    }
    block.mapping ??= mappingOf(read(block.document));
    return block.mapping || undefined;
  }

  /** A copy: a part of a text keeps all of the text in memory. */
  #note(text: string, indent: number): void {
    const document = `\n${" ".repeat(indent)}${text}`;
    this.#blocks.set(document.slice(indent + 1), { document, indent, mapping: undefined });
  }
}

function mappingOf(value: unknown): JsonObject | false {
  return isObject(value) && deepFreeze(value);
}
