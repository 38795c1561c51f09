import { concatBytes, seededRandom } from "@weft/base";
import { ByteWriter, DecodeError } from "@weft/codec";
import { describe, expect, test } from "vitest";
import {
  BufferFullError,
  cancelKind,
  createText,
  deleteKind,
  encodeReplicaId,
  insertKind,
  loadText,
  MAX_BATCH_BYTES,
  MAX_LAMPORT,
  MAX_WAITING_BATCHES,
  MAX_WAITING_BYTES,
  OpKinds,
  OpLog,
  OpSpace,
  parseReplicaId,
  ReusedIdError,
  readBatchHeader,
  restoreKind,
  START,
  splitBatches,
  type Text,
  type TextOp,
  UnknownOpKindError,
} from "../src/index.ts";
import { forged } from "./forge.ts";

/** An insertion on the right of an element of the first dependency. */
const beside = { codes: [0x15], whose: [1], texts: [0x78] };
const A = parseReplicaId("00000000000000aa")!;
const B = parseReplicaId("00000000000000bb")!;

function updates(text: Text, count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, k) => {
    text.insert(text.length, String.fromCharCode(97 + k));
    return text.takeUpdate()!;
  });
}

/** Bytes of a number. */
function varint(value: number): Uint8Array {
  const writer = new ByteWriter();
  writer.writeVarint(value);
  return writer.toBytes();
}

/** Everything that can be seen of a text. */
const stateOf = (text: Text): unknown => [text.toString(), text.version(), text.missing(), text.save()];

describe("[RGA-7] what comes before its causes", () => {
  test("waits, tells what it waits for, survives a save, and shows when they come", () => {
    const [first, second, third] = updates(createText({ replica: A }), 3);
    let b = createText({ replica: B });
    b.applyUpdate(third!);
    expect(b.missing()).toEqual([{ replica: A, counter: 0 }]);
    b = loadText(b.save(), { replica: B });
    b.applyUpdate(first!);
    expect(b.missing()).toEqual([{ replica: A, counter: 1 }]);
    expect(b.toString()).toBe("a");
    b.applyUpdate(second!);
    expect(b.missing()).toEqual([]);
    expect(b.toString()).toBe("abc");
  });

  test("waits in a copy of its own: the caller's Buffer may be used again", () => {
    const [first, second] = updates(createText({ replica: A }), 2);
    const b = createText({ replica: B });
    const buffer = Buffer.from(second!);
    b.applyUpdate(buffer);
    buffer.fill(0);
    b.applyUpdate(second!);
    const again = loadText(b.save());
    for (const text of [b, again]) {
      text.applyUpdate(first!);
      expect(text.missing()).toEqual([]);
      expect(text.toString()).toBe("ab");
    }
  });

  test("a deletion before its insertion is not lost", () => {
    const a = createText({ replica: A });
    a.insert(0, "abc");
    const insertion = a.takeUpdate()!;
    const b = createText({ replica: B });
    b.applyUpdate(insertion);
    b.delete(0, 3);
    const c = createText();
    c.applyUpdate(b.takeUpdate()!);
    expect(c.missing()).toEqual([{ replica: A, counter: 0 }]);
    c.applyUpdate(insertion);
    expect(c.toString()).toBe("");
  });

  test("names only causes that do not wait here themselves", () => {
    const [first, second] = updates(createText({ replica: A }), 2);
    const b = createText({ replica: B });
    b.applyUpdate(concatBytes([first!, second!]));
    b.insert(2, "!");
    const c = createText();
    c.applyUpdate(b.takeUpdate()!);
    c.applyUpdate(second!);
    expect(c.missing()).toEqual([{ replica: A, counter: 0 }]);
  });
});

