import { concatBytes, type Random, seededRandom } from "@weft/base";
import { DecodeError } from "@weft/codec";
import { expect, test } from "vitest";
import {
  BufferFullError,
  createText,
  loadText,
  ReusedIdError,
  splitBatches,
  type Text,
} from "../src/index.ts";
import { withSeeds } from "./seed.ts";

/** A few edits of two replicas, as batches. */
function honestBatches(random: Random): Uint8Array[] {
  const a = createText({ random });
  const b = createText({ random });
  for (let round = 0; round < 4; round++) {
    a.insert(random.below(a.length + 1), "ab日c".slice(random.below(4)));
    if (a.length > 2) a.delete(random.below(a.length - 1), 2);
    b.applyUpdate(a.takeUpdate() ?? new Uint8Array());
    b.insert(random.below(b.length + 1), "xyz");
    if (random.below(2) === 0) b.cancel(0, 2);
    a.applyUpdate(b.takeUpdate()!);
  }
  const split = splitBatches(a.updateSince(new Map()));
  return split.ok ? split.value : [];
}

/** Bytes changed, cut, doubled or swapped. No check sum is in the way: the transport's and the disk's are. */
function mutated(batch: Uint8Array, random: Random): Uint8Array {
  const dice = random.below(10);
  if (dice === 0) return random.bytes(random.below(60));
  if (dice === 1) return batch.slice(0, random.below(batch.length));
  if (dice === 2) return concatBytes([batch, random.bytes(1 + random.below(4))]);
  const content = batch.slice();
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = random.below(3) === 0 ? random.below(content.length) : content.length - 1 - random.below(12);
    if (at >= 0) content[at] = random.below(2) === 0 ? random.below(256) : random.below(8);
  }
  return dice === 3 ? content.slice(0, random.below(content.length)) : content;
}

const seen = (text: Text): string =>
  JSON.stringify([text.toString(), [...text.version()], text.missing(), text.refused().length]);

test("[RGA-8] [RGA-11] 20,000 mutated updates: a typed refusal that changes nothing, or a document that still agrees", () => {
  const outcomes = { refused: 0, reused: 0, taken: 0 };
  withSeeds(100, (seed) => {
    const random = seededRandom(seed);
    const honest = honestBatches(random);
    const taken: Uint8Array[] = [];
    const text = createText({ replica: "00000000000000cc" });
    for (let round = 0; round < 200; round++) {
      const update =
        random.below(4) === 0
          ? honest[random.below(honest.length)]!
          : mutated(honest[random.below(honest.length)]!, random);
      const before = seen(text);
      try {
        text.applyUpdate(update);
        taken.push(update);
        outcomes.taken++;
      } catch (error) {
        const typed =
          error instanceof DecodeError || error instanceof ReusedIdError || error instanceof BufferFullError;
        if (!typed) throw new Error(`seed ${seed}, round ${round}`, { cause: error });
        if (seen(text) !== before)
          throw new Error(`seed ${seed}, round ${round}: a refusal changed something`);
        outcomes[error instanceof ReusedIdError ? "reused" : "refused"]++;
      }
    }
    const again = createText({ replica: "00000000000000cc" });
    again.applyUpdate(text.updateSince(new Map()));
    expect(again.toString()).toBe(text.toString());
    expect(loadText(text.save()).toString()).toBe(text.toString());
  });
  if (process.env.WEFT_SEED === undefined)
    for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(400);
});
