import { concatBytes, seededRandom, toHex } from "@weft/base";
import { crc32, DecodeError } from "@weft/codec";
import {
  BufferFullError,
  type Element,
  type Place,
  parseReplicaId,
  ReusedIdError,
  splitBatches,
} from "@weft/rga";
import { describe, expect, it } from "vitest";
import { DocumentState } from "../src/document/document-state.ts";
import { createRichText, genesisReplica, inspectBatch, type RichText } from "../src/index.ts";
import type { RichTextOp } from "../src/ops/op-kinds.ts";
import type { SlotOp } from "../src/ops/slot-op.ts";
import { addColumn, addRow, removeColumn, removeRow, table, typeIn } from "./table-notation.ts";
import {
  container,
  deleteBlock,
  deleteFrom,
  inTurn,
  joinBefore,
  list,
  mark,
  moveBefore,
  moveToEnd,
  paragraphs,
  retype,
  show,
} from "./two-people.ts";

const SEED = Number(process.env.WEFT_SEED ?? 7);
const MUTATIONS = 600;

const make = (replica = "00000000000000a1", saved?: Uint8Array) =>
  createRichText({ documentId: "bytes", replica, ...(saved ? { saved } : {}) });

/** A document in which every kind of op occurs. */
function everything(replica?: string): RichText {
  const a = make(replica);
  list("one", "two", "three")(a);
  mark("two", "bold")(a);
  retype("one", "heading", { level: 2 })(a);
  a.edit([{ type: "insertAtom", at: 3, atom: { type: "hardBreak", attributes: {} } }]);
  joinBefore("two")(a);
  a.undo();
  a.redo();
  a.edit([{ type: "setProperty", key: "title", value: "Title" }]);
  deleteFrom("thr")(a);
  deleteBlock("ee")(a);
  paragraphs("", "q", "m", "r")(a);
  inTurn(moveBefore("m", "q"), moveToEnd("q"), moveBefore("r", "m"), joinBefore("m"))(a);
  inTurn(table(["a", ""], ["", "d"]), addRow(1), addColumn(0), removeRow(0))(a);
  return a;
}

/** A document in which a deleted block came back and was kept. */
function withKeep(): RichText {
  const a = everything();
  paragraphs("", "four")(a);
  const b = make("00000000000000b1", a.save());
  deleteBlock("four")(a);
  b.edit([{ type: "insertText", at: b.length, text: "!!" }]);
  a.applyUpdate(b.takeUpdate()!);
  a.edit([{ type: "deleteRange", from: a.length - 1, to: a.length }]);
  return a;
}

describe("saves", () => {
  it("[RT-60] open to the same document, which goes on under any replica id", () => {
    const a = withKeep();
    for (const replica of [a.replica, "00000000000000c1"]) {
      const b = make(replica, a.save());
      expect([show(b), b.property("title"), b.takeUpdate()]).toEqual([show(a), "Title", null]);
      expect(b.version()).toEqual(a.version());
      b.edit([{ type: "insertText", at: b.length, text: "more" }]);
      const c = make("00000000000000d1", a.save());
      c.applyUpdate(b.takeUpdate()!);
      expect(show(c)).toBe(show(b));
    }
  });

  it("[RT-60] keep what waits for its causes", () => {
    const a = make();
    paragraphs("one")(a);
    const first = a.takeUpdate()!;
    paragraphs(" two")(a);
    const second = a.takeUpdate()!;
    const b = make("00000000000000b1");
    expect(b.applyUpdate(second)).toEqual([]);
    const c = make("00000000000000c1", b.save());
    expect(c.missing()).toEqual([{ replica: a.replica, counter: 0 }]);
    c.applyUpdate(first);
    expect([c.text(), c.missing()]).toEqual(["one two", []]);
  });

  it("[RT-60] without deleted text hold none of it, and it reads as U+FFFD if it comes back", () => {
    const a = make();
    paragraphs("keep secret keep")(a);
    deleteFrom("secret")(a);
    const bytes = a.save({ deletedText: false });
    expect(new TextDecoder("latin1").decode(a.save())).toContain("secret");
    expect(new TextDecoder("latin1").decode(bytes)).not.toContain("secret");
    const b = make("00000000000000b1", bytes);
    expect(b.text()).toBe(a.text());
    a.takeUpdate();
    a.undo();
    b.applyUpdate(a.takeUpdate()!);
    expect(b.text()).toBe(`keep ${"\uFFFD".repeat(6)} keep`);
  });

  it("[RT-60] that are damaged, cut or of another document are refused", () => {
    const saved = withKeep().save();
    expect(() => createRichText({ documentId: "other", saved })).toThrow(DecodeError);
    for (let length = 0; length < saved.length; length += 7) {
      expect(() => make("00000000000000b1", saved.slice(0, length))).toThrow(DecodeError);
    }
    const random = seededRandom(SEED);
    for (let round = 0; round < 300; round++) {
      const mutated = saved.slice();
      mutated[random.below(mutated.length)]! ^= 1 << random.below(8);
      expect(() => make("00000000000000b1", mutated)).toThrow(DecodeError);
    }
    const newer = saved.slice();
    newer[0] = 2;
    expect(() => make("00000000000000b1", newer)).toThrow(/version/);
  });
});

