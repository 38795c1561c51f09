import { type Batch, type Element, type Place, type ReplicaIndex, START } from "@weft/rga";
import type { Segment } from "../blocks/segment.ts";
import type { RichTextOp } from "../ops/op-kinds.ts";
import { locate } from "../reading/display.ts";
import type { DocumentParts } from "../reading/document-parts.ts";
import { IdMap } from "./id-map.ts";
import { type OldOp, partOf, spanOf } from "./ops-in-order.ts";
import { type Brought, type StandIn, StandIns } from "./stand-ins.ts";

/**
 * What the ids in old ops mean now: those of the old ops themselves are the ids under which they were repeated, now or
 * before, all others stay. An id that means nothing here is null, so that whoever leans on it can do without.
 */
export class Renaming {
  private readonly parts: DocumentParts;
  private readonly renamed = new IdMap();
  private readonly standIns: StandIns;
  private readonly firstByReplica = new Map<ReplicaIndex, number>();
  /** Where the repetition of a transaction begins whose first op was not repeated. */
  private readonly starts = new Map<string, number>();

  constructor(parts: DocumentParts, batches: readonly Batch<RichTextOp>[], brought: readonly Brought[] = []) {
    this.parts = parts;
    this.standIns = new StandIns(parts.space.replicas, brought);
    for (const { replica, counter } of batches) {
      this.firstByReplica.set(replica, Math.min(counter, this.firstOf(replica)));
    }
  }

  /** The first counter of `replica` that is repeated: what is older has stayed as it is. */
  firstOf(replica: ReplicaIndex): number {
    return this.firstByReplica.get(replica) ?? Number.POSITIVE_INFINITY;
  }

  /** Whether an id names one of the old ops. */
  isOld({ replica, counter }: Element): boolean {
    return counter >= this.firstOf(replica);
  }

  /** Notes that old counters were repeated as own ones. */
  add({ replica, counter }: Element, length: number, renamed: number): void {
    this.renamed.add(replica, counter, length, renamed);
  }

  /** The own counters under which the old ones `from`..`to - 1` were repeated. */
  visit(
    replica: ReplicaIndex,
    from: number,
    to: number,
    visit: (counter: number, length: number) => void,
  ): void {
    this.renamed.visit(replica, from, to, visit);
  }

  /** `visit` of what was repeated before. */
  visitStandIns(
    replica: ReplicaIndex,
    from: number,
    to: number,
    visit: (first: Element, length: number) => void,
  ): void {
    this.standIns.visit(replica, from, to, visit);
  }

  /** Those parts of an op that were not repeated before. */
  missing(old: OldOp): OldOp[] {
    const { replica, counter } = old;
    const span = spanOf(old.op);
    const parts = this.standIns.missing(replica, counter, counter + span);
    if (parts[0]?.from === counter && parts[0].to === counter + span) return [old];
    return parts.map(({ from, to }) => partOf(old, from - counter, to - counter));
  }

  /** What was repeated now, as runs that are as long as can be. */
  repeated(): StandIn[] {
    const { space } = this.parts;
    const own = space.replicas.idAt(space.own);
    return this.renamed.runs().map(({ replica, from, length, renamed }) => {
      return { replica: space.replicas.idAt(replica), from, length, as: { replica: own, counter: renamed } };
    });
  }

  /** The id that stands for an old one, or null. */
  id(old: Element): Element | null {
    const { space } = this.parts;
    if (!this.isOld(old)) return old.counter < space.known(old.replica) ? old : null;
    const counter = this.renamed.get(old.replica, old.counter);
    return counter === null ? this.standIns.get(old) : { replica: space.own, counter };
  }

  /** Those of `old` that mean something. */
  ids(old: readonly Element[]): Element[] {
    return old.flatMap((id) => this.id(id) ?? []);
  }

  /** The same element, or null if it is none. */
  element(old: Element): Element | null {
    const id = this.id(old);
    if (!id) return null;
    const { parts, element } = locate(this.parts, id);
    return parts.sequence.has(element.replica, element.counter) ? id : null;
  }

  /** The segment that an id means now, shown or not; null if there is none. */
  segment(
    old: Element,
  ): { readonly id: Element; readonly segment: Segment; readonly parts: DocumentParts } | null {
    const id = this.id(old);
    if (!id) return null;
    const { parts, element } = locate(this.parts, id);
    const segment = parts.segments.get(element.replica, element.counter);
    return segment ? { id, segment, parts } : null;
  }

  /** The same row or column, or null if there is none. */
  line(old: Element): Element | null {
    const id = this.id(old);
    return id && this.parts.tables.line(id) ? id : null;
  }

  /** The same container, or null if there is none. */
  container(old: Element | null): Element | null {
    const id = old && this.id(old);
    return id && this.parts.containers.get(id.replica, id.counter) ? id : null;
  }

  /** The same side of the same element; the end of the document if that is not there. */
  place(old: Place): Place {
    if (old.parentReplica < 0) return START;
    const parent = this.element({ replica: old.parentReplica, counter: old.parentCounter });
    if (parent) return { parentReplica: parent.replica, parentCounter: parent.counter, side: old.side };
    const { sequence } = this.parts;
    const last = sequence.elementAtRank(sequence.totalLength - 1);
    return sequence.placeAfter(last.replica, last.counter);
  }

  /** How far the next own op stands behind the first one that repeats something of the same transaction. */
  back(old: Element, oldBack: number): number {
    const { space } = this.parts;
    const next = space.known(space.own);
    const first = old.counter - oldBack;
    const transaction = `${old.replica}/${first}`;
    const start = this.renamed.get(old.replica, first) ?? this.starts.get(transaction) ?? next;
    this.starts.set(transaction, start);
    return next - start;
  }
}
