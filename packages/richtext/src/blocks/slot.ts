import type { Element } from "@weft/rga";
import { Piece } from "./piece.ts";

/** An element where a moved block shows, or where the content of a joined marker flows to; it serves one segment. */
export class Slot<Segment> {
  readonly element: Element;
  /** What was split from the moved block follows it as long as it stands before this one; null: to the end. */
  readonly end: Segment | null;
  /** What stands between it and the next marker or slot. */
  readonly piece = new Piece<Segment>(null);

  constructor(element: Element, end: Segment | null) {
    this.element = element;
    this.end = end;
  }
}