describe("updates", () => {
  it("[RT-61] that are mutated under a good check sum are refused with a typed error, nothing changed, or understood", () => {
    const random = seededRandom(SEED);
    const updates = split(withKeep().updateSince(new Map()));
    const outcomes = { refused: 0, understood: 0 };
    const start = everything("00000000000000e1");
    for (let round = 0; round < MUTATIONS; round++) {
      const target = make("00000000000000f1", round % 2 === 0 ? undefined : start.save());
      for (const update of updates) {
        const before = round % 10 === 0 ? toHex(target.save()) : null;
        try {
          target.applyUpdate(random.next() < 0.5 ? mutate(update, random) : update);
          outcomes.understood++;
        } catch (error) {
          const typed = [DecodeError, ReusedIdError, BufferFullError].some((kind) => error instanceof kind);
          if (!typed) throw error;
          outcomes.refused++;
          if (before !== null) expect(toHex(target.save())).toBe(before);
          break;
        }
      }
      if (round % 20 === 0) expect(renders(target)).toBe(true);
    }
    expect(Math.min(outcomes.refused, outcomes.understood)).toBeGreaterThan(MUTATIONS / 10);
  });

  it("[RT-61] leave all as it was when only the last batch is bad", () => {
    const a = make("00000000000000c1");
    paragraphs("one")(a);
    const good = a.takeUpdate()!;
    const bad = forge({ type: "delete", replica: 0, counter: 0, length: 1, direction: 1 }, (state) => {
      state.log.record({ type: "write", target: null, values: [], house: null, back: 0 });
    });
    const b = make("00000000000000b1");
    const before = toHex(b.save());
    expect(() => b.applyUpdate(new Uint8Array([...good, ...bad]))).toThrow(DecodeError);
    expect(toHex(b.save())).toBe(before);
  });

  const marker: Element = { replica: 1, counter: 0 };
  const write: Element = { replica: 0, counter: 0 };
  const at = (side: 0 | 1): Place => ({ parentReplica: 1, parentCounter: 0, side });
  const shape = { type: "x", attributes: {} };
  const edge = { element: write, side: "before" } as const;
  const beside: Place = { parentReplica: 1, parentCounter: 0, side: 1 };
  const slot: SlotOp = {
    type: "slot",
    purpose: "block",
    place: beside,
    marker,
    end: null,
    seen: [],
    back: 0,
  };
  const impossible: readonly (readonly [string, RichTextOp])[] = [
    ["text with an object character", { type: "insert", place: at(1), text: "a\uFFFCb" }],
    [
      "text before every block",
      { type: "insert", place: { parentReplica: -1, parentCounter: 0, side: 1 }, text: "a" },
    ],
    [
      "an atom beside what is no element",
      { type: "atom", place: { parentReplica: 0, parentCounter: 0, side: 1 }, shape, back: 0 },
    ],
    [
      "a block in what is no container",
      { type: "marker", place: at(1), shape, container: marker, madeEmpty: true, back: 0 },
    ],
    ["a container in a block", { type: "container", shape, parent: marker, back: 0 }],
    [
      "registers of an op",
      { type: "write", target: write, values: [{ key: "type", value: "x", seen: [] }], house: null, back: 0 },
    ],
    [
      "a document in a container",
      { type: "write", target: null, values: [], house: { container: null, seen: [] }, back: 0 },
    ],
    [
      "a block in a block",
      { type: "write", target: marker, values: [], house: { container: marker, seen: [] }, back: 0 },
    ],
    ["a block deletion of an op", { type: "removeBlocks", markers: [write] }],
    ["a keep of an op", { type: "keep", marker: write, deletions: [] }],
    ["a keep against a write", { type: "keep", marker, deletions: [write] }],
    ["a slot for an op", { ...slot, marker: write }],
    ["a slot that ends at an op", { ...slot, end: write }],
    [
      "a row of what is no table",
      { type: "line", first: { table: marker, axis: "row" }, place: beside, back: 0 },
    ],
    ["a row beside what is none", { type: "line", first: null, place: beside, back: 0 }],
    ["a cell of what are no lines", { type: "cell", row: marker, column: marker }],
    ["a slot beside an op", { ...slot, place: { parentReplica: 0, parentCounter: 0, side: 1 } }],
    ["a mark on an op", { type: "mark", from: edge, to: null, markType: "b", attributes: {}, back: 0 }],
    ["a transaction before the replica", { type: "write", target: null, values: [], house: null, back: 9 }],
    ["a deletion of an op", { type: "delete", replica: 0, counter: 0, length: 1, direction: 1 }],
    ["the genesis marker's successor", { type: "removeBlocks", markers: [{ replica: 1, counter: 5 }] }],
  ];
  for (const [name, op] of impossible) {
    it(`[RT-62] refuses ${name}`, () => {
      const forged = forge(op, (state) => {
        state.log.record({ type: "write", target: null, values: [], house: null, back: 0 });
      });
      const target = make("00000000000000b1");
      const before = toHex(target.save());
      expect(() => target.applyUpdate(forged)).toThrow(DecodeError);
      expect(toHex(target.save())).toBe(before);
    });
  }

  it("[RT-62] a toggle of another's op cannot even be written down", () => {
    const toggle: RichTextOp = { type: "cancel", replica: 1, counter: 0, length: 1 };
    expect(() => forge(toggle, () => undefined)).toThrow(/own/);
  });

  it("[RT-62] takes an inverted mark and an unknown type, which change nothing that shows", () => {
    const target = make("00000000000000b1");
    const inverted: RichTextOp = {
      type: "mark",
      from: { element: marker, side: "after" },
      to: { element: marker, side: "before" },
      markType: "b",
      attributes: {},
      back: 0,
    };
    target.applyUpdate(forge(inverted, () => undefined));
    target.edit([{ type: "insertText", at: 1, text: "x" }]);
    expect(show(target)).toBe("x");
  });

  it("[RT-63] have these bytes", () => {
    const a = make();
    a.edit([{ type: "insertText", at: 1, text: "hé" }]);
    a.edit([
      container("list", "ul", null),
      {
        type: "splitBlock",
        at: 2,
        block: { type: "p", attributes: { n: -1, f: 0.5 }, container: { key: "list" } },
      },
      { type: "addMark", from: 1, to: 2, mark: { type: "b", attributes: {} }, grows: true },
      { type: "setBlock", block: a.blockAt(0).id, blockType: "h", attributes: { level: 2 }, container: null },
      { type: "setProperty", key: "title", value: ["t", true, null, { k: 7 }] },
      { type: "insertAtom", at: 2, atom: { type: "br", attributes: {} } },
    ]);
    a.edit([{ type: "deleteRange", from: 1, to: 2 }]);
    a.edit([{ type: "deleteBlock", block: a.blockAt(1).id }]);
    a.undo();
    expect(toHex(a.takeUpdate()!)).toMatchInlineSnapshot(
      `"8300000000000000a100010c00a701241d0514051005160515051505110805120806d0010404756c000000010270020266043fe0000000000000026e03010100010001000262010002010220617474726962757465732e6c6576656c0304000874797065050268010100010300010a7469746c65060405027402000701026b030e000004010462720005010214010000000001010100001a000002030600000000050603101a000000000000000000000000000468e9"`,
    );
  });

  it("[RT-63] moves have these bytes", () => {
    const a = make();
    paragraphs("q", "m", "r")(a);
    a.takeUpdate();
    inTurn(moveToEnd("m"), joinBefore("r"), moveBefore("qr", "m"), moveToEnd("m"))(a);
    a.undo();
    expect(toHex(a.takeUpdate()!)).toMatchInlineSnapshot(
      `"8300000000000000a105010400280c051705170806120201000001020000020a00000000000e010504030400060e0000000000000000"`,
    );
  });

  it("[RT-63] tables have these bytes", () => {
    const a = make();
    a.edit([{ type: "insertTable", at: 1, rows: 1, columns: 2 }]);
    addRow(0)(a);
    typeIn(1, 1, "x")(a);
    removeColumn(0)(a);
    expect(toHex(a.takeUpdate()!)).toMatchInlineSnapshot(
      `"8300000000000000a100010800401e05180519051905190519051a78051226020a7461626c6500000000010102030302000110010000000000000010000000040100040710000000000000000000"`,
    );
  });

  it("[RT-64] can be looked into without the document", () => {
    const a = withKeep();
    const kinds = new Set<string>();
    let counter = 0;
    for (const batch of split(a.updateSince(new Map([["00000000000000b1" as never, 99]])))) {
      const summary = inspectBatch(batch, "bytes");
      expect(summary.ok).toBe(true);
      if (!summary.ok || summary.value.replica !== a.replica) continue;
      expect(summary.value.counter).toBe(counter);
      counter += summary.value.count;
      expect(summary.value.lastLamport - summary.value.firstLamport).toBe(summary.value.count - 1);
      for (const { replica } of summary.value.dependencies) expect(replica).toBe("00000000000000b1");
      for (const kind of summary.value.kinds) kinds.add(kind);
    }
    expect(counter).toBe(a.version().get(a.replica));
    const expected = ["insert", "delete", "cancel", "restore", "marker", "atom", "removeBlocks", "keep"];
    const others = ["container", "write", "mark", "slot", "table", "line", "cell"];
    expect([...kinds].sort()).toEqual([...expected, ...others].sort());
    expect(inspectBatch(new Uint8Array(), "bytes").ok).toBe(false);
    expect(inspectBatch(a.updateSince(new Map()).slice(1), "bytes").ok).toBe(false);
    const forger = createRichText({ documentId: "another", replica: genesisReplica("bytes") });
    forger.edit([{ type: "setProperty", key: "k", value: 1 }]);
    expect(inspectBatch(forger.takeUpdate()!, "bytes").ok).toBe(false);
  });
});

