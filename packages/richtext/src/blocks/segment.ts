/**
 * A segment: a block marker and what stands between it and the next marker of the sequence, dead markers
 * included. What a marker *is* follows from its deletions alone, never from its content.
 */
import type { Element, OpSpace } from "@weft/rga";
import { AttributeRegisters } from "../registers/attribute-registers.ts";
import type { ContainerNode } from "../registers/container-node.ts";
import { Deletions } from "../registers/deletions.ts";
import { Register, type Write } from "../registers/register.ts";
import type { ListHandle } from "./list-node.ts";
import { Piece } from "./piece.ts";
import type { Slot } from "./slot.ts";

/**
 * - living: the marker stands; it begins a block and takes what joined segments after it hold.
 * - joined: the marker went and its content stayed, which flows to the living segment before it.
 * - deleted: the marker went with all its content; if content turns up in it all the same, it shows as a block
 *   of its own for just that content.
 * - withdrawn: the split that made the marker was undone; its content is that of the segment before it, whatever that is.
 *   (Joined, if that one is there only because it was made empty and undone too: the index looks after that.)
 */
export type SegmentState = "living" | "joined" | "deleted" | "withdrawn";

/** A marker with its registers and deletions, and what `BlockIndex` knows of it. */
export class Segment {
  readonly marker: Element;
  readonly id: string;
  /** Whether the marker was inserted where it took over nothing (Enter at an end), not in the middle of text. */
  readonly madeEmpty: boolean;
  /** Whether it stands after the marker of the document's first block, so that there is a segment before it for sure. */
  readonly isInside: boolean;
  readonly attributes: AttributeRegisters;
  readonly containerRegister: Register<Element | null>;
  /** The slot in which the block shows, as long as the marker is not joined; no write: at its marker. */
  readonly placeRegister: Register<Slot<Segment>>;
  /** The slot to which the content flows while the marker is joined; no write: to the segment before it. */
  readonly inlineRegister: Register<Slot<Segment>>;
  /** The container that holds the block as shown. */
  container: ContainerNode | null = null;
  /** Made when somebody asks for them: most markers were never touched. */
  private madeDeletions: Deletions | null = null;
  private readonly space: OpSpace;
  /** Whether it begins a table, which holds no text of its own: what stands after the marker flows on to the block before. */
  readonly isTable: boolean;
  /** Whether the table has cells to show, and text in one of them. */
  hasCells = false;
  hasText = false;
  /** Places and blocks that the table's cells show. */
  innerPlaces = 0;
  innerBlocks = 0;
  /** What begins with the marker. */
  readonly piece = new Piece<Segment>(this);
  /** Place in the list of shown blocks, null while it is not shown. */
  shown: ListHandle<Segment> | null = null;
  /** The piece at which it shows as a block. */
  station: Piece<Segment> | null = null;
  /** Whether its content flows to the slot that it asks for; `host` is the piece of that slot then. */
  isGuest = false;
  host: Piece<Segment> | null = null;
  /** `state` and `slot` as the index has taken note of them. */
  notedState: SegmentState = "living";
  notedSlot: Slot<Segment> | null = null;

  constructor(
    space: OpSpace,
    options: { marker: Element; id: string; madeEmpty: boolean; isInside: boolean; isTable: boolean },
  ) {
    this.space = space;
    this.isTable = options.isTable;
    this.marker = options.marker;
    this.id = options.id;
    this.madeEmpty = options.madeEmpty;
    this.isInside = options.isInside;
    this.attributes = new AttributeRegisters(space);
    this.containerRegister = new Register<Element | null>(space);
    this.placeRegister = new Register<Slot<Segment>>(space);
    this.inlineRegister = new Register<Slot<Segment>>(space);
  }

  /** What was done to take the marker away. */
  get deletions(): Deletions {
    this.madeDeletions ??= new Deletions(this.space, this.marker);
    return this.madeDeletions;
  }

  /**
   * What the marker is now: its newest active deletion decides, an undone insertion counts as one. A table is living as
   * long as it has cells to show, and is not deleted unless one of them shows text.
   */
  get state(): SegmentState {
    if (!this.madeDeletions && !this.isTable) return "living";
    const { isInsertionUndone, newest } = this.deletions;
    if (this.isTable) {
      const stands = !isInsertionUndone && newest === null;
      return this.hasCells && (stands || this.hasText) ? "living" : "deleted";
    }
    if (!isInsertionUndone) return newest?.flavour ?? "living";
    if (!this.madeEmpty && this.isInside) return "withdrawn";
    return this.madeEmpty && newest?.flavour !== "joined" ? "deleted" : "joined";
  }

  /** Whether it counts as deleted only because its insertion is undone: it had nothing when it was made. */
  get isUndoneEmpty(): boolean {
    if (!this.madeDeletions?.isInsertionUndone) return false;
    return this.madeEmpty && this.state === "deleted";
  }

  /** The slot in which the block shows; a joined marker ignores it. */
  get slot(): Slot<Segment> | null {
    const { state } = this;
    const shows = state === "living" || state === "deleted";
    return shows ? (this.placeRegister.winner?.content ?? null) : null;
  }

  /** The newest wish where the content should flow to, if it flows at all. */
  get wantedInline(): Write<Slot<Segment>> | null {
    return this.state === "joined" ? this.inlineRegister.winner : null;
  }
}
