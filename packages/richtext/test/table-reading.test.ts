import { parseReplicaId } from "@weft/rga";
import { expect, it } from "vitest";
import { DocumentState } from "../src/document/document-state.ts";
import { createRichText, genesisReplica, type RichText } from "../src/index.ts";
import type { RichTextOp } from "../src/ops/op-kinds.ts";
import { Mirror } from "./mirror.ts";
import {
  addColumn,
  addRow,
  placeOfCell,
  removeColumn,
  removeRow,
  showTables,
  table,
  tableOf,
  typeIn,
} from "./table-notation.ts";
import { inTurn, paragraphs, placeOf, typeAfter } from "./two-people.ts";

const open = (replica: string, saved?: Uint8Array): RichText =>
  createRichText({ documentId: "cells", replica, ...(saved ? { saved } : {}) });
const two = (): RichText => {
  const document = open("00000000000000a1");
  inTurn(paragraphs("top"), table(["a", "b"], ["c", "d"]))(document);
  return document;
};
const beside = (parentReplica: number, parentCounter: number) => ({
  parentReplica,
  parentCounter,
  side: 1 as const,
});

/** Ops that nobody checked, as the update of a replica that wrote nothing else. */
function forge(replica: string, ops: readonly RichTextOp[], documentId = "cells"): Uint8Array {
  const state = new DocumentState(parseReplicaId(replica)!, genesisReplica(documentId));
  for (const op of ops) state.log.record(op);
  return state.log.takeUpdate()!;
}

it("[RT-53] an anchor in a cell stays with its element, and is where the table is while the cell is gone", () => {
  const a = two();
  const anchor = a.anchorAt(placeOf(a, "d"), "before");
  const edge = a.anchorAt(placeOfCell(a, 1, 1), "before");
  const empty = (() => {
    addRow(2)(a);
    return a.anchorAt(placeOfCell(a, 2, 0), "before");
  })();
  expect(empty).toBe(`${tableOf(a).rows[2]}/${tableOf(a).columns[0]}/0:b`);
  inTurn(addColumn(0), typeAfter("top", "!"), typeIn(1, 0, "xy"))(a);
  expect(a.placeOfAnchor(anchor)).toBe(placeOf(a, "d"));
  expect(a.placeOfAnchor(edge)).toBe(placeOfCell(a, 1, 2));
  expect(a.placeOfAnchor(empty)).toBe(placeOfCell(a, 2, 1));
  removeRow(1)(a);
  expect(a.placeOfAnchor(anchor)).toBe(a.placeOfBlock(tableOf(a).id) + 1);
  a.edit([{ type: "deleteBlock", block: tableOf(a).id }]);
  expect(a.placeOfAnchor(anchor)).toBe(a.placeOfAnchor(edge));
  expect(a.placeOfAnchor("00000000000000a1:1/00000000000000a1:2/0:b")).toBe(null);
});

it("[RT-54] what was inserted in cells is told at its places, but not while the cell is gone", () => {
  const a = two();
  const from = a.version().get(a.replica)!;
  typeAfter("b", "new")(a);
  expect(a.insertedSince(from)).toEqual([{ from: placeOf(a, "new"), to: placeOf(a, "new") + 3 }]);
  removeColumn(1)(a);
  expect(a.insertedSince(from)).toEqual([]);
});

it("[RT-44] opening a cell is undone with what was typed in it, after a reload too", () => {
  const a = two();
  addRow(2)(a);
  typeIn(2, 0, "x")(a);
  const b = open(a.replica, a.save());
  expect(b.undo()).toBe(true);
  expect(showTables(b)).toBe("top | [a b / c d / - -]");
  b.undo();
  expect(showTables(b)).toBe("top | [a b / c d]");
  b.redo();
  b.redo();
  expect(showTables(b)).toBe("top | [a b / c d / x -]");
});

it("[RT-60] deleted text of cells is left out of a save without it", () => {
  const a = two();
  typeAfter("b", "secret")(a);
  removeColumn(1)(a);
  const b = open("00000000000000b1", a.save({ deletedText: false }));
  expect(new TextDecoder("latin1").decode(a.save({ deletedText: false }))).not.toContain("secret");
  a.takeUpdate();
  a.undo();
  b.applyUpdate(a.takeUpdate()!);
  expect(showTables(b)).toBe(`top | [a ${"\uFFFD".repeat(7)} / c ${"\uFFFD"}]`);
});