describe("the cost of an update", () => {
  it("[RT-66] is that of what it touches, and not of its bytes", () => {
    const writer = createRichText({ documentId: "cost", replica: "00000000000000aa" });
    const reader = createRichText({ documentId: "cost" });
    const take = (): Uint8Array => writer.takeUpdate()!;
    writer.edit([{ type: "insertText", at: 1, text: "x".repeat(100_000) }]);
    reader.applyUpdate(take());
    writer.undo();
    writer.redo();
    const undone = take();
    expect(reader.isCostly(undone, 30)).toBe(false);
    reader.applyUpdate(undone);
    const places = Array.from({ length: 1000 }, (_, index) => 1 + 2 * index);
    writer.edit(places.map((at) => ({ type: "insertText", at, text: "y" })));
    reader.applyUpdate(take());
    writer.edit([{ type: "deleteRange", from: 1, to: writer.length }]);
    expect(reader.isCostly(take(), 2000)).toBe(true);
    writer.undo();
    const once = take();
    expect([reader.isCostly(once, 2000), reader.isCostly(once, 1_000_000)]).toEqual([true, false]);
    for (let time = 0; time < 50; time++) writer[time % 2 === 0 ? "redo" : "undo"]();
    const often = take();
    expect([often.length < 1000, reader.isCostly(often, 100_000)]).toEqual([true, true]);
    expect(reader.isCostly(Uint8Array.of(1, 2, 3), 0)).toBe(false);
  });

  it("[RT-66] of a deletion of all is that of its runs once, however many characters they hold", () => {
    const writer = createRichText({ documentId: "cost", replica: "00000000000000aa" });
    const reader = createRichText({ documentId: "cost" });
    const text = "x".repeat(100);
    for (let count = 0; count < 500; count++) {
      writer.edit([{ type: "insertText", at: 1 + ((count * 7919) % writer.length), text }]);
    }
    reader.applyUpdate(writer.takeUpdate()!);
    writer.edit([{ type: "deleteRange", from: 1, to: writer.length }]);
    const deletion = writer.takeUpdate()!;
    expect([reader.isCostly(deletion, 900), reader.isCostly(deletion, 4000)]).toEqual([true, false]);
    const hostile = Array.from({ length: 20 }, (_, index) => {
      const other = createRichText({ documentId: "cost", replica: `${10 + index}00000000000000` });
      other.applyUpdate(reader.updateSince(new Map()));
      other.edit([{ type: "deleteRange", from: 1, to: other.length }]);
      return other.takeUpdate()!;
    });
    expect(reader.isCostly(concatBytes(hostile), 40_000)).toBe(true);
  });

  it("[RT-66] leaves no trace of the names that strangers make up", () => {
    const state = new DocumentState(parseReplicaId("00000000000000a1")!, genesisReplica("bytes"));
    const stranger = everything("00000000000000a2");
    stranger.applyUpdate(everything("00000000000000a3").updateSince(new Map()));
    stranger.edit([{ type: "deleteRange", from: 1, to: stranger.length }]);
    const numbered = state.parts.space.replicas.size;
    expect(state.isCostly(stranger.updateSince(new Map()), 1)).toBe(true);
    expect(state.parts.space.replicas.size).toBe(numbered);
  });
});

function split(update: Uint8Array): Uint8Array[] {
  const batches = splitBatches(update);
  if (!batches.ok) throw batches.error;
  return batches.value;
}

/** Bytes of ops that nobody checked: of `prepare`, then of `op`. */
function forge(op: RichTextOp, prepare: (state: DocumentState) => void): Uint8Array {
  const state = new DocumentState(parseReplicaId("00000000000000a1")!, genesisReplica("bytes"));
  prepare(state);
  state.log.record(op);
  return state.log.takeUpdate()!;
}

function mutate(batch: Uint8Array, random: ReturnType<typeof seededRandom>): Uint8Array {
  const forged = batch.slice();
  for (let change = 0; change <= random.below(3); change++) {
    forged[3 + random.below(forged.length - 7)]! ^= 1 << random.below(8);
  }
  const sum = crc32(forged, forged.length - 4);
  new DataView(forged.buffer, forged.byteOffset).setUint32(forged.length - 4, sum, true);
  return forged;
}

function renders(document: RichText): boolean {
  for (let index = 0; index < document.blockCount; index++) document.inline(document.blockAt(index).id);
  return document.blockCount > 0 && document.text().length >= 0;
}
