/**
 * Keys that go on from one another are counted before they are written down, here and where they are read: whatever comes
 * in between, nobody may notice. Two write in bursts, each key an update of its own, beside a plain string.
 */
import { type Random, seededRandom } from "@weft/base";
import { expect, test } from "vitest";
import { createText, type Text } from "../src/index.ts";
import { withSeeds } from "./seed.ts";

const counts = { typed: 0, erased: 0, deleted: 0, wide: 0, looks: 0, answers: 0, undone: 0 };

/** A text and the plain string that it has to be. */
interface Writer {
  readonly text: Text;
  plain: string;
  caret: number;
}

function insert(writer: Writer, text: string): void {
  writer.text.insert(writer.caret, text);
  writer.plain = writer.plain.slice(0, writer.caret) + text + writer.plain.slice(writer.caret);
  writer.caret += text.length;
}

function remove(writer: Writer, at: number): void {
  writer.text.delete(at, 1);
  writer.plain = writer.plain.slice(0, at) + writer.plain.slice(at + 1);
  writer.caret = at;
}

/** One key of a burst. */
function press(writer: Writer, key: number, random: Random): void {
  const { caret, plain } = writer;
  if (key < 3) {
    counts.typed++;
    insert(writer, String.fromCharCode(97 + random.below(26)));
  } else if (key === 3 && caret > 0) {
    counts.erased++;
    remove(writer, caret - 1);
  } else if (key === 4 && caret < plain.length) {
    counts.deleted++;
    remove(writer, caret);
  } else if (key === 5) {
    counts.wide++;
    insert(writer, "日é"[random.below(2)]!);
  }
}

/** Looks at the text in some way that must not change anything. */
function look({ text, plain, caret }: Writer, random: Random): void {
  counts.looks++;
  const dice = random.below(5);
  if (dice === 0) expect(text.toString()).toBe(plain);
  else if (dice === 1) expect(text.version().size).toBeLessThan(4);
  else if (dice === 2) text.save();
  else if (dice === 3) expect(() => text.insert(plain.length + 1, "x")).toThrow(RangeError);
  else expect(() => text.delete(caret, plain.length + 1)).toThrow(RangeError);
}

test("[RGA-6] [RGA-15] bursts of keys, read one update at a time, are what they would be one by one", () => {
  withSeeds(60, (seed) => {
    const random = seededRandom(seed);
    const reader = createText({ random });
    const writer: Writer = { text: createText({ random }), plain: "", caret: 0 };
    const other = createText({ random });
    const hasWide = random.below(4) === 0;
    const sendsEach = random.below(3) > 0;
    for (let burst = 0; burst < 40; burst++) {
      if (random.below(3) === 0) writer.caret = random.below(writer.plain.length + 1);
      const key = random.below(hasWide ? 6 : 5);
      for (let count = 1 + random.below(8); count > 0; count--) {
        press(writer, key, random);
        expect(writer.text.length).toBe(writer.plain.length);
        const update = sendsEach || random.below(10) === 0 ? writer.text.takeUpdate() : null;
        if (update) reader.applyUpdate(update);
        if (update && random.below(6) === 0) expect(reader.toString()).toBe(writer.plain);
        if (random.below(12) === 0) look(writer, random);
      }
      if (random.below(8) === 0) answer(writer, reader, other, random);
      if (random.below(12) === 0) undo(writer, reader, random);
    }
    const rest = writer.text.takeUpdate();
    if (rest) reader.applyUpdate(rest);
    expect(writer.text.toString()).toBe(writer.plain);
    expect(reader.toString()).toBe(writer.plain);
    expect(reader.length).toBe(writer.plain.length);
  });
  if (process.env.WEFT_SEED === undefined)
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(25);
});

/** Somebody else writes a word, which both take in at once. */
function answer(writer: Writer, reader: Text, other: Text, random: Random): void {
  counts.answers++;
  const update = writer.text.takeUpdate();
  if (update) reader.applyUpdate(update);
  other.applyUpdate(writer.text.updateSince(other.version()));
  const at = random.below(other.length + 1);
  other.insert(at, "<>");
  if (other.length > 4 && random.below(2) === 0) other.delete(random.below(other.length - 1), 1);
  const answered = other.takeUpdate()!;
  writer.text.applyUpdate(answered);
  reader.applyUpdate(answered);
  writer.plain = writer.text.toString();
  expect(writer.plain).toBe(other.toString());
  writer.caret = Math.min(writer.caret, writer.plain.length);
}

function undo(writer: Writer, reader: Text, random: Random): void {
  const own = writer.text.version().get(writer.text.replica) ?? 0;
  if (own === 0) return;
  counts.undone++;
  writer.text.cancel(random.below(own), 1);
  reader.applyUpdate(writer.text.takeUpdate()!);
  writer.plain = writer.text.toString();
  expect(reader.toString()).toBe(writer.plain);
  writer.caret = Math.min(writer.caret, writer.plain.length);
}