describe("[RGA-8] all or nothing", () => {
  test("a bad fifth batch takes the four good ones with it", () => {
    const good = updates(createText({ replica: A }), 5);
    const b = createText({ replica: B });
    b.insert(0, "mine");
    const before = stateOf(b);
    const bad = good[4]!.slice(0, -1);
    expect(() => b.applyUpdate(concatBytes([...good.slice(0, 4), bad]))).toThrow(DecodeError);
    expect(stateOf(b)).toEqual(before);
    b.applyUpdate(concatBytes(good));
    expect(b.toString()).toContain("abcde");
  });

  test("what a refused update brought and let go waits neither more nor less than before", () => {
    const good = updates(createText({ replica: A }), 4);
    const b = createText({ replica: B });
    b.applyUpdate(good[1]!);
    const before = stateOf(b);
    // The first one lets the second go, the fourth would have to wait, and the last is bad.
    const bad = concatBytes([good[0]!, good[3]!, good[2]!.slice(0, -1)]);
    expect(() => b.applyUpdate(bad)).toThrow(DecodeError);
    expect(stateOf(b)).toEqual(before);
    b.applyUpdate(good[0]!);
    expect(b.toString()).toBe("ab");
    expect(b.missing()).toEqual([]);
    b.applyUpdate(good[2]!);
    expect(b.toString()).toBe("abc");
  });

  test("replicas that only a refused update names are forgotten again", () => {
    const kinds = new OpKinds<TextOp>([insertKind, deleteKind, cancelKind, restoreKind]);
    const space = new OpSpace(A);
    const log = new OpLog({ space, kinds, apply: () => undefined });
    const good = createText({ replica: B });
    good.insert(0, "x");
    const bad = forged({ replica: "00000000000000cc", ops: { codes: [1] } });
    expect(log.applyUpdate(concatBytes([good.takeUpdate()!, bad])).ok).toBe(false);
    expect(space.replicas.size).toBe(1);
  });

  test("empty updates do nothing", () => {
    const b = createText({ replica: B });
    b.applyUpdate(new Uint8Array());
    expect(b.updateSince(new Map())).toHaveLength(0);
  });
});

describe("[RGA-9] a replica id that comes back with other content", () => {
  test("is refused, whether it is known or only waits, and equal content is not", () => {
    const original = createText({ replica: A });
    original.insert(0, "abc");
    const saved = original.save();
    const copy = loadText(saved, { replica: A });
    original.insert(3, "one");
    copy.insert(3, "two");
    const b = createText({ replica: B });
    b.applyUpdate(original.updateSince(new Map()));
    const before = stateOf(b);
    expect(() => b.applyUpdate(copy.updateSince(new Map()))).toThrow(ReusedIdError);
    expect(() => b.applyUpdate(copy.takeUpdate()!)).toThrow(ReusedIdError);
    expect(stateOf(b)).toEqual(before);
    b.applyUpdate(loadText(saved).updateSince(new Map()));
    expect(b.toString()).toBe("abcone");
  });

  test("a known beginning and a new end, cut differently, is taken in", () => {
    const a = createText({ replica: A });
    a.insert(0, "ab");
    const b = createText({ replica: B });
    b.applyUpdate(a.updateSince(new Map()));
    a.insert(2, "cd");
    a.delete(0, 3);
    b.applyUpdate(a.updateSince(new Map()));
    expect(b.toString()).toBe("d");
  });
});

describe("[RGA-10] [RGA-11] ops that are unknown or impossible", () => {
  const oneDeleted = { codes: [8], distances: [-2] };
  const refusals: [string, Uint8Array][] = [
    [
      "a parent that is no element",
      forged({ counter: 2, ops: { codes: [0x13], distances: [-1], texts: [0x78] } }),
    ],
    ["a deletion of a deletion", forged({ counter: 2, ops: { codes: [8], distances: [-1] } })],
    [
      "a toggle of what is not earlier",
      forged({ counter: 2, ops: { codes: [6], fields: [2], distances: [-1] } }),
    ],
    [
      "an op older than its parent",
      forged({ replica: B, lamport: 0, dependencies: [[A, 0]], ops: { ...beside, distances: [0] } }),
    ],
    [
      "a reference beyond the dependencies",
      forged({ replica: B, lamport: 9, dependencies: [[A, 0]], ops: { ...beside, distances: [1] } }),
    ],
    ["a reference to no dependency", forged({ replica: B, lamport: 9, ops: { ...beside, distances: [0] } })],
    [
      "a deletion below zero",
      forged({ counter: 2, count: 5, ops: { codes: [0x0c], fields: [5], distances: [-1] } }),
    ],
    ["an empty insertion", forged({ counter: 2, ops: { codes: [0x19], fields: [0] } })],
    ["fewer ops than counters", forged({ counter: 2, count: 2, ops: oneDeleted })],
    ["more ops than counters", forged({ counter: 2, ops: { codes: [8, 8], distances: [-2, 0] } })],
    ["a replica that depends on itself", forged({ counter: 2, dependencies: [[A, 0]], ops: oneDeleted })],
    ["a clock beyond the limit", forged({ counter: 2, lamport: MAX_LAMPORT, ops: oneDeleted })],
    ["no ops", forged({ counter: 2, count: 0, ops: {} })],
  ];

  test.each(refusals)("%s", (_name, update) => {
    const a = createText({ replica: A });
    a.insert(0, "x");
    a.delete(0, 1);
    const b = createText({ replica: "00000000000000cc" });
    b.applyUpdate(a.updateSince(new Map()));
    const before = stateOf(b);
    expect(() => b.applyUpdate(update)).toThrow(DecodeError);
    expect(stateOf(b)).toEqual(before);
  });

  test("a clock that goes backwards", () => {
    const a = createText({ replica: A });
    a.applyUpdate(forged({ replica: B, lamport: 100, ops: { codes: [0x11], texts: [0x78] } }));
    const before = stateOf(a);
    const back = forged({ replica: B, counter: 1, lamport: 50, ops: { codes: [0x10], texts: [0x79] } });
    expect(() => a.applyUpdate(back)).toThrow(DecodeError);
    expect(stateOf(a)).toEqual(before);
  });

  test("an unknown kind of op, an unknown format version", () => {
    const b = createText({ replica: B });
    expect(() => b.applyUpdate(forged({ ops: { codes: [5, 9] } }))).toThrow(UnknownOpKindError);
    const newer = forged({ ops: { codes: [0x11], texts: [0x78] } });
    newer[0] = 4;
    expect(() => b.applyUpdate(newer)).toThrow(expect.objectContaining({ failure: "version" }));
  });

  test("an impossible batch that had waited is taken out and told, and does not stop its causes", () => {
    const a = createText({ replica: A });
    a.insert(0, "x");
    const insertion = a.takeUpdate()!;
    a.delete(0, 1);
    const deletion = a.takeUpdate()!;
    const b = createText({ replica: B });
    b.applyUpdate(
      forged({
        replica: "00000000000000cc",
        lamport: 9,
        dependencies: [[A, 1]],
        ops: { codes: [9], whose: [1], distances: [1] },
      }),
    );
    b.applyUpdate(insertion);
    expect(b.refused()).toEqual([]);
    b.applyUpdate(deletion);
    expect(b.refused()).toMatchObject([
      { replica: "00000000000000cc", counter: 0, error: { name: "DecodeError" } },
    ]);
    expect(b.missing()).toEqual([]);
    expect(b.version()).toEqual(new Map([[A, 2]]));
  });
});

