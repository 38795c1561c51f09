import type { Element } from "@weft/rga";
import type { Line } from "./line.ts";

/** Where a row and a column cross. It knows what is in it only as a parameter, because that is built on it. */
export class Cell<Content> {
  readonly row: Line;
  readonly column: Line;
  /** Its name to the outside: the names of both lines. */
  readonly id: string;
  /** What is in it, once somebody opened it; before that it shows one empty block. */
  content: Content | null = null;
  /** The id under which ops name the marker of its first block: that of an op that opened it. */
  opener: Element | null = null;
  /** What it shows. */
  places = 1;
  blockCount = 1;
  hasText = false;

  constructor(row: Line, column: Line) {
    this.row = row;
    this.column = column;
    this.id = `${row.name}/${column.name}`;
  }

  /** The id of the first block's marker in the cell's own sequence, the same for everybody: that of the row. */
  get marker(): Element {
    return this.row.element;
  }

  /** The name of the first block to the outside. */
  get firstBlockId(): string {
    return `${this.id}/0`;
  }
}
