/** The session form: what goes over a connection becomes the same batches again, in a byte or two each. */
import { concatBytes, seededRandom } from "@weft/base";
import { DecodeError } from "@weft/codec";
import { expect, test } from "vitest";
import { createText, SessionReader, SessionWriter, splitBatches, type Text } from "../src/index.ts";
import { withSeeds } from "./seed.ts";

const A = "00000000000000aa";
const B = "00000000000000bb";

const batchesOf = (text: Text): Uint8Array[] => {
  const split = splitBatches(text.takeUpdate() ?? new Uint8Array());
  return split.ok ? split.value : [];
};

/** Sends what the text has to say and gives how many bytes that took; what arrives has to be the same. */
function connect(): (text: Text) => number {
  const writer = new SessionWriter();
  const reader = new SessionReader();
  return (text) => {
    const batches = batchesOf(text);
    const sent = writer.write(batches);
    expect(reader.read(sent)).toEqual({ ok: true, value: batches });
    return sent.length;
  };
}

test("[RGA-21] a typed character takes one byte, a backspace two, and typing on after it three", () => {
  const text = createText({ replica: A });
  const send = connect();
  text.insert(0, "x");
  send(text);
  for (const character of "hello, world") {
    text.insert(text.length, character);
    expect(send(text)).toBe(1);
  }
  for (let count = 0; count < 5; count++) {
    text.delete(text.length - 1, 1);
    expect(send(text)).toBe(2);
  }
  text.insert(text.length, "r");
  expect(send(text)).toBe(3);
  text.insert(text.length, "l");
  expect(send(text)).toBe(1);
});

test("[RGA-21] two who type by turns take a few bytes more for each turn", () => {
  const a = createText({ replica: A });
  const b = createText({ replica: B });
  const send = connect();
  a.insert(0, "begin");
  b.applyUpdate(a.updateSince(new Map()));
  send(a);
  for (let turn = 0; turn < 10; turn++) {
    const [writer, other] = turn % 2 === 0 ? [b, a] : [a, b];
    for (const character of "turn") {
      writer.insert(writer.length, character);
      const known = other.version();
      const size = send(writer);
      if (turn > 1) expect(size).toBeLessThanOrEqual(character === "t" ? 8 : 1);
      other.applyUpdate(writer.updateSince(known));
    }
  }
});

test("[RGA-21] a batch that refers to what cannot be goes over as it is", () => {
  const writer = new SessionWriter();
  const impossible = Uint8Array.of(0x08, 0, 0, 0, 0, 0, 0, 0, 0xaa, 1, 5);
  const sent = writer.write([impossible]);
  expect(sent[0]).toBe(0);
  expect(new SessionReader().read(sent)).toEqual({ ok: true, value: [impossible] });
});

test("[RGA-21] every batch comes out as it went in, in whatever order and of whatever form; garbage is refused", () => {
  let short = 0;
  let whole = 0;
  let refused = 0;
  withSeeds(60, (seed) => {
    const random = seededRandom(seed);
    const texts = [A, B, "00000000000000cc"].map((replica) => createText({ replica }));
    const batches: Uint8Array[] = [];
    for (let round = 0; round < 60; round++) {
      const text = texts[random.below(3)]!;
      const dice = random.below(8);
      if (dice < 4)
        text.insert(
          random.below(text.length + 1),
          "xé日\n\ud83d\ude00\ud800ab".slice(0, 1 + random.below(9)),
        );
      else if (dice < 6 && text.length > 0) text.delete(random.below(text.length), 1);
      else if (dice === 6 && text.length > 4) text.delete(1, 3);
      else if (text.version().get(text.replica)) text.cancel(0, 1);
      batches.push(...batchesOf(text));
      if (random.below(3) === 0) texts[random.below(3)]!.applyUpdate(concatBytes(batches));
    }
    batches.push(random.bytes(random.below(20)), new Uint8Array());
    const writer = new SessionWriter();
    const reader = new SessionReader();
    for (const batch of batches.sort(() => random.below(3) - 1)) {
      const sent = writer.write([batch]);
      expect(reader.read(sent)).toEqual({ ok: true, value: [batch] });
      if (sent[0] === 0) whole++;
      else short++;
      const spoilt = new SessionReader();
      const garbage = concatBytes([sent, random.bytes(1 + random.below(12))]);
      const read = spoilt.read(garbage);
      if (read.ok) continue;
      refused++;
      expect(read.error).toBeInstanceOf(DecodeError);
      expect(spoilt.read(new Uint8Array()).ok).toBe(false);
    }
  });
  if (process.env.WEFT_SEED !== undefined) return;
  for (const count of [short, whole, refused]) expect(count).toBeGreaterThan(100);
});
