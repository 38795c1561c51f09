import type { UpdateSource } from "../log/intake.ts";
import type { OpBytes } from "../log/log.ts";
import type { BatchWriter } from "./batch-writer.ts";
import { UpdateReader } from "./update-reader.ts";

/** The ops of one document as batches. */
export class BatchBytes<Op> implements OpBytes<Op> {
  readonly writer: BatchWriter<Op>;
  private readonly newReader: () => UpdateReader<Op>;

  constructor(writer: BatchWriter<Op>, newReader: () => UpdateReader<Op>) {
    this.writer = writer;
    this.newReader = newReader;
  }

  open(update: Uint8Array, used: UpdateSource<Op> | null): UpdateReader<Op> {
    const reader = used instanceof UpdateReader ? used : this.newReader();
    reader.begin(update);
    return reader;
  }
}
