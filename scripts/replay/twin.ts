/**
 * What the recording must come to: two slow replicas (the twin of the sequence's own tests) make every step
 * after exactly what its writer had seen, then exchange everything. A line feed is a character like any other.
 */
import { OpSpace, parseReplicaId, type ReplicaId } from "@weft/rga";
import { SlowSequence } from "../../packages/rga/test/slow-sequence.ts";
import type { Step } from "./trace.ts";

type TwinOp =
  | {
      readonly type: "insert";
      readonly lamport: number;
      readonly text: string;
      readonly parent: TwinId | null;
      readonly side: 0 | 1;
    }
  | { readonly type: "delete"; readonly lamport: number; readonly target: TwinId };

interface TwinId {
  readonly replica: ReplicaId;
  readonly counter: number;
}

class TwinReplica {
  readonly ops: TwinOp[] = [];
  private readonly space: OpSpace;
  private readonly sequence: SlowSequence;
  private seen = 0;

  constructor(id: ReplicaId) {
    this.space = new OpSpace(id);
    this.sequence = new SlowSequence(this.space);
  }

  make({ position, removed, inserted }: Step): void {
    for (let count = 0; count < removed; count++) {
      const target = this.idOf(this.sequence.elementAt(position));
      const { lamport } = this.space.allocate(1);
      this.ops.push({ type: "delete", lamport, target });
      this.hide(target);
    }
    for (let offset = 0; offset < inserted.length; offset++) {
      const place = this.sequence.placeAt(position + offset);
      const { counter, lamport } = this.space.allocate(1);
      const text = inserted[offset] ?? "";
      this.sequence.insert({ replica: this.space.own, counter, length: 1, place, text });
      const parent =
        place.parentReplica < 0
          ? null
          : this.idOf({ replica: place.parentReplica, counter: place.parentCounter });
      this.ops.push({ type: "insert", lamport, text, parent, side: place.side });
    }
  }

  /** Applies the first `count` ops of the other replica. */
  see(other: ReplicaId, ops: readonly TwinOp[], count: number): void {
    const replica = this.space.replicas.indexOf(other);
    for (; this.seen < count; this.seen++) {
      const op = ops[this.seen];
      if (!op) throw new Error("The recording looks ahead of itself.");
      this.space.accept(replica, this.seen, 1, op.lamport);
      if (op.type === "delete") {
        this.hide(op.target);
      } else {
        const parentReplica = op.parent ? this.space.replicas.indexOf(op.parent.replica) : -1;
        const place = { parentReplica, parentCounter: op.parent?.counter ?? 0, side: op.side };
        this.sequence.insert({ replica, counter: this.seen, length: 1, place, text: op.text });
      }
    }
  }

  text(): string {
    return this.sequence.text();
  }

  private hide({ replica, counter }: TwinId): void {
    this.sequence.cover(this.space.replicas.indexOf(replica), counter, 1, 1, () => {});
  }

  private idOf({ replica, counter }: { readonly replica: number; readonly counter: number }): TwinId {
    return { replica: this.space.replicas.idAt(replica), counter };
  }
}

/** The merged text after all `steps`, for the two writers' real replica ids (they decide ties). */
export function mergedText(steps: readonly Step[], replicaIds: readonly [string, string]): string {
  const [first, second] = replicaIds.map((id) => {
    const parsed = parseReplicaId(id);
    if (!parsed) throw new Error(`Not a replica id: ${id}`);
    return parsed;
  });
  if (!first || !second) throw new Error("A twin needs two replica ids.");
  const ids = [first, second] as const;
  const replicas = [new TwinReplica(first), new TwinReplica(second)] as const;
  /** For each writer, how many ops its first n steps made. */
  const opsAfter: readonly [number[], number[]] = [[0], [0]];
  for (const step of steps) {
    const writer = step.writer === 0 ? 0 : 1;
    const other = writer === 0 ? 1 : 0;
    replicas[writer].see(ids[other], replicas[other].ops, opsAfter[other][step.seenOfOther] ?? 0);
    replicas[writer].make(step);
    opsAfter[writer].push(replicas[writer].ops.length);
  }
  replicas[0].see(second, replicas[1].ops, replicas[1].ops.length);
  replicas[1].see(first, replicas[0].ops, replicas[0].ops.length);
  const text = replicas[0].text();
  if (text !== replicas[1].text()) throw new Error("The slow twins do not agree with each other.");
  return text;
}
