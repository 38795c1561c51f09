import type { UpdateSource } from "../log/intake.ts";
import type { OpBytes } from "../log/log.ts";
import type { OpSpace } from "../space/op-space.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import { BatchWriter } from "./batch-writer.ts";
import type { ObjectCoder } from "./object-coder.ts";
import { UpdateReader } from "./update-reader.ts";

/** The ops of one document as batches. Without a coder for objects, ops of text alone. */
export class BatchBytes<Op> implements OpBytes<Op> {
  readonly writer: BatchWriter<Op>;
  private readonly newReader: () => UpdateReader<Op>;

  constructor(space: OpSpace, given: readonly ReplicaIndex[], objects: ObjectCoder<Op> | null) {
    this.writer = new BatchWriter(space, given, objects);
    this.newReader = () => new UpdateReader(space.replicas, given, objects);
  }

  open(update: Uint8Array, used: UpdateSource<Op> | null): UpdateReader<Op> {
    const reader = used instanceof UpdateReader ? used : this.newReader();
    reader.begin(update);
    return reader;
  }
}