describe("[RGA-12] limits", () => {
  test("long texts are cut into batches of at most 256 KiB, headers tell what is inside", () => {
    const a = createText({ replica: A });
    const random = seededRandom(3);
    const text = Array.from({ length: 200_000 }, () => (random.below(9) === 0 ? "\ud800" : "日")).join("");
    a.insert(0, text);
    const split = splitBatches(a.takeUpdate()!);
    const batches = split.ok ? split.value : [];
    expect(batches.length).toBeGreaterThan(1);
    let counter = 0;
    for (const batch of batches) {
      expect(batch.length).toBeLessThanOrEqual(MAX_BATCH_BYTES);
      const header = readBatchHeader(batch);
      expect(header).toMatchObject({
        ok: true,
        value: { replica: A, counter, lamport: counter, dependencies: [] },
      });
      if (header.ok) counter += header.value.count;
    }
    expect(counter).toBe(text.length);
    const b = createText({ replica: B });
    for (const batch of batches.reverse()) b.applyUpdate(batch);
    expect(b.toString() === text).toBe(true);
  });

  test("an op that no longer fits in a batch leaves nothing of its dependencies there", () => {
    const a = createText({ replica: A });
    a.insert(0, "xy");
    const b = createText({ replica: B });
    b.applyUpdate(a.takeUpdate()!);
    b.insert(0, "q".repeat(150_000));
    b.insert(b.length, "q".repeat(150_000));
    const split = splitBatches(b.takeUpdate()!);
    const headers = (split.ok ? split.value : []).map((batch) => readBatchHeader(batch));
    const dependencies = headers.map((header) => header.ok && header.value.dependencies);
    expect(dependencies.slice(0, 2)).toEqual([[{ replica: A, counter: 0 }], [{ replica: A, counter: 1 }]]);
  });

  test("more waiting bytes than allowed are refused, and nothing is dropped", () => {
    const size = 250_000;
    const typedOn = (counter: number): Uint8Array =>
      Uint8Array.from([
        ...[0x18, ...encodeReplicaId(A), ...varint(counter), ...varint(size * 2)],
        ...new Uint8Array(size).fill(0x79),
      ]);
    const b = createText({ replica: B });
    let counter = 1;
    expect(() => {
      for (let bytes = 0; bytes <= MAX_WAITING_BYTES; bytes += size) {
        b.applyUpdate(typedOn(counter));
        counter += size;
      }
    }).toThrow(BufferFullError);
    expect(b.missing()).toEqual([{ replica: A, counter: 0 }]);
    b.applyUpdate(forged({ ops: { codes: [0x11], texts: [0x78] } }));
    expect(b.missing()).toEqual([]);
    expect(b.length).toBe(counter);
  });

  test("as many batches as may wait, all for one cause, and one more", () => {
    const first = forged({
      replica: B,
      lamport: 1,
      dependencies: [[A, 0]],
      ops: { ...beside, distances: [0] },
    });
    const waiting = Array.from({ length: MAX_WAITING_BATCHES + 1 }, (_, k) => {
      const batch = first.slice();
      for (let byte = 0; byte < 3; byte++) batch[byte + 1] = k >> (byte * 8);
      return batch;
    });
    const extra = waiting.pop()!;
    const b = createText({ replica: B });
    b.applyUpdate(concatBytes(waiting));
    expect(() => b.applyUpdate(extra)).toThrow(BufferFullError);
    expect(b.missing()).toEqual([{ replica: A, counter: 0 }]);
    b.applyUpdate(forged({ ops: { codes: [0x11], texts: [0x78] } }));
    expect(b.length).toBe(MAX_WAITING_BATCHES + 1);
    b.applyUpdate(extra);
    expect(b.length).toBe(MAX_WAITING_BATCHES + 2);
  });

  test("claims that the bytes cannot hold are refused before room is made", () => {
    const b = createText({ replica: B });
    const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f];
    const rows = forged({ ops: {} });
    expect(() => b.applyUpdate(Uint8Array.from([...rows.slice(0, 9), ...huge]))).toThrow(DecodeError);
    expect(() => b.applyUpdate(forged({ ops: { codes: [0x19], fields: huge } }))).toThrow(DecodeError);
  });
});

