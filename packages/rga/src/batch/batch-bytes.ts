import type { UpdateSource } from "../log/intake.ts";
import type { OpBytes } from "../log/log.ts";
import { INSERT_RIGHT, type PackedOp } from "../op/packed-op.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { BatchWriter, MAX_TEXT_UNITS } from "./batch-writer.ts";
import { encodeOneOp } from "./one-op-writer.ts";
import { type ObjectCoder, UpdateReader } from "./update-reader.ts";

/** The ops of one document as batches. Without a coder for objects, ops of text alone. */
export class BatchBytes<Op> implements OpBytes<Op> {
  readonly writer: BatchWriter<Op>;
  private readonly space: OpSpace;
  private readonly given: readonly ReplicaIndex[];
  private readonly objects: ObjectCoder<Op> | null;

  constructor(space: OpSpace, given: readonly ReplicaIndex[], objects: ObjectCoder<Op> | null) {
    this.space = space;
    this.given = given;
    this.objects = objects;
    this.writer = new BatchWriter(space, given, objects);
  }

  open(update: Uint8Array, used: UpdateSource<Op> | null): UpdateReader<Op> {
    const isMine = used instanceof UpdateReader;
    const reader = isMine ? used : new UpdateReader(this.space.replicas, this.given, this.objects);
    reader.begin(update);
    return reader;
  }

  encodeOne(op: PackedOp<Op>, replica: ReplicaIndex, lamport: number): Uint8Array<ArrayBuffer> | null {
    if (op.form <= INSERT_RIGHT && op.length > MAX_TEXT_UNITS) return null;
    if (this.given.length > 0 && this.given.includes(op.otherReplica)) return null;
    return encodeOneOp(this.space.replicas, replica, lamport, op);
  }
}
