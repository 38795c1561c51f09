import { describe, expect, it } from "vitest";
import { createRichText, type Edit, type RichText } from "../src/index.ts";
import {
  addColumn,
  addRow,
  placeOfCell,
  removeColumn,
  removeRow,
  removeTable,
  showTables,
  table,
  tableOf,
  typeIn,
} from "./table-notation.ts";
import {
  type Act,
  blockOf,
  bothSee,
  deleteBlock,
  deleteFrom,
  enterAfter,
  enterBefore,
  inTurn,
  joinBefore,
  moveBefore,
  paragraphs,
  placeOf,
  typeAfter,
  undo,
} from "./two-people.ts";

const make = (...acts: readonly Act[]): RichText => {
  const document = createRichText({ documentId: "tables", replica: "00000000000000a1" });
  inTurn(...acts)(document);
  return document;
};
const two = inTurn(paragraphs("top"), table(["a", "b"], ["c", "d"]));
const see = (start: Act, acts: readonly [Act, Act], expected: string | readonly string[]): void =>
  bothSee(start, acts, expected, showTables);

/** What two people see who did something at the same time. */
const meeting =
  (start: Act, first: Act, second: Act): Act =>
  (document) => {
    start(document);
    const saved = document.save();
    const other = createRichText({ documentId: "row", replica: "00000000000000ee", saved });
    first(document);
    second(other);
    document.applyUpdate(other.takeUpdate()!);
  };

