/** Batches that no honest replica writes, in a frame that is right, so that only the checks behind it can refuse. */
import { ByteWriter } from "@weft/codec";
import { CLOCK_FOLLOWS, ROWS } from "../src/batch/batch-form.ts";
import { decodeReplicaId, encodeReplicaId, parseReplicaId } from "../src/index.ts";

/** A batch in rows of these raw bytes of ops. `lamport` is `counter` if it is left out. */
export function forged(parts: {
  readonly replica?: string;
  readonly counter?: number;
  readonly count?: number;
  readonly lamport?: number;
  readonly dependencies?: readonly (readonly [string, number])[];
  readonly ops: readonly number[];
}): Uint8Array {
  const {
    replica = "00000000000000aa",
    counter = 0,
    count = 1,
    lamport = counter,
    dependencies = [],
    ops,
  } = parts;
  const idOf = (id: string): Uint8Array =>
    encodeReplicaId(parseReplicaId(id) ?? decodeReplicaId(new Uint8Array(8)));
  const clock = lamport - counter;
  const writer = new ByteWriter();
  writer.writeByte(clock === 0 ? ROWS : ROWS | CLOCK_FOLLOWS);
  writer.writeRaw(idOf(replica));
  writer.writeVarint(counter);
  if (clock !== 0) writer.writeVarint(clock);
  writer.writeVarint(count);
  writer.writeVarint(dependencies.length);
  for (const [dependency, highest] of dependencies) {
    writer.writeRaw(idOf(dependency));
    writer.writeVarint(highest);
  }
  writer.writeBytes(Uint8Array.from(ops));
  return writer.toBytes();
}
