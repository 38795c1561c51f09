import type { Element } from "@weft/rga";
import type { MarkEdge } from "../ops/mark-op.ts";
import type { Attributes } from "../rich-text.ts";

/** A mark put on a range or taken away from it by one op. */
export interface RangeMark {
  readonly id: Element;
  readonly stamp: number;
  readonly from: MarkEdge;
  /** Null: the end of the sequence. */
  readonly to: MarkEdge | null;
  readonly markType: string;
  /** Null takes the mark away. */
  readonly attributes: Attributes | null;
  /** False while the op is undone. Changed by the tree alone. */
  active: boolean;
}
