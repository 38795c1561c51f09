import { assert } from "@weft/base";
import type { ListHandle } from "./list-node.ts";

/**
 * A stretch of the sequence that begins with a marker or a slot and reaches to the next marker or slot; the very
 * first one begins with neither. It knows segments only as a parameter, because they are built on it.
 */
export class Piece<Segment> {
  /** The segment whose marker it begins with; null if it begins with a slot. */
  readonly segment: Segment | null;
  /** The blocks that show here, in the order of their markers: the segment itself, or those in the slot. */
  readonly residents: Segment[] = [];
  /** The joined segment whose content, with all that flows to it, shows at its front. */
  guest: Segment | null = null;
  private listed: ListHandle<Piece<Segment>> | null = null;

  constructor(segment: Segment | null) {
    this.segment = segment;
  }

  /** Place in the list of pieces. */
  get handle(): ListHandle<Piece<Segment>> {
    assert(this.listed !== null, "a piece that is in no list");
    return this.listed;
  }

  set handle(handle: ListHandle<Piece<Segment>>) {
    this.listed = handle;
  }
}
