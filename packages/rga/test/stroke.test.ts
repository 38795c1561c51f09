/**
 * Keys that go on from one another are counted before they are written down, here and where they are read: whatever comes
 * in between, nobody may notice. Two write in bursts, each key an update of its own, beside a plain string.
 */
import { concatBytes, type Random, seededRandom } from "@weft/base";
import { expect, test } from "vitest";
import { createText, type Text } from "../src/index.ts";
import { withSeeds } from "./seed.ts";

const counts = { typed: 0, typedBack: 0, erased: 0, deleted: 0, wide: 0, looks: 0, answers: 0, undone: 0 };

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
  if (key < 2) {
    counts.typed++;
    insert(writer, String.fromCharCode(97 + random.below(26)));
  } else if (key === 2) {
    counts.typedBack++;
    insert(writer, random.below(8) === 0 ? "é" : String.fromCharCode(97 + random.below(26)));
    writer.caret = caret;
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

const mixes = { alone: 0, joined: 0 };

/** Gives `text` the updates of several queues, each in its own order, one by one or some of them joined. */
function deliver(text: Text, queues: readonly (readonly Uint8Array[])[], random: Random): void {
  const next = queues.map(() => 0);
  const mixed: Uint8Array[] = [];
  for (let left = queues.flat().length; left > 0; ) {
    const queue = random.below(queues.length);
    const from = next[queue]!;
    const taken = queues[queue]!.slice(from, from + 1 + random.below(4));
    next[queue] = from + taken.length;
    left -= taken.length;
    mixed.push(...taken);
  }
  for (let at = 0; at < mixed.length; ) {
    const taken = mixed.slice(at, at + 1 + random.below(random.below(2) === 0 ? 12 : 2));
    at += taken.length;
    mixes[taken.length > 1 ? "joined" : "alone"]++;
    text.applyUpdate(concatBytes(taken));
  }
}

test("[RGA-6] bursts at one place that have not seen each other end up alike, read in whatever mixture", () => {
  withSeeds(60, (seed) => {
    const random = seededRandom(seed);
    const texts = Array.from({ length: 4 }, () => createText({ random }));
    texts[0]!.insert(0, "[]");
    const base = texts[0]!.takeUpdate()!;
    for (const text of texts.slice(1)) text.applyUpdate(base);
    for (let round = 0; round < 6; round++) {
      const place = random.below(texts[0]!.length + 1);
      const queues = texts.slice(0, 2).map((text) => {
        const updates: Uint8Array[] = [];
        const writer: Writer = { text, plain: text.toString(), caret: place };
        for (let burst = 1 + random.below(4); burst > 0; burst--) {
          const key = random.below(5);
          for (let count = 1 + random.below(6); count > 0; count--) {
            press(writer, key, random);
            if (random.below(4) === 0) continue;
            const update = text.takeUpdate();
            if (update) updates.push(update);
          }
        }
        const update = text.takeUpdate();
        return update ? [...updates, update] : updates;
      });
      deliver(texts[0]!, [queues[1]!], random);
      deliver(texts[1]!, [queues[0]!], random);
      for (const text of texts.slice(2)) deliver(text, queues, random);
      for (const text of texts) expect(text.toString()).toBe(texts[0]!.toString());
    }
  });
  if (process.env.WEFT_SEED === undefined)
    for (const count of Object.values(mixes)) expect(count).toBeGreaterThan(100);
});

test("[RGA-6] two who answer at each other's carets, read in chunks cut anywhere", () => {
  withSeeds(60, (seed) => {
    const random = seededRandom(seed);
    const [first, second, reader] = [createText({ random }), createText({ random }), createText({ random })];
    const story: Uint8Array[] = [];
    const unread: [Uint8Array[], Uint8Array[]] = [[], []];
    const carets: [number, number] = [0, 0];
    for (let turn = 0; turn < 60; turn++) {
      const side = random.below(2) as 0 | 1;
      const text = side === 0 ? first : second;
      if (random.below(2) === 0) {
        for (const update of unread[side].splice(0)) text.applyUpdate(update);
        if (random.below(2) === 0) carets[side] = carets[1 - side]!;
      }
      const writer: Writer = { text, plain: text.toString(), caret: Math.min(carets[side], text.length) };
      const key = random.below(5);
      for (let count = 1 + random.below(4); count > 0; count--) {
        press(writer, key, random);
        const update = text.takeUpdate();
        if (!update) continue;
        story.push(update);
        unread[1 - side]!.push(update);
      }
      carets[side] = writer.caret;
    }
    for (const [side, text] of [first, second].entries())
      for (const update of unread[side]!) text.applyUpdate(update);
    for (let at = 0; at < story.length; ) {
      const chunk = story.slice(at, at + 1 + random.below(random.below(2) === 0 ? 6 : 1));
      at += chunk.length;
      reader.applyUpdate(concatBytes(chunk));
    }
    expect(second.toString()).toBe(first.toString());
    expect(reader.toString()).toBe(first.toString());
  });
});

test("[RGA-6] [RGA-14] after a listener has thrown, a known update begins no stroke", () => {
  const a = createText({ replica: "00000000000000aa" });
  const b = createText({ replica: "00000000000000bb" });
  b.insert(0, "hello");
  a.applyUpdate(b.takeUpdate()!);
  a.insert(5, "world");
  b.applyUpdate(a.takeUpdate()!);
  b.delete(4, 1);
  const erased = b.takeUpdate()!;
  const end = a.onPatch(() => {
    throw new Error("a listener");
  });
  expect(() => a.applyUpdate(erased)).toThrow("a listener");
  end();
  a.delete(7, 1);
  a.applyUpdate(erased);
  b.delete(2, 1);
  a.applyUpdate(b.takeUpdate()!);
  b.applyUpdate(a.updateSince(b.version()));
  expect(a.toString()).toBe("helword");
  expect(b.toString()).toBe("helword");
});