it("[RT-22] values of blocks in cells that lost are told", () => {
  const a = two();
  addRow(2)(a);
  const b = open("b1000000000000b1", a.save());
  for (const [document, align] of [
    [a, 1],
    [b, 2],
  ] as const) {
    const { block } = document.blockAtPlace(placeOfCell(document, 2, 0));
    document.edit([{ type: "setBlock", block: block.id, attributes: { align } }]);
  }
  a.takeUpdate();
  a.applyUpdate(b.takeUpdate()!);
  const { block } = a.blockAtPlace(placeOfCell(a, 2, 0));
  expect(a.losers()).toEqual([{ target: block.id, key: "attributes.align", value: 1, replica: a.replica }]);
});

it("[RT-85] what shows again by its text is kept when that text is edited, and vanishes with it otherwise", () => {
  const a = two();
  const b = open("b1000000000000b1", a.save());
  a.takeUpdate();
  removeColumn(1)(a);
  typeAfter("b", "!")(b);
  b.applyUpdate(a.takeUpdate()!);
  const update = b.takeUpdate()!;
  a.applyUpdate(update);
  expect(showTables(a)).toBe("top | [a ! / c -]");
  a.edit([{ type: "deleteRange", from: placeOf(a, "!"), to: placeOf(a, "!") + 1 }]);
  expect(showTables(a)).toBe("top | [a - / c -]");
  b.undo();
  expect(showTables(b)).toBe("top | [a / c]");
  a.undo();
  removeRow(0)(a);
  expect(showTables(a)).toBe("top | [c -]");
});

it("[RT-88] a thousand columns claimed show as a hundred, and the others come up as those go", () => {
  const ops: RichTextOp[] = [
    {
      type: "table",
      place: beside(1, 0),
      shape: { type: "table", attributes: {} },
      container: null,
      back: 0,
    },
  ];
  const line = (axis: "row" | "column", index: number): RichTextOp => {
    const first = index === 0 ? { table: { replica: 0, counter: 0 }, axis } : null;
    const place =
      index === 0 ? { parentReplica: -1, parentCounter: 0, side: 1 as const } : beside(0, ops.length - 1);
    return { type: "line", first, place, back: 0 };
  };
  for (let row = 0; row < 3; row++) ops.push(line("row", row));
  for (let column = 0; column < 1000; column++) ops.push(line("column", column));
  const update = forge("00000000000000c1", ops);
  const a = open("00000000000000a1");
  const mirror = new Mirror(a);
  expect([a.isCostly(update, 100_000), a.isCostly(update, 10_000_000)]).toEqual([true, false]);
  a.applyUpdate(update);
  expect([tableOf(a).rows.length, tableOf(a).columns.length, a.blockCount]).toEqual([3, 100, 302]);
  mirror.check();
  const [first, second] = tableOf(a).columns;
  typeIn(0, 99, "last")(a);
  expect(() => addColumn(5)(a)).toThrow(RangeError);
  a.edit([
    { type: "deleteColumn", column: first! },
    { type: "deleteColumn", column: second! },
  ]);
  mirror.check();
  expect([tableOf(a).columns.length, a.text().includes("last")]).toEqual([100, true]);
  expect(placeOf(a, "last")).toBe(placeOfCell(a, 0, 97) + 1);
  a.undo();
  mirror.check();
  expect(tableOf(a).columns[0]).toBe(first);
  expect(open("00000000000000b1", a.save()).text()).toBe(a.text());
});

it("[RT-89] a table in a cell, and cells of rows and columns of different tables, show nothing and are kept", () => {
  const a = two();
  const [row, column] = [tableOf(a).rows[0]!, tableOf(a).columns[0]!].map((id) => Number(id.split(":")[1]));
  const state = new DocumentState(parseReplicaId("00000000000000c1")!, genesisReplica("cells"));
  state.log.applyUpdate(a.updateSince(new Map()));
  const replica = state.parts.space.replicas.indexOf(parseReplicaId("00000000000000a1")!);
  const line = (counter: number) => ({ replica, counter });
  const shape = { type: "table", attributes: {} };
  const opener = state.perform({ type: "cell", row: line(row!), column: line(column!) });
  const inner = state.perform({
    type: "table",
    place: { ...beside(0, opener.counter) },
    shape,
    container: null,
    back: 0,
  });
  state.perform({
    type: "line",
    first: { table: inner, axis: "row" },
    place: { parentReplica: -1, parentCounter: 0, side: 1 },
    back: 0,
  });
  const odd = state.perform({ type: "cell", row: line(column!), column: line(row!) });
  state.perform({ type: "insert", place: beside(0, odd.counter), text: "nowhere" });
  const before = showTables(a);
  a.applyUpdate(state.log.takeUpdate()!);
  expect(showTables(a)).toBe(before);
  const b = open("00000000000000b1", a.save());
  expect([showTables(b), b.version().get("00000000000000c1" as never)]).toEqual([before, 11]);
});