describe("tables of one person", () => {
  it("[RT-80] stand after a block, with an empty paragraph in every cell", () => {
    const a = make(paragraphs("top"), table(["", ""], ["", ""]));
    expect(showTables(a)).toBe("top | [- - / - -]");
    expect([a.length, a.blockCount]).toEqual([4 + 1 + 4, 6]);
    expect(a.text()).toBe("top\n\n\n\n\n");
    const { id, rows, columns } = tableOf(a);
    expect(a.blockAt(4)).toEqual({
      id: `${rows[1]}/${columns[0]}/0`,
      type: "paragraph",
      attributes: {},
      containers: [
        { id, type: "table", attributes: {} },
        { id: rows[1], type: "tableRow", attributes: {} },
        { id: `${rows[1]}/${columns[0]}`, type: "tableCell", attributes: {} },
      ],
      length: 0,
    });
  });

  it("[RT-80] take text, blocks, marks and atoms in their cells", () => {
    const a = make(two);
    expect(showTables(a)).toBe("top | [a b / c d]");
    const at = placeOfCell(a, 1, 0) + 2;
    a.edit([
      { type: "splitBlock", at },
      { type: "insertText", at: at + 1, text: "more", marks: [{ type: "bold", attributes: {} }] },
      { type: "insertAtom", at: at + 5, atom: { type: "hardBreak", attributes: {} } },
    ]);
    expect(showTables(a)).toBe("top | [a b / c+more<hardBreak> d]");
    a.edit([{ type: "setBlock", block: blockOf(a, "more"), blockType: "heading", attributes: { level: 2 } }]);
    expect(a.block(blockOf(a, "more"))).toMatchObject({ type: "heading", length: 5 });
    expect(a.inline(blockOf(a, "more"))[0]).toMatchObject({ text: "more", marks: [{ type: "bold" }] });
    joinBefore("more")(a);
    expect(showTables(a)).toBe("top | [a b / cmore<hardBreak> d]");
  });

  it("[RT-81] gain and lose rows and columns", () => {
    const a = make(two);
    inTurn(addColumn(1), addRow(2), typeIn(2, 1, "new"), addRow(0), addColumn(3))(a);
    expect(showTables(a)).toBe("top | [- - - - / a - b - / c - d - / - new - -]");
    inTurn(removeColumn(0), removeRow(2))(a);
    expect(showTables(a)).toBe("top | [- - - / - b - / new - -]");
    for (const expected of ["- - - / - b - / - d - / new - -", "- - - - / a - b - / c - d - / - new - -"]) {
      undo(a);
      expect(showTables(a)).toBe(`top | [${expected}]`);
    }
    a.redo();
    expect(showTables(a)).toBe("top | [- - - / - b - / - d - / new - -]");
  });

  it("[RT-82] have a header row, which is the first one", () => {
    const a = make(two);
    a.edit([{ type: "setHeaderRow", table: tableOf(a).id, isHeader: true }]);
    expect(showTables(a)).toBe("top | [A B / c d]");
    addRow(0)(a);
    typeIn(0, 0, "x")(a);
    expect(showTables(a)).toBe("top | [X - / a b / c d]");
    removeRow(0)(a);
    expect(showTables(a)).toBe("top | [A B / c d]");
    expect(tableOf(a).hasHeaderRow).toBe(true);
  });

  it("[RT-83] go whole, move whole and come back", () => {
    const a = make(two);
    a.edit([
      {
        type: "insertBlock",
        at: a.length,
        cell: null,
        block: { type: "paragraph", attributes: {}, container: null },
      },
      { type: "insertText", at: a.length + 1, text: "end" },
    ]);
    expect(showTables(a)).toBe("top | [a b / c d] | end");
    moveBefore("top", "end")(a);
    expect(showTables(a)).toBe("[a b / c d] | top | end");
    removeTable(a);
    expect(showTables(a)).toBe("top | end");
    undo(a);
    a.edit([{ type: "moveBlocks", from: 0, to: 9, at: a.length }]);
    expect(showTables(a)).toBe("top | end | [a b / c d]");
    deleteFrom("p", "nd")(a);
    expect(showTables(a)).toBe("to | [a b / c d]");
    undo(a);
    const from = placeOf(a, "op");
    a.edit([{ type: "moveBlocks", from: a.placeOfBlock(tableOf(a).id), to: a.length, at: 4 }]);
    expect(showTables(a)).toBe("top | [a b / c d] | end");
    a.edit([{ type: "deleteRange", from, to: placeOf(a, "nd") }]);
    expect(showTables(a)).toBe("tnd");
    undo(a);
    expect(showTables(a)).toBe("top | [a b / c d] | end");
  });

  it("[RT-84] refuse what would reach over the border of a cell", () => {
    const a = make(two);
    const { id, rows, columns } = tableOf(a);
    const saved = a.save();
    const cell = placeOfCell(a, 0, 1);
    const paragraph = { type: "paragraph", attributes: {}, container: null };
    const refused: readonly Parameters<RichText["edit"]>[0][number][] = [
      { type: "insertText", at: a.placeOfBlock(id) + 1, text: "x" },
      { type: "splitBlock", at: a.placeOfBlock(id) + 1 },
      { type: "insertBlock", at: a.placeOfBlock(id) + 1, block: paragraph },
      { type: "insertBlock", at: cell, cell: null, block: paragraph },
      { type: "deleteRange", from: cell, to: cell + 1 },
      { type: "deleteRange", from: cell - 1, to: cell + 2 },
      { type: "deleteRange", from: 2, to: cell },
      { type: "deleteRange", from: cell, to: cell + 2 },
      { type: "deleteBlock", block: blockOf(a, "b") },
      { type: "moveBlocks", from: cell, to: cell + 2, at: 0 },
      { type: "moveBlocks", from: 0, to: 4, at: cell },
      { type: "insertTable", at: cell, rows: 1, columns: 1 },
      { type: "insertTable", at: 0, rows: 0, columns: 1 },
      { type: "insertTable", at: 0, rows: 1, columns: 101 },
      { type: "insertTable", at: 2, rows: 1, columns: 1 },
      { type: "insertRow", table: blockOf(a, "top"), before: null },
      { type: "insertRow", table: id, before: columns[0]! },
      { type: "deleteRow", row: columns[0]! },
      { type: "deleteColumn", column: "00000000000000a1:9999" },
      { type: "setBlock", block: id, blockType: "paragraph" },
      { type: "setContainer", container: `${rows[0]}/${columns[0]}`, attributes: {} },
    ];
    for (const edit of refused) expect(() => a.edit([edit]), JSON.stringify(edit)).toThrow(RangeError);
    expect(a.save()).toEqual(saved);
    removeRow(0)(a);
    expect(() => removeRow(0)(a)).toThrow(RangeError);
  });
});

