/** Batches that no honest replica writes, in a frame that is right, so that only the checks behind it can refuse. */
import { ByteWriter, writePackedBytes } from "@weft/codec";
import { CLOCK_FOLLOWS, COLUMNS } from "../src/batch/batch-form.ts";
import { decodeReplicaId, encodeReplicaId, parseReplicaId } from "../src/index.ts";

/** Ops as their columns; distances are whole numbers, all else is bytes. */
export interface ForgedOps {
  readonly codes?: readonly number[];
  readonly fields?: readonly number[];
  readonly whose?: readonly number[];
  readonly distances?: readonly number[];
  readonly texts?: readonly number[];
}

/** A batch in columns. `lamport` is `counter` if it is left out. */
export function forged(parts: {
  readonly replica?: string;
  readonly counter?: number;
  readonly count?: number;
  readonly lamport?: number;
  readonly dependencies?: readonly (readonly [string, number])[];
  readonly ops: ForgedOps;
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
  writer.writeByte(clock === 0 ? COLUMNS : COLUMNS | CLOCK_FOLLOWS);
  writer.writeRaw(idOf(replica));
  writer.writeVarint(counter);
  if (clock !== 0) writer.writeVarint(clock);
  writer.writeVarint(count);
  writer.writeVarint(dependencies.length);
  for (const [dependency, highest] of dependencies) {
    writer.writeRaw(idOf(dependency));
    writer.writeVarint(highest);
  }
  writer.writeBytes(columnsOf(ops));
  return writer.toBytes();
}

function columnsOf({
  codes = [],
  fields = [],
  whose = [],
  distances = [],
  texts = [],
}: ForgedOps): Uint8Array {
  const numbers = distances.map((distance) => (distance < 0 ? -2 * distance - 1 : 2 * distance));
  const high = new ByteWriter();
  for (const number of numbers) high.writeVarint(Math.floor(number / 256));
  const low = numbers.map((number) => number % 256);
  const body = new ByteWriter();
  for (const column of [codes, fields, whose, low, high.toBytes(), texts])
    writePackedBytes(body, Uint8Array.from(column));
  return body.toBytes();
}
