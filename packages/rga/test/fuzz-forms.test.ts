/** Columns and sessions with wrong bytes in them: a typed refusal that changes nothing, or what somebody could have written. */
import { concatBytes, type Random, seededRandom } from "@weft/base";
import { ByteReader, ByteWriter, DecodeError, readPackedBytes, writePackedBytes } from "@weft/codec";
import { expect, test } from "vitest";
import { COLUMNS } from "../src/batch/batch-form.ts";
import {
  createText,
  ReusedIdError,
  SessionReader,
  SessionWriter,
  splitBatches,
  type Text,
} from "../src/index.ts";
import { mutated } from "./mutation.ts";
import { withSeeds } from "./seed.ts";

const COLUMN_COUNT = 6;
const ONE_TEXT = "00000000000000aa";
const OTHER_TEXT = "00000000000000bb";

function workOffline(text: Text, random: Random): void {
  for (let edits = 0; edits < 200; edits++) {
    if (random.below(3) > 0 || text.length < 3)
      text.insert(random.below(text.length + 1), "words é👋".slice(random.below(8)));
    else text.delete(random.below(text.length - 2), 1 + random.below(2));
  }
}

/** The bytes of the ops of a batch in columns: its end. */
function opsOf(batch: Uint8Array): Uint8Array {
  const reader = new ByteReader(batch);
  const hasClock = reader.readByte() !== COLUMNS;
  reader.skip(8);
  reader.readVarint();
  if (hasClock) reader.readVarint();
  reader.readVarint();
  for (let dependencies = reader.readVarint(); dependencies > 0; dependencies--) {
    reader.skip(8);
    reader.readVarint();
  }
  return reader.readBytes();
}

/** A batch in columns with some of their bytes changed; lengths and everything around them are right. */
function spoiltColumns(batch: Uint8Array, random: Random): Uint8Array {
  const ops = opsOf(batch);
  const reader = new ByteReader(ops);
  const columns = Array.from({ length: COLUMN_COUNT }, () => readPackedBytes(reader, batch.length * 100));
  const body = new ByteWriter();
  const chosen = random.below(columns.length);
  for (const [number, column] of columns.entries()) {
    writePackedBytes(body, number === chosen ? mutated(column, random) : column);
  }
  const length = new ByteWriter();
  length.writeVarint(ops.length);
  const result = new ByteWriter();
  result.writeRaw(batch.subarray(0, batch.length - ops.length - length.length));
  result.writeBytes(body.view());
  return result.toBytes();
}

const stateOf = (text: Text): string =>
  JSON.stringify([text.toString(), [...text.version()], text.missing()]);

test("[RGA-8] [RGA-11] 8,000 batches with wrong columns", () => {
  const outcomes = { refused: 0, reused: 0, taken: 0 };
  withSeeds(40, (seed) => {
    const random = seededRandom(seed);
    const base = createText({ replica: OTHER_TEXT });
    base.insert(0, "a beginning");
    const text = createText({ replica: ONE_TEXT });
    text.applyUpdate(base.updateSince(new Map()));
    workOffline(text, random);
    const batch = text.takeUpdate()!;
    expect(batch[0]! & 0x7f).toBe(COLUMNS);
    let reader = base;
    for (let round = 0; round < 200; round++) {
      const before = stateOf(reader);
      const spoilt = random.below(8) === 0 ? mutated(batch, random) : spoiltColumns(batch, random);
      try {
        reader.applyUpdate(spoilt);
        outcomes.taken++;
      } catch (error) {
        const isTyped = error instanceof DecodeError || error instanceof ReusedIdError;
        if (!isTyped) throw new Error(`round ${round}`, { cause: error });
        expect(stateOf(reader)).toBe(before);
        outcomes[error instanceof ReusedIdError ? "reused" : "refused"]++;
        continue;
      }
      const fresh = createText({ random });
      fresh.applyUpdate(reader.updateSince(new Map()));
      expect(fresh.toString()).toBe(reader.toString());
      if (random.below(3) > 0) continue;
      reader = createText({ replica: OTHER_TEXT });
      reader.insert(0, "a beginning");
    }
  });
  if (process.env.WEFT_SEED !== undefined) return;
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(30);
});

test("[RGA-21] 10,000 sessions with wrong bytes: batches as anybody may send them, or the end of the session", () => {
  const outcomes = { refused: 0, read: 0, batches: 0 };
  withSeeds(50, (seed) => {
    const random = seededRandom(seed);
    const texts = [ONE_TEXT, OTHER_TEXT].map((replica) => createText({ replica }));
    const writer = new SessionWriter();
    const sent: Uint8Array[] = [];
    for (let edits = 0; edits < 30; edits++) {
      const text = texts[random.below(2)]!;
      const other = texts[random.below(2)]!;
      if (random.below(3) > 0 || text.length < 3)
        text.insert(random.below(text.length + 1), "né".slice(random.below(2)));
      else text.delete(random.below(text.length - 2), 1 + random.below(2));
      if (random.below(4) === 0) other.applyUpdate(text.updateSince(other.version()));
      const split = splitBatches(text.takeUpdate()!);
      if (split.ok) sent.push(writer.write(split.value));
    }
    for (let round = 0; round < 200; round++) {
      const reader = new SessionReader();
      const read = reader.read(mutated(concatBytes(sent), random));
      if (!read.ok) {
        expect(read.error).toBeInstanceOf(DecodeError);
        expect(reader.read(new Uint8Array()).ok).toBe(false);
        outcomes.refused++;
        continue;
      }
      outcomes.read++;
      for (const batch of read.value) if (splitBatches(batch).ok) outcomes.batches++;
    }
  });
  if (process.env.WEFT_SEED !== undefined) return;
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(30);
});
