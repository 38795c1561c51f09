/** Saves that nobody wrote: a typed refusal that changes nothing, or a document in every respect. */
import { type Random, seededRandom } from "@weft/base";
import { ByteWriter, DecodeError } from "@weft/codec";
import { expect, test } from "vitest";
import { createText, loadText, type Text } from "../src/index.ts";
import { mutated } from "./mutation.ts";
import { putTogether, sealed, takeApart } from "./save-surgery.ts";
import { withSeeds } from "./seed.ts";

const words = ["a", "bc", "é", "日本", "👋", "\ud800", "x\n", "many words at once "];

/** A document of three who wrote, deleted, cancelled and merged; something waits in it now and then. */
function history(random: Random): Text {
  const texts = Array.from({ length: 3 }, () => createText({ random }));
  for (let round = 0; round < 25; round++) {
    const text = texts[random.below(3)]!;
    const own = text.version().get(text.replica) ?? 0;
    const dice = random.below(8);
    if (dice < 4) text.insert(random.below(text.length + 1), words[random.below(words.length)]!);
    else if (dice < 6 && text.length > 0) {
      const index = random.below(text.length);
      text.delete(index, 1 + random.below(Math.min(6, text.length - index)));
    } else if (dice === 6 && own > 1) text.cancel(random.below(own - 1), 1 + random.below(2));
    else if (own > 1) text.restore(random.below(own - 1), 1);
    const other = texts[random.below(3)]!;
    if (random.below(3) === 0) other.applyUpdate(text.updateSince(other.version()));
  }
  const [first, second] = [texts[0]!, texts[1]!];
  first.applyUpdate(second.updateSince(first.version()));
  second.insert(0, "later");
  second.takeUpdate();
  second.insert(0, "waits");
  const waiting = second.takeUpdate();
  if (waiting && random.below(2) === 0) first.applyUpdate(waiting);
  return first;
}

function spoilt(save: Uint8Array, random: Random): Uint8Array {
  const dice = random.below(20);
  if (dice === 0) return random.bytes(random.below(80));
  if (dice === 1) return sealed(mutated(save.subarray(0, -4), random));
  if (dice === 2) return sealed(save.slice(0, random.below(save.length)));
  const parts = takeApart(save);
  for (let changes = 1 + random.below(2); changes > 0; changes--) {
    const part = parts[random.below(parts.length)]!;
    part.bytes = mutated(part.bytes, random);
  }
  return putTogether(parts);
}

/** Whether the text is a document like any other: it goes on, is saved, and others have the same from its history. */
function isWhole(text: Text): void {
  const saved = loadText(text.save(), { replica: "00000000000000ee" });
  expect(saved.toString()).toBe(text.toString());
  expect(saved.version()).toEqual(text.version());
  text.insert(0, "on");
  const fresh = createText({ replica: "00000000000000ff" });
  fresh.applyUpdate(text.updateSince(new Map()));
  expect(fresh.missing()).toEqual([]);
  expect(fresh.toString()).toBe(text.toString());
  expect(fresh.version()).toEqual(text.version());
}

test("[RGA-8] [RGA-16] 12,000 saves with a right check sum over wrong bytes", () => {
  const outcomes = { atOnce: 0, later: 0, taken: 0 };
  withSeeds(40, (seed) => {
    const random = seededRandom(seed);
    const text = history(random);
    isWhole(loadText(text.save()));
    const saves = [text.save(), text.save({ deletedText: false })];
    for (let round = 0; round < 300; round++) {
      const bytes = spoilt(saves[random.below(2)]!, random);
      let loaded: Text | null = null;
      try {
        loaded = loadText(bytes, { random });
        const shown = loaded.toString();
        expect(loaded.length).toBe(shown.length);
        loaded.version();
        expect(loaded.toString()).toBe(shown);
        outcomes.taken++;
      } catch (error) {
        if (!(error instanceof DecodeError)) throw new Error(`round ${round}`, { cause: error });
        outcomes[loaded ? "later" : "atOnce"]++;
        if (loaded) {
          const { length } = loaded;
          expect(() => loaded?.insert(0, "x")).toThrow(DecodeError);
          expect(loaded.length).toBe(length);
        }
        continue;
      }
      if (loaded) isWhole(loaded);
    }
  });
  if (process.env.WEFT_SEED !== undefined) return;
  for (const count of Object.values(outcomes)) expect(count).toBeGreaterThan(200);
});

test("[RGA-16] a save in which a batch waits for what it has is refused", () => {
  const ann = createText({ replica: "00000000000000aa" });
  ann.insert(0, "lime");
  const save = ann.save();
  ann.insert(4, " tree");
  const next = ann.updateSince(loadText(save).version());
  const parts = takeApart(save);
  const rest = parts.at(-1)!;
  const writer = new ByteWriter();
  writer.writeBytes(next);
  rest.bytes = writer.toBytes();
  const loaded = loadText(putTogether(parts));
  expect(loaded.toString()).toBe("lime");
  expect(() => loaded.version()).toThrow(DecodeError);
  expect(loaded.toString()).toBe("lime");
});
