/**
 * The order of a whole history at once: of a saved text, and of one of which a good part comes in one update. Everything inserted is cut
 * into pieces wherever something stands beside an element, or begins or ends to be covered. Pieces are put down in the order
 * of their age, each straight beside its parent: it is the newest so far, and the newest stands nearest on both sides
 * (DESIGN §4). So it takes a link a piece, where the tree of runs takes a search. The history may come from anybody.
 */
import { DecodeError } from "@weft/codec";
import type { Cancellations } from "../log/cancellations.ts";
import type { Journal } from "../log/journal.ts";
import type { OpTable } from "../log/op-table.ts";
import { CANCEL, DELETE_BACKWARD, INSERT_LEFT, INSERT_RIGHT } from "../op/packed-op.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { MarkedPlaces } from "./marked-places.ts";
import { COVERS, FLAG_BITS, HAS_LEFT, HAS_RIGHT, IS_LEFT, LENGTH, OWNER, STEP } from "./run-tree.ts";

/** All ops of a text. */
export interface WholeHistory {
  readonly space: OpSpace;
  readonly journal: Journal;
  /** What the toggles in the journal come to; `buildRuns` carries out all of them. */
  readonly cancellations: Cancellations;
}

/** Neighbours in document order, whose characters are from `offset` on in the arena of their replica. */
export type VisitPiece = (replica: ReplicaIndex, offset: number, length: number, shows: boolean) => void;

const NOBODY = -1;
const NO_NUMBERS = new Int32Array(0);
const NO_FLAGS = new Uint8Array(0);

/**
 * All runs in document order, as `TextSequence.build` wants them; visits them piece by piece. Throws a `DecodeError` if the
 * history is impossible.
 */
export function buildRuns(history: WholeHistory, visit?: VisitPiece): Int32Array<ArrayBuffer> {
  try {
    return builder.build(history, visit);
  } finally {
    builder.clear();
  }
}

/** What the passes over a history share. Pieces are numbered as their counters are. */
class RunBuilder {
  #space: OpSpace | null = null;
  #cancellations: Cancellations | null = null;
  #tables: OpTable[] = [];
  /** Where the counters of each replica begin among those of all: a counter has a place there. */
  #bases: number[] = [];
  /** Where pieces begin, among the places of all counters. */
  readonly #cuts = new MarkedPlaces();
  /** What is covered: from which place to which, and by how many more. */
  #covered: number[] = [];
  /** The place of the first counter of each piece; one more for the end. */
  #starts: Int32Array = NO_NUMBERS;
  /** Who inserted it; `NOBODY` if these counters inserted nothing. */
  #owners: Int32Array = NO_NUMBERS;
  /** The piece beside which it stands, or `NOBODY`. */
  #parents: Int32Array = NO_NUMBERS;
  /** How many elements are before each piece, of all replicas, and before the pieces of each replica. */
  #elements: Int32Array = NO_NUMBERS;
  #firstElements: number[] = [];
  /** As in a `RunTree`; one more for the start. */
  #flags: Uint8Array = NO_FLAGS;

  build({ space, journal, cancellations }: WholeHistory, visit?: VisitPiece): Int32Array<ArrayBuffer> {
    this.#space = space;
    this.#cancellations = cancellations;
    let end = 0;
    for (let replica = 0; replica < space.replicas.size; replica++) {
      this.#tables.push(journal.table(replica));
      this.#bases.push(end);
      end += space.known(replica);
    }
    this.#cuts.reset(end);
    this.#cuts.mark(end);
    for (const table of this.#tables) {
      this.#cut(table);
      cancellations.visitCancelled(table.replica, (from, to) => this.#coverCancelled(table, from, to));
    }
    this.#makePieces();
    return this.#inOrder(this.#countCovers(), visit);
  }

  /** Keeps nothing of the history. */
  clear(): void {
    this.#space = null;
    this.#cancellations = null;
    this.#tables = [];
    this.#bases = [];
    this.#cuts.reset(0);
    this.#covered = [];
    this.#starts = NO_NUMBERS;
    this.#owners = NO_NUMBERS;
    this.#parents = NO_NUMBERS;
    this.#elements = NO_NUMBERS;
    this.#firstElements = [];
    this.#flags = NO_FLAGS;
  }

  /** Cuts where ops begin, beside all parents, and where deletions begin and end; carries out toggles, which are of own ops. */
  #cut(table: OpTable): void {
    const cuts = this.#cuts;
    const bases = this.#bases;
    const { replica, count } = table;
    const base = bases[replica]!;
    for (let entry = 0; entry < count; entry++) {
      const start = table.startAt(entry);
      const form = table.formAt(entry);
      cuts.mark(base + start);
      if (form >= CANCEL) {
        const from = table.otherCounterAt(entry);
        this.#cancellations!.set(replica, from, from + table.toggledAt(entry), form === CANCEL);
        continue;
      }
      if (form > INSERT_RIGHT) {
        const length = table.endAt(entry) - start;
        this.#cover(this.#lowestTarget(table, entry, 0, length), length, 1);
        continue;
      }
      const other = table.otherReplicaAt(entry);
      if (other < 0) continue;
      const counter = table.otherCounterAt(entry);
      this.#expectOlder(other, counter, replica, start);
      cuts.mark(bases[other]! + counter + (form === INSERT_RIGHT ? 1 : 0));
    }
  }

