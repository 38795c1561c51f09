import type { Element, Place } from "@weft/rga";
import type { Segment } from "../blocks/segment.ts";
import type { DocumentState } from "../document/document-state.ts";
import type { RichTextOp } from "../ops/op-kinds.ts";
import { normalName } from "../ops/value-code.ts";
import type { DocumentParts } from "../reading/document-parts.ts";
import { parseName } from "../reading/element-name.ts";
import type { ContainerReference } from "../rich-text.ts";

/** One call of `edit`: the ops that it has written so far, and the containers that it has made. */
export class Transaction {
  readonly parts: DocumentParts;
  private readonly state: DocumentState;
  private readonly start: number;
  private readonly containersByKey = new Map<string, Element>();

  constructor(state: DocumentState) {
    this.state = state;
    this.parts = state.parts;
    this.start = state.parts.space.known(state.parts.space.own);
  }

  /** Counters from the first op of the transaction to the next one. */
  get back(): number {
    const { space } = this.parts;
    return space.known(space.own) - this.start;
  }

  /** Writes an op and does what it says. */
  perform(op: RichTextOp): Element {
    return this.state.perform(op);
  }

  /** Where an element goes that stands straight after the one at `rank`; -1 is the start of the sequence. */
  placeAfterRank(rank: number): Place {
    const { sequence } = this.parts;
    if (rank < 0) return sequence.placeAfter(-1, 0);
    const { replica, counter } = sequence.elementAtRank(rank);
    return sequence.placeAfter(replica, counter);
  }

  /** The shown block with this id. Throws a `RangeError` if there is none. */
  shownBlock(id: string): Segment {
    const { space, segments } = this.parts;
    const element = parseName(space.replicas, id);
    const segment = element && segments.get(element.replica, element.counter);
    if (!segment?.shown) throw new RangeError(`no block ${id} is shown`);
    return segment;
  }

  /** Remembers the container that was made under `key`. */
  nameContainer(key: string, id: Element): void {
    this.containersByKey.set(normalName(key), id);
  }

  /** The container that a reference means. Throws a `RangeError` if there is none. */
  container(reference: ContainerReference): Element | null {
    if (reference === null) return null;
    const { space, containers } = this.parts;
    const id =
      typeof reference === "string"
        ? parseName(space.replicas, reference)
        : (this.containersByKey.get(reference.key) ?? null);
    if (id && containers.get(id.replica, id.counter)) return id;
    const name = typeof reference === "string" ? reference : reference.key;
    throw new RangeError(`there is no container ${name}`);
  }
}