test("[RGA-17] ops that lean on each other to and fro go out in an order that applies", () => {
  const a = createText({ replica: A });
  const b = createText({ replica: B });
  for (let round = 0; round < 20; round++) {
    a.insert(a.length >> 1, "aa");
    b.applyUpdate(a.takeUpdate()!);
    b.insert(b.length >> 1, "bb");
    b.delete(0, 1);
    a.applyUpdate(b.takeUpdate()!);
  }
  const c = createText();
  c.applyUpdate(a.updateSince(new Map()));
  expect(c.missing()).toEqual([]);
  expect(c.toString()).toBe(b.toString());
});

test("[RGA-11] [RGA-17] deletions that fuse need each be newer than their own target only", () => {
  const a = createText({ replica: A });
  const b = createText({ replica: B });
  b.insert(0, "x");
  a.applyUpdate(b.takeUpdate()!);
  b.insert(1, "y");
  a.delete(0, 1);
  a.applyUpdate(b.takeUpdate()!);
  a.delete(0, 1);
  const c = createText();
  c.applyUpdate(a.updateSince(new Map()));
  expect(c.version()).toEqual(a.version());
  expect(c.toString()).toBe("");
});

test("[RGA-19] the clock runs on with the counter and jumps past what was seen", () => {
  const space = new OpSpace(A);
  expect(space.allocate(3)).toEqual({ counter: 0, lamport: 0 });
  expect(space.allocate(1)).toEqual({ counter: 3, lamport: 3 });
  const other = space.replicas.indexOf(B);
  space.accept(other, 0, 5, 10);
  expect(space.allocate(2)).toEqual({ counter: 4, lamport: 15 });
  expect([0, 3, 4, 5].map((counter) => space.lamportOf(space.own, counter))).toEqual([0, 3, 15, 16]);
  expect(space.version()).toEqual(
    new Map([
      [A, 6],
      [B, 5],
    ]),
  );
});

test("[RGA-20] given ops are everybody's: leaned on, never sent, never forged", () => {
  const genesis = parseReplicaId("ffffffffffffffff")!;
  const kinds = new OpKinds<TextOp>([insertKind, deleteKind, cancelKind, restoreKind]);
  const open = (replica: typeof A) => {
    const applied: TextOp[] = [];
    const space = new OpSpace(replica);
    const log = new OpLog({ space, kinds, apply: (op) => applied.push(op) });
    const index = log.give(genesis, { type: "insert", place: START, text: "G" });
    return { log, index, applied };
  };
  const a = open(A);
  const place = { parentReplica: a.index, parentCounter: 0, side: 1 } as const;
  expect(a.log.record({ type: "insert", place, text: "x" })).toEqual({ counter: 0, lamport: 1 });
  const update = a.log.takeUpdate()!;
  expect(readBatchHeader(update)).toMatchObject({ ok: true, value: { dependencies: [] } });
  const b = open(B);
  expect(b.log.applyUpdate(update)).toEqual({ ok: true, value: undefined });
  expect(b.applied).toEqual([{ type: "insert", place, text: "x" }]);
  expect(b.log.version()).toEqual(new Map([[A, 1]]));
  expect(b.log.updateSince(new Map())).toEqual(update);
  const byGenesis = forged({ replica: genesis, counter: 1, ops: { codes: [0x11], texts: [0x78] } });
  expect(b.log.applyUpdate(byGenesis)).toMatchObject({ ok: false, error: { failure: "impossible" } });
});