  /** `length` counters from a place on are covered once more (+1) or once less (-1). */
  #cover(place: number, length: number, delta: 1 | -1): void {
    this.#cuts.mark(place);
    this.#cuts.mark(place + length);
    this.#covered.push(place, place + length, delta);
  }

  /** What is cancelled of insertions is covered; deletions cover no more. */
  #coverCancelled(table: OpTable, from: number, to: number): void {
    for (let entry = table.indexOf(from); entry < table.count && table.startAt(entry) < to; entry++) {
      const start = table.startAt(entry);
      const form = table.formAt(entry);
      const low = Math.max(from - start, 0);
      const high = Math.min(to, table.endAt(entry)) - start;
      if (form <= INSERT_RIGHT) this.#cover(this.#bases[table.replica]! + start + low, high - low, 1);
      else if (form < CANCEL) this.#cover(this.#lowestTarget(table, entry, low, high), high - low, -1);
    }
  }

  /** The place of the lowest counter that `from`..`to - 1` of a deletion are of. */
  #lowestTarget(table: OpTable, entry: number, from: number, to: number): number {
    const { replica } = table;
    const isBack = table.formAt(entry) === DELETE_BACKWARD;
    const other = table.otherReplicaAt(entry);
    const first = table.otherCounterAt(entry);
    const start = table.startAt(entry);
    // The newest target of each stretch of the clock is the one that may be too new.
    for (let at = from, next = to; !isBack && at < to; at = next) {
      if (other !== replica) next = Math.min(to, this.#space!.nextJump(replica, start + at) - start);
      this.#expectOlder(other, first + next - 1, replica, start + next - 1);
    }
    if (isBack) this.#expectOlder(other, first - from, replica, start + from);
    return this.#bases[other]! + (isBack ? first - to + 1 : first + from);
  }

  #expectOlder(other: ReplicaIndex, counter: number, replica: ReplicaIndex, own: number): void {
    const space = this.#space!;
    const isOlder =
      other === replica
        ? counter < own
        : counter < space.known(other) && space.lamportOf(other, counter) < space.lamportOf(replica, own);
    if (!isOlder) throw new DecodeError("impossible", "an op that is not newer than what it refers to");
  }

  #makePieces(): void {
    const cuts = this.#cuts;
    const bases = this.#bases;
    const starts = cuts.list();
    const count = starts.length - 1;
    const owners = new Int32Array(count).fill(NOBODY);
    const parents = new Int32Array(count).fill(NOBODY);
    const flags = new Uint8Array(count + 1);
    for (const table of this.#tables) {
      const base = bases[table.replica]!;
      for (let entry = 0; entry < table.count; entry++) {
        const form = table.formAt(entry);
        if (form > INSERT_RIGHT) continue;
        const first = cuts.numberAt(base + table.startAt(entry));
        const end = base + table.endAt(entry);
        for (let piece = first; starts[piece]! < end; piece++) {
          owners[piece] = table.replica;
          parents[piece] = piece - 1;
        }
        const other = table.otherReplicaAt(entry);
        parents[first] = other < 0 ? NOBODY : cuts.numberAt(bases[other]! + table.otherCounterAt(entry));
        if (form === INSERT_LEFT) flags[first] = IS_LEFT;
      }
    }
    const elements = new Int32Array(count + 1);
    const firstElements: number[] = [];
    for (let piece = 0; piece < count; piece++) {
      const replica = owners[piece]!;
      elements[piece + 1] = elements[piece]!;
      if (replica === NOBODY) continue;
      elements[piece + 1]! += starts[piece + 1]! - starts[piece]!;
      firstElements[replica] ??= elements[piece]!;
      if (parents[piece] !== NOBODY && owners[parents[piece]!] === NOBODY) {
        throw new DecodeError("impossible", "an op on what is no element");
      }
    }
    this.#elements = elements;
    this.#firstElements = firstElements;
    this.#starts = starts;
    this.#owners = owners;
    this.#parents = parents;
    this.#flags = flags;
  }

  /** How many deletions cover each piece in the end. */
  #countCovers(): Int32Array {
    const cuts = this.#cuts;
    const elements = this.#elements;
    const covered = this.#covered;
    const pieces = this.#owners.length;
    const covers = new Int32Array(pieces + 1);
    for (let at = 0; at < covered.length; at += 3) {
      const first = cuts.numberAt(covered[at]!);
      const end = cuts.numberAt(covered[at + 1]!);
      if (elements[end]! - elements[first]! !== covered[at + 1]! - covered[at]!) {
        throw new DecodeError("impossible", "an op on what is no element");
      }
      covers[first]! += covered[at + 2]!;
      covers[end]! -= covered[at + 2]!;
    }
    for (let piece = 1; piece < pieces; piece++) covers[piece]! += covers[piece - 1]!;
    return covers;
  }

  /** Pieces that are linked, as runs that are as long as can be. */
  #inOrder(covers: Int32Array, visit: VisitPiece | undefined): Int32Array<ArrayBuffer> {
    const bases = this.#bases;
    const starts = this.#starts;
    const owners = this.#owners;
    const flags = this.#flags;
    const count = owners.length;
    const after = this.#linked(this.#byAge());
    const elements = this.#elements;
    const firstElements = this.#firstElements;
    const slots = new Int32Array(count * STEP);
    let last = -STEP;
    for (let piece = after[count]!; piece < count; piece = after[piece]!) {
      const replica = owners[piece]!;
      const counter = starts[piece]! - bases[replica]!;
      const length = starts[piece + 1]! - starts[piece]!;
      const cover = covers[piece]!;
      const flag = flags[piece]!;
      if (visit) visit(replica, elements[piece]! - firstElements[replica]!, length, cover === 0);
      const runsOn =
        last >= 0 &&
        slots[last + OWNER]! >> FLAG_BITS === replica &&
        slots[last]! + slots[last + LENGTH]! === counter &&
        slots[last + COVERS] === cover;
      if (runsOn && (flag & IS_LEFT) === 0) {
        slots[last + LENGTH]! += length;
        slots[last + OWNER] = (slots[last + OWNER]! & ~HAS_RIGHT) | (flag & HAS_RIGHT);
        continue;
      }
      last += STEP;
      slots[last] = counter;
      slots[last + LENGTH] = length;
      slots[last + OWNER] = (replica << FLAG_BITS) | flag;
      slots[last + COVERS] = cover;
    }
    return slots.subarray(0, last + STEP);
  }

  /** The pieces that were inserted, the oldest first; null if they are in this order, as they are of a single writer. */
  #byAge(): readonly number[] | null {
    if (this.#tables.filter(({ count }) => count > 0).length < 2) return null;
    const bases = this.#bases;
    const owners = this.#owners;
    const starts = this.#starts;
    const space = this.#space!;
    const order: number[] = [];
    const ages = new Float64Array(owners.length);
    for (let piece = 0; piece < owners.length; piece++) {
      const replica = owners[piece]!;
      if (replica === NOBODY) continue;
      ages[piece] = space.lamportOf(replica, starts[piece]! - bases[replica]!);
      order.push(piece);
    }
    // What each has written is in order: sorted are only stretches that are so already.
    return order.sort((a, b) => space.compareAge(ages[a]!, owners[a]!, ages[b]!, owners[b]!));
  }

  /** Puts each piece beside its parent. Gives what is after each; the last place is that of the start and the end. */
  #linked(order: readonly number[] | null): Int32Array {
    const owners = this.#owners;
    const parents = this.#parents;
    const flags = this.#flags;
    const none = parents.length;
    const after = new Int32Array(none + 1);
    const before = new Int32Array(none + 1);
    after[none] = none;
    before[none] = none;
    const count = order ? order.length : none;
    for (let at = 0; at < count; at++) {
      const piece = order ? order[at]! : at;
      if (owners[piece] === NOBODY) continue;
      const parent = parents[piece]! < 0 ? none : parents[piece]!;
      const isLeft = (flags[piece]! & IS_LEFT) !== 0;
      flags[parent]! |= isLeft ? HAS_LEFT : HAS_RIGHT;
      const left = isLeft ? before[parent]! : parent;
      const right = isLeft ? parent : after[parent]!;
      after[left] = piece;
      before[piece] = left;
      after[piece] = right;
      before[right] = piece;
    }
    return after;
  }
}

/**
 * One serves all. An engine forgets what it compiled for a class whose last instance is gone, and who opens one text after
 * another would wait for it each time.
 */
const builder = new RunBuilder();