describe("rows and columns in the call that changes what cells begin with", () => {
  const paragraph = { type: "paragraph", attributes: {}, container: null };
  /** Puts another block in the place of the one with which a cell begins, whose text has a length. */
  const replaceFirst = (at: number, length: number): Edit[] => [
    { type: "deleteRange", from: at + 1, to: at + 1 + length },
    { type: "insertBlock", at: at + 1, block: paragraph },
    { type: "deleteRange", from: at, to: at + 1 },
  ];
  /** The document, the place of `c`, and the edits that put a row or a column before it. */
  const before = () => {
    const a = make(two);
    const { id, rows, columns } = tableOf(a);
    const at = placeOfCell(a, 1, 0);
    const row: Edit = { type: "insertRow", table: id, before: rows[1]! };
    const column: Edit = { type: "insertColumn", table: id, before: columns[0]! };
    return { a, at, row, column, table: a.placeOfBlock(id) };
  };

  it("[RT-81] find the cell whose first block is gone", () => {
    const { a, at, row } = before();
    a.edit([...replaceFirst(at, 1), row, { type: "insertText", at: at + 1, text: "x" }]);
    expect(showTables(a)).toBe("top | [a b / x - / - d]");
  });

  it("[RT-81] find it behind what the cell before was given since", () => {
    const { a, at, row, column } = before();
    a.edit([...replaceFirst(at, 1), { type: "insertText", at, text: "x" }, row, column]);
    expect(showTables(a)).toBe("top | [- a bx / - - - / - - d]");
  });

  it("[RT-81] find it in a table that was moved since", () => {
    const { a, at, column, table: from } = before();
    const move: Edit = { type: "moveBlocks", from, to: a.length - 1, at: 0 };
    a.edit([...replaceFirst(at, 1), move, column]);
    expect(showTables(a)).toBe("[- a b / - - d] | top");
  });

  it("[RT-81] find where the cell begins before its first block", () => {
    const { a, at, row } = before();
    a.edit([
      { type: "splitBlock", at: at + 1 },
      row,
      { type: "insertText", at: at + 3, text: "x" },
      { type: "deleteRange", from: at + 4, to: at + 5 },
    ]);
    expect(showTables(a)).toBe("top | [a b / - - / xc d]");
  });

  it("[RT-81] find a cell that is as new as what it begins with", () => {
    const { a, at, row, column } = before();
    a.edit([row, ...replaceFirst(at, 0), { type: "insertText", at: at + 1, text: "x" }, column]);
    expect(showTables(a)).toBe("top | [- a b / - x - / - c d]");
  });
});

