import type { Element, OpSpace } from "@weft/rga";
import type { ListHandle } from "../blocks/list-node.ts";
import type { Axis } from "../ops/table-ops.ts";
import { Deletions } from "../registers/deletions.ts";

/** A row or a column of a table. */
export class Line {
  readonly element: Element;
  readonly name: string;
  readonly axis: Axis;
  /** The marker of its table. */
  readonly table: Element;
  readonly deletions: Deletions;
  /** Cells in it that show text. */
  textCells = 0;
  /** Place in the list of its axis; set by that. */
  handle: ListHandle<Line> | null = null;

  constructor(space: OpSpace, options: { element: Element; name: string; axis: Axis; table: Element }) {
    this.element = options.element;
    this.name = options.name;
    this.axis = options.axis;
    this.table = options.table;
    this.deletions = new Deletions(space, options.element);
  }

  /** Whether nothing took it away: if something did, it shows by its text alone. */
  get stands(): boolean {
    return !this.deletions.isInsertionUndone && this.deletions.newest === null;
  }

  /** Whether it ought to show. */
  get isWanted(): boolean {
    return this.stands || this.textCells > 0;
  }
}
