/** Batches that no honest replica writes, with a check sum that fits, so that only the checks behind it can refuse. */
import { ByteWriter, crc32 } from "@weft/codec";
import { decodeReplicaId, encodeReplicaId, parseReplicaId } from "../src/index.ts";

/** The body of a batch: header and raw bytes of ops. `lamport` is `counter` if it is left out. */
export function body(parts: {
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
  const writer = new ByteWriter();
  writer.writeRaw(idOf(replica));
  writer.writeVarint(counter);
  writer.writeVarint(count);
  writer.writeVarint(lamport - counter);
  writer.writeVarint(dependencies.length);
  for (const [dependency, highest] of dependencies) {
    writer.writeRaw(idOf(dependency));
    writer.writeVarint(highest);
  }
  writer.writeRaw(Uint8Array.from(ops));
  return writer.toBytes();
}

/** The body as a batch whose frame is right. */
export function seal(content: Uint8Array): Uint8Array {
  const writer = new ByteWriter();
  writer.writeByte(1);
  writer.writeBytes(content);
  writer.writeUint32(crc32(writer.view()));
  return writer.toBytes();
}
