/** A selection by anchors of the model. */
import type { Anchor } from "@weft/richtext";

/** A selection that means the same on every replica. */
export interface AnchoredCaret {
  readonly anchor: Anchor;
  readonly head: Anchor;
}