describe("tables of two people", () => {
  it("[RT-81] e8: a column here and a row there make a full grid", () => {
    see(two, [addColumn(1), addRow(2)], "top | [a - b / c - d / - - -]");
  });

  it("[RT-85] n21: a column that is deleted shows again for what is typed in it", () => {
    see(two, [removeColumn(1), typeAfter("b", "!")], "top | [a ! / c -]");
    see(two, [removeColumn(1), typeAfter("a", "!")], "top | [a! / c]");
    see(two, [removeRow(0), typeAfter("b", "!")], "top | [- ! / c d]");
    see(two, [removeRow(0), removeColumn(0)], "top | [d]");
    see(two, [removeRow(0), addColumn(1)], "top | [c - d]");
    see(two, [removeColumn(0), inTurn(addRow(1), typeIn(1, 0, "x"))], "top | [- b / x - / - d]");
    see(two, [removeTable, typeAfter("d", "!")], "top | [- - / - !]");
    see(two, [removeTable, addColumn(0)], "top");
    see(two, [inTurn(removeRow(0), undo), removeRow(0)], "top | [c d]");
  });

  it("[RT-86] what two people type in a cell that nobody opened is in one block", () => {
    const empty = inTurn(paragraphs("top"), table(["", ""]));
    see(empty, [typeIn(0, 1, "one"), typeIn(0, 1, "two")], ["top | [- onetwo]", "top | [- twoone]"]);
    see(empty, [inTurn(typeIn(0, 0, "x"), undo), typeIn(0, 0, "y")], "top | [y -]");
    const heading: Act = (document) => {
      const block = document.blockAtPlace(placeOfCell(document, 0, 0)).block.id;
      document.edit([{ type: "setBlock", block, blockType: "heading", attributes: {} }]);
    };
    see(empty, [heading, typeIn(0, 0, "y")], "top | [y -]");
  });

  it("[RT-87] text around a table does not fall into it", () => {
    const around = inTurn(paragraphs("one"), table(["a"]), (document) => {
      document.edit([
        {
          type: "insertBlock",
          at: document.length,
          cell: null,
          block: { type: "paragraph", attributes: {}, container: null },
        },
        { type: "insertText", at: document.length + 1, text: "two" },
      ]);
    });
    const later: Act = (document) => document.edit([{ type: "insertTable", at: 4, rows: 1, columns: 1 }]);
    see(paragraphs("one", "two"), [later, joinBefore("two")], "onetwo | [-]");
    see(paragraphs("one"), [later, typeAfter("one", "!")], "one! | [-]");
    see(
      paragraphs("one two"),
      [
        inTurn(enterBefore("two"), undo),
        (d) => d.edit([{ type: "insertTable", at: 8, rows: 1, columns: 1 }]),
      ],
      "one two | [-]",
    );
    see(around, [removeTable, typeIn(0, 0, "x")], "one | [x] | two");
    see(around, [moveBefore("two", "one"), typeAfter("a", "!")], "two | one | [a!]");
  });

  it("[RT-90] what two people split off text that was joined across a table stands in the order of the text", () => {
    const across = meeting(paragraphs("one", "twothreefour"), joinBefore("two"), (document) =>
      document.edit([{ type: "insertTable", at: 4, rows: 1, columns: 1 }]),
    );
    see(across, [enterBefore("two"), enterBefore("four")], "one | twothree | four | [-]");
    see(across, [enterBefore("three"), enterBefore("four")], "onetwo | three | four | [-]");
    see(across, [enterBefore("three"), typeIn(0, 0, "x")], "onetwo | threefour | [x]");
    see(across, [enterBefore("three"), removeTable], "onetwo | threefour");
    see(across, [inTurn(enterBefore("three"), undo), enterBefore("four")], "onetwothree | four | [-]");
    see(
      across,
      [inTurn(enterBefore("four"), enterBefore("three")), typeAfter("four", "!")],
      "onetwo | three | four! | [-]",
    );
    const twice = meeting(across, enterBefore("three"), enterBefore("four"));
    see(twice, [joinBefore("three"), joinBefore("four")], "onetwothreefour | [-]");
    see(twice, [enterBefore("hree"), enterBefore("our")], "onetwo | t | hree | f | our | [-]");
  });

  it("[RT-90] all that is put between such text and the table stays before that table", () => {
    const tableAt =
      (before: string, text: string): Act =>
      (document) => {
        const at = document.blockAt(document.indexOfBlock(blockOf(document, before)) - 1);
        const place = document.placeOfBlock(at.id);
        document.edit([
          { type: "insertTable", at: place, rows: 1, columns: 1 },
          { type: "insertText", at: place + 2, text },
        ]);
      };
    const across = (...after: string[]) =>
      meeting(paragraphs("one", "twothree", ...after), joinBefore("two"), (document) =>
        document.edit([
          { type: "insertTable", at: 4, rows: 1, columns: 1 },
          { type: "insertText", at: 6, text: "#" },
        ]),
      );
    const tables = ["onetwothree | [x] | [y] | [#]", "onetwothree | [y] | [x] | [#]"];
    see(across(), [tableAt("#", "x"), tableAt("#", "y")], tables);
    see(
      across("end"),
      [tableAt("#", "x"), tableAt("#", "y")],
      tables.map((shown) => `${shown} | end`),
    );
    see(across("end"), [tableAt("#", "x"), enterBefore("three")], "onetwo | [x] | three | [#] | end");
    see(
      across("end"),
      [enterBefore("three"), inTurn(enterBefore("three"), tableAt("#", "y"))],
      ["onetwo | (empty) | three | [y] | [#] | end"],
    );
    const below: Act = (document) => {
      const at = placeOf(document, "!") + 1;
      document.edit([
        { type: "splitBlock", at },
        { type: "insertText", at: at + 1, text: "new" },
      ]);
    };
    const lively = inTurn(across("end"), typeAfter("three", "!"));
    see(lively, [below, below], "onetwothree! | new | new | [#] | end");
  });

  it("[RT-90] so does what they split off text that was joined across a block", () => {
    const across = meeting(
      paragraphs("one", "mid", "twothreefour"),
      inTurn(deleteBlock("mid"), joinBefore("two")),
      typeAfter("mid", "!"),
    );
    see(across, [enterBefore("three"), enterBefore("four")], "onetwo | three | four | !");
    see(across, [enterBefore("four"), typeAfter("!", "?")], "onetwothree | four | !?");
    see(across, [enterAfter("!"), typeAfter("four", "+")], "onetwothreefour+ | ! | (empty)");
    see(across, [enterAfter("!"), enterBefore("four")], "onetwothree | four | ! | (empty)");
    see(across, [inTurn(enterAfter("!"), undo), enterBefore("four")], "onetwothree | four | !");
    const another = inTurn(enterAfter("!"), enterBefore("!"), typeAfter("four", "+"));
    see(
      across,
      [another, enterBefore("three")],
      ["onetwo | threefour+ | (empty) | ! | (empty)", "onetwo | (empty) | threefour+ | ! | (empty)"],
    );
  });
});
