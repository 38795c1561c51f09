/**
 * A register that merges: it shows its newest active write, and it keeps every write, because an undone one
 * gives way to the one before it and a losing one can be shown until a later write has seen it.
 *
 * Newest is by (Lamport timestamp of the transaction's first op, replica id, counter), so that one person's
 * command wins or loses as a whole (DESIGN §5).
 */
import type { Element, OpSpace } from "@weft/rga";

/** One write of a register. */
export interface Write<Content> {
  /** The op that wrote it. */
  readonly id: Element;
  /** Lamport timestamp of the first op of the transaction. */
  readonly stamp: number;
  readonly content: Content;
  /** The newest writes that its writer knew. */
  readonly seen: readonly Write<Content>[];
  /** False while the write is undone. */
  active: boolean;
}

/** Which of two writes is older: negative if the first. */
export function compareWrites(
  space: OpSpace,
  a: { readonly id: Element; readonly stamp: number },
  b: { readonly id: Element; readonly stamp: number },
): number {
  return space.compareAge(a.stamp, a.id.replica, b.stamp, b.id.replica) || a.id.counter - b.id.counter;
}

/** All writes of one register. */
export class Register<Content> {
  private readonly space: OpSpace;
  /** Oldest first. */
  private readonly writes: Write<Content>[] = [];
  private readonly writesById = new Map<string, Write<Content>>();
  /** Writes that no other write has seen, in the order in which they came. */
  private readonly leaves = new Set<Write<Content>>();
  private current: Write<Content> | null = null;

  constructor(space: OpSpace) {
    this.space = space;
  }

  /** The newest active write, if there is one. */
  get winner(): Write<Content> | null {
    return this.current;
  }

  /** Every write, undone ones included, from the oldest to the newest. */
  get all(): readonly Write<Content>[] {
    return this.writes;
  }

  /** What a new write has to name as seen. */
  get heads(): readonly Write<Content>[] {
    return [...this.leaves];
  }

  /** Adds a write; ids in `seen` that are no writes of this register name nothing. */
  add(id: Element, stamp: number, content: Content, seen: readonly Element[]): Write<Content> {
    const known = seen.flatMap((seenId) => this.writesById.get(keyOf(seenId)) ?? []);
    const write: Write<Content> = { id, stamp, content, seen: known, active: true };
    this.writes.splice(this.placeOf(write), 0, write);
    this.writesById.set(keyOf(id), write);
    for (const older of known) this.leaves.delete(older);
    this.leaves.add(write);
    if (!this.current || compareWrites(this.space, this.current, write) < 0) this.current = write;
    return write;
  }

  /** Undoes or redoes a write. */
  setActive(write: Write<Content>, active: boolean): void {
    write.active = active;
    if (active) {
      if (!this.current || compareWrites(this.space, this.current, write) < 0) this.current = write;
    } else if (this.current === write) {
      let index = this.writes.length - 1;
      while (index >= 0 && !this.writes[index]!.active) index--;
      this.current = this.writes[index] ?? null;
    }
  }

  /** Active writes that lost without having been seen, even indirectly, by an active write. */
  losing(): readonly Write<Content>[] {
    if (this.leaves.size === 1 && this.current && this.leaves.has(this.current)) return [];
    const seen = new Set<Write<Content>>();
    const waiting: Write<Content>[] = this.writes.filter((write) => write.active);
    for (let write = waiting.pop(); write; write = waiting.pop()) {
      for (const older of write.seen) {
        if (seen.has(older)) continue;
        seen.add(older);
        waiting.push(older);
      }
    }
    return this.writes.filter((write) => write.active && write !== this.current && !seen.has(write));
  }

  /** How many writes are older. */
  private placeOf(write: Write<Content>): number {
    let low = 0;
    let high = this.writes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareWrites(this.space, this.writes[middle]!, write) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function keyOf(id: Element): string {
  return `${id.replica}/${id.counter}`;
}
