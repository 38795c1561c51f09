/** Tables over the binding: what two people do to rows, columns and cells at once, and what single edits come to. */

import { joinBackward, joinForward } from "@tiptap/pm/commands";
import { Fragment, Slice } from "@tiptap/pm/model";
import { EditorState, NodeSelection, TextSelection, type Transaction } from "@tiptap/pm/state";
import { describe, expect, test } from "vitest";
import type { CollaborativeDocument } from "../src/index.ts";
import { movableRange, moveNodes } from "../src/index.ts";
import { markAsMove } from "../src/local/block-move.ts";
import { narrowSelection } from "../src/tables/cell-selection.ts";
import {
  addColumn,
  addRow,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToCell,
  insertTable,
  toggleHeaderRow,
} from "../src/tables/table-commands.ts";
import { both, enter, joinBefore, list, retype, toggle, type } from "./support/deeds.ts";
import { describeDocument, parseDocument } from "./support/notation.ts";
import { act, command, find, replicas, schema } from "./support/replicas.ts";
import { type Deed, exchange, expectAgreement, together } from "./support/scenario.ts";

/** Does something with the caret before `text`. */
const at =
  (text: string, run: (transaction: Transaction) => unknown): Deed =>
  (document) =>
    act(document, (tr) => {
      run(tr.setSelection(TextSelection.create(tr.doc, find(tr.doc, text))));
    });

const rowAfter = (text: string): Deed => at(text, (tr) => addRow(tr, "after"));
const rowBefore = (text: string): Deed => at(text, (tr) => addRow(tr, "before"));
const columnAfter = (text: string): Deed => at(text, (tr) => addColumn(tr, "after"));
const dropRow = (text: string): Deed => at(text, deleteRow);
const dropColumn = (text: string): Deed => at(text, deleteColumn);
const dropTable = (text: string): Deed => at(text, deleteTable);
const header = (text: string): Deed => at(text, toggleHeaderRow);

/** What pasting the beginning of a table comes to: a table that goes on as the rest of the one that stood there. */
const replaceStart =
  (before: string, text: string): Deed =>
  (document) =>
    act(document, (tr) => {
      const table = schema.nodes.table!.create(null, [
        schema.nodes.tableRow!.create(null, [schema.nodes.tableCell!.create()]),
      ]);
      const from = find(tr.doc, before) + before.length + 1;
      tr.replace(from, find(tr.doc, text) - 1, new Slice(Fragment.from(table), 0, 3));
    });

type Row = readonly [line: string, deedOfA: Deed, deedOfB: Deed, expected: string, other?: string];

const rows: Readonly<Record<string, Row>> = {
  "[TT-50] e8: a column and a row at once make one full grid": [
    "top | tb(a; b / c; d)",
    columnAfter("a"),
    rowAfter("c"),
    "top | tb(a; (empty); b / c; (empty); d / (empty); (empty); (empty))",
  ],
  "[TT-50] n21: a column that is deleted shows again for what is typed in it": [
    "top | tb(a; b / c; d)",
    dropColumn("b"),
    type("!", "b"),
    "top | tb(a; ! / c; (empty))",
  ],
  "[TT-50] a row deleted by both is deleted once": [
    "tb(a; b / c; d / e; f) | end",
    dropRow("c"),
    dropRow("d"),
    "tb(a; b / e; f) | end",
  ],
  "[TT-50] two rows at one place are two rows": [
    "tb(a; b) | end",
    rowAfter("a"),
    rowAfter("b"),
    "tb(a; b / (empty); (empty) / (empty); (empty)) | end",
  ],
  "[TT-50] a table whose beginning is replaced is the table that its other cells were in": [
    "x | tb(one | two; b / c; d) | end",
    replaceStart("x", "two"),
    type("!", "b"),
    "x | tb(two; b! / c; d) | end",
  ],
  "[TT-51] Enter in a cell and typing behind it": [
    "top | tb(one two; b) | end",
    enter("two"),
    type("!", "two"),
    "top | tb(one  | two!; b) | end",
  ],
  "[TT-51] Enter at the start of a cell and typing in it": [
    "top | tb(a; one) | end",
    enter("one"),
    type("!", "one"),
    "top | tb(a; (empty) | one!) | end",
  ],
  "[TT-51] a list made of what another types in": [
    "tb(a; b) | end",
    list("b"),
    type("!", "b"),
    "tb(a; ul(b!)) | end",
  ],
  "[TT-51] blocks of a cell joined, and typing in the second": [
    "tb(a | b; c) | end",
    joinBefore("b"),
    type("!", "b"),
    "tb(ab!; c) | end",
  ],
  "[TT-51] a heading in a cell, and a mark": [
    "tb(a; b) | end",
    retype("b", "heading", { level: 2 }),
    toggle("bold", "b"),
    "tb(a; h2: **b**) | end",
  ],
  "[TT-52] a table in a quote, and a row": [
    "tb(a; b) | end",
    (document) =>
      act(document, (tr) => {
        const range = tr.doc.resolve(0).blockRange(tr.doc.resolve(tr.doc.child(0).nodeSize))!;
        tr.wrap(range, [{ type: schema.nodes.blockquote! }]);
      }),
    rowAfter("a"),
    "bq(tb(a; b / (empty); (empty))) | end",
  ],
  "[TT-52] a header row, and a row before it": [
    "top | tb(a; b / c; d)",
    header("a"),
    rowBefore("c"),
    "top | tb(#a; #b / (empty); (empty) / c; d)",
  ],
  "[TT-50] a table that is deleted shows again for what is typed in it": [
    "top | tb(a; b / c; d) | end",
    dropTable("a"),
    type("!", "d"),
    "top | tb((empty); (empty) / (empty); !) | end",
    "top | tb(!) | end",
  ],
};

describe("two people in a table", () => {
  for (const [title, [line, deedOfA, deedOfB, expected, other]] of Object.entries(rows)) {
    test(title, () => {
      const seen = [together(line, deedOfA, deedOfB), together(line, deedOfB, deedOfA)];
      for (const one of seen) expect([expected, other ?? expected]).toContain(one);
    });
  }
});

/** What one person's edit comes to, and how often the view had to be corrected after it. */
function alone(line: string, deed: Deed): { readonly line: string; readonly fixUps: number } {
  const [document, other] = replicas(line);
  const before = document!.doc;
  deed(document!);
  const after = describeDocument(document!.doc);
  exchange([document!, other!]);
  expectAgreement([document!, other!]);
  const { fixUps } = document!.stats;
  while (document!.undo());
  expect(describeDocument(document!.doc)).toBe(describeDocument(before));
  while (document!.redo());
  expect(describeDocument(document!.doc)).toBe(after);
  exchange([document!, other!]);
  expectAgreement([document!, other!]);
  return { line: after, fixUps };
}

/** Replaces the whole document's content between two texts by what a line describes. */
function paste(from: string, to: string, line: string): Deed {
  return (document) =>
    act(document, (tr) => {
      const { content } = parseDocument(schema, line);
      tr.replaceRange(find(tr.doc, from), find(tr.doc, to, to.length), new Slice(content, 0, 0));
    });
}

function selectNode(document: CollaborativeDocument, text: string, levels: number): NodeSelection {
  const $at = document.doc.resolve(find(document.doc, text));
  return NodeSelection.create(document.doc, $at.before($at.depth - levels));
}

const single: Readonly<Record<string, readonly [line: string, deed: Deed, expected: string]>> = {
  "[TT-50] a row is added below": ["tb(a; b) | x", rowAfter("a"), "tb(a; b / (empty); (empty)) | x"],
  "[TT-50] a header stays first": ["tb(#a; #b) | x", rowBefore("a"), "tb(#(empty); #(empty) / a; b) | x"],
  "[TT-50] a column is added in every row": [
    "tb(#a; #b / c; d) | x",
    columnAfter("c"),
    "tb(#a; #(empty); #b / c; (empty); d) | x",
  ],
  "[TT-50] a row goes": ["tb(a; b / c; d) | x", dropRow("a"), "tb(c; d) | x"],
  "[TT-50] the header goes, and the next row is one": ["tb(#a / b / c) | x", dropRow("a"), "tb(#b / c) | x"],
  "[TT-52] a header row that goes leaves the next one a header": [
    "tb(#a / b / c) | x",
    (document) => act(document, (tr) => tr.setSelection(selectNode(document, "a", 2)).deleteSelection()),
    "tb(#b / c) | x",
  ],
  "[TT-54] what says that it moves out of a cell is a copy": [
    "tb(a | b; c) | x",
    (document) =>
      act(document, (tr) => {
        const from = find(tr.doc, "a") - 1;
        const moved = tr.doc.nodeAt(from)!;
        tr.delete(from, from + moved.nodeSize).insert(find(tr.doc, "x") - 1, moved);
        markAsMove(tr, [{ skip: 0, lead: 0, size: moved.nodeSize }]);
      }),
    "tb(b; c) | a | x",
  ],
  "[TT-50] a column goes": ["tb(a; b / c; d) | x", dropColumn("a"), "tb(b / d) | x"],
  "[TT-50] the last row takes the table with it": ["tb(a; b) | x", dropRow("a"), "x"],
  "[TT-50] the last column does": ["x | tb(a / b)", dropColumn("b"), "x"],
  "[TT-50] a table that is all of the document gives way to a paragraph": [
    "tb(a)",
    dropTable("a"),
    "(empty)",
  ],
  "[TT-50] a header row is made and unmade": [
    "tb(a; b / c; d) | x",
    both(header("a"), header("a"), header("a")),
    "tb(#a; #b / c; d) | x",
  ],
  "[TT-53] a table comes where an empty paragraph is": [
    "a | (empty)",
    (document) =>
      act(document, (tr) =>
        insertTable(tr.setSelection(TextSelection.atEnd(tr.doc)), {
          rows: 2,
          columns: 2,
          hasHeaderRow: true,
        }),
      ),
    "a | tb(#(empty); #(empty) / (empty); (empty)) | (empty)",
  ],
  "[TT-53] a table comes behind a block with text": [
    "a | b",
    at("a", (tr) => insertTable(tr, { rows: 1, columns: 2, hasHeaderRow: false })),
    "a | tb((empty); (empty)) | b",
  ],
  "[TT-53] Tab in the last cell adds a row": [
    "tb(a; b) | x",
    at("b", (tr) => goToCell(tr, "next")),
    "tb(a; b / (empty); (empty)) | x",
  ],
  "[TT-53] a table with text is pasted in the middle of a block": [
    "ab | x",
    paste("b", "b", "tb(#1; #2 / h2: 3 | ul(4; 5); bq(6))"),
    "a | tb(#1; #2 / h2: 3 | ul(4; 5); bq(6)) | x",
  ],
  "[TT-53] tables one after another": ["a | x", paste("a", "a", "tb(1) | tb(2; 3)"), "tb(1) | tb(2; 3) | x"],
  "[TT-53] a document of tables": ["a", paste("a", "a", "tb(1) | tb(2)"), "tb(1) | tb(2)"],
  "[TT-53] all is replaced": [
    "tb(a; b) | x",
    (document) =>
      act(document, (tr) => tr.replaceWith(0, tr.doc.content.size, parseDocument(schema, "y").content)),
    "y",
  ],
  "[TT-53] blocks between two tables go and come": [
    "tb(a) | x | tb(b)",
    paste("x", "x", "h1: y | hr | z"),
    "tb(a) | h1: y | hr | z | tb(b)",
  ],
  "[TT-53] a rule in the stead of what a cell holds": [
    "top | tb(a; b)",
    (document) =>
      act(document, (tr) =>
        tr.replaceWith(find(tr.doc, "b") - 1, find(tr.doc, "b") + 2, schema.nodes.horizontalRule!.create()),
      ),
    "top | tb(a; hr)",
  ],
  "[TT-53] blocks before the first one of a cell": [
    "top | tb(a; b)",
    (document) =>
      act(document, (tr) =>
        tr.insert(find(tr.doc, "b") - 1, parseDocument(schema, "h1: y | hr | z").content),
      ),
    "top | tb(a; h1: y | hr | z | b)",
  ],
  "[TT-53] blocks before an empty one of a cell": [
    "tb(a | (empty); b)",
    (document) =>
      act(document, (tr) => {
        tr.delete(find(tr.doc, "a"), find(tr.doc, "a", 1));
        tr.insert(3, parseDocument(schema, "ul(y) | z").content);
      }),
    "tb(ul(y) | z | (empty) | (empty); b)",
  ],
  "[TT-53] the first block of a cell goes": [
    "top | tb(a | b; c)",
    (document) => act(document, (tr) => tr.setSelection(selectNode(document, "a", 0)).deleteSelection()),
    "top | tb(b; c)",
  ],
  "[TT-54] a table is moved with what is in it": [
    "tb(a; b) | x | y",
    (document) =>
      act(document, (tr) => {
        const range = movableRange(tr.doc.resolve(1), tr.doc.resolve(tr.doc.child(0).nodeSize - 1));
        expect(moveNodes(tr, range!, tr.doc.content.size)).toBe(true);
      }),
    "x | y | tb(a; b)",
  ],
  "[TT-54] a table is moved and typed in at once": [
    "tb(a; b) | x | y",
    (document) =>
      act(document, (tr) => {
        const range = movableRange(tr.doc.resolve(1), tr.doc.resolve(tr.doc.child(0).nodeSize - 1));
        expect(moveNodes(tr, range!, tr.doc.content.size)).toBe(true);
        tr.insertText("!", find(tr.doc, "b", 1));
      }),
    "x | y | tb(a; b!)",
  ],
  "[TT-54] blocks are moved within a cell, and another cell is typed in": [
    "tb(a | b; c) | x",
    (document) =>
      act(document, (tr) => {
        const $at = tr.doc.resolve(find(tr.doc, "a"));
        expect(moveNodes(tr, movableRange($at, $at)!, find(tr.doc, "b") + 2)).toBe(true);
        tr.insertText("!", find(tr.doc, "c", 1)).insertText("?", find(tr.doc, "a", 1));
      }),
    "tb(b | a?; c!) | x",
  ],
  "[TT-54] blocks are moved within a cell": [
    "tb(a | b | c; d) | x",
    (document) =>
      act(document, (tr) => {
        const $at = tr.doc.resolve(find(tr.doc, "a"));
        expect(moveNodes(tr, movableRange($at, $at)!, find(tr.doc, "c") + 2)).toBe(true);
      }),
    "tb(b | c | a; d) | x",
  ],
  "[TT-55] Backspace and Delete stop at the border of a cell": [
    "tb(a; b) | x",
    (document) => {
      for (const [run, offset] of [
        [joinBackward, 0],
        [joinForward, 1],
      ] as const) {
        const from = find(document.doc, "b", offset);
        command(document, run, { from, to: from });
      }
    },
    "tb(a; b) | x",
  ],
};

describe("one person in a table", () => {
  for (const [title, [line, deed, expected]] of Object.entries(single)) {
    test(title, () => expect(alone(line, deed)).toEqual({ line: expected, fixUps: 0 }));
  }

  test("[TT-54] what is in a cell moves nowhere else", () => {
    const [document] = replicas("tb(a | b; c) | x");
    const { doc } = document!;
    const $at = doc.resolve(find(doc, "a"));
    const { tr } = EditorState.create({ doc });
    expect(moveNodes(tr, movableRange($at, $at)!, doc.content.size)).toBe(false);
    expect(moveNodes(tr, movableRange($at, $at)!, find(doc, "c") - 1)).toBe(false);
  });

  test("[TT-55] a selection over cells is narrowed to the one where it began", () => {
    const [document] = replicas("tb(one; two) | x");
    const { doc } = document!;
    const selection = TextSelection.create(doc, find(doc, "ne"), find(doc, "wo"));
    const narrowed = narrowSelection(EditorState.create({ doc, selection }))!.selection;
    expect([narrowed.from, narrowed.to]).toEqual([find(doc, "ne"), find(doc, "one", 3)]);
    const back = TextSelection.create(doc, find(doc, "wo"), find(doc, "ne"));
    expect(narrowSelection(EditorState.create({ doc, selection: back }))!.selection.from).toBe(
      find(doc, "two"),
    );
  });
});

describe("what no table can be", () => {
  test("[TT-56] a ragged table is made full, and nothing of it is lost", () => {
    expect(alone("x", paste("x", "x", "tb(a; b; c / d)"))).toEqual({
      line: "tb(a; b; c / d; (empty); (empty))",
      fixUps: 0,
    });
  });

  test("[TT-56] a cell that is cut out of its row is emptied", () => {
    const cut: Deed = (document) =>
      act(document, (tr) => tr.setSelection(selectNode(document, "b", 1)).deleteSelection());
    expect(alone("tb(a; b; c / d; e; f) | x", cut)).toEqual({
      line: "tb(a; (empty); c / d; e; f) | x",
      fixUps: 0,
    });
  });

  test("[TT-56] a cell that is put into one row is one of a new column", () => {
    const put: Deed = (document) =>
      act(document, (tr) => {
        const made = schema.nodes.tableCell!.create(
          null,
          schema.nodes.paragraph!.create(null, schema.text("X")),
        );
        tr.insert(find(tr.doc, "d") - 2, made);
      });
    expect(alone("tb(a; b / c; d) | x", put)).toEqual({
      line: "tb(a; (empty); b / c; X; d) | x",
      fixUps: 0,
    });
  });

  test("[TT-56] a table in a cell is taken apart", () => {
    expect(alone("tb(a; b) | x", paste("b", "b", "tb(1; 2 / 3; 4)"))).toEqual({
      line: "tb(a; 1 | 2 | 3 | 4) | x",
      fixUps: 0,
    });
    const row = parseDocument(schema, "tb(tb(1; 2))").firstChild!.firstChild!;
    const addRow: Deed = (document) => act(document, (tr) => tr.insert(find(tr.doc, "b") - 3, row));
    expect(alone("tb(a / b) | x", addRow)).toEqual({ line: "tb(a / 1 | 2 / b) | x", fixUps: 0 });
  });

  test("[TT-56] header cells elsewhere are ordinary ones", () => {
    expect(alone("x", paste("x", "x", "tb(a; #b / #c; d)"))).toEqual({ line: "tb(a; b / c; d)", fixUps: 0 });
  });

  test("[TT-56] text that an edit takes from cell to cell is there once", () => {
    const { line, fixUps } = alone("top | tb(ab; cd / ef; gh) | end", (document) =>
      act(document, (tr) => tr.delete(find(tr.doc, "b"), find(tr.doc, "h"))),
    );
    expect(line).toBe("top | tb(ah) | end");
    expect(fixUps).toBe(0);
  });

  test("[TT-56] more columns than the model makes: what is too much goes into the last one", () => {
    const cells = Array.from({ length: 103 }, (_, index) => `c${index}`);
    const { line, fixUps } = alone("x", paste("x", "x", `tb(${cells.join("; ")})`));
    expect(line).toContain("c98; c99 | c100 | c101 | c102)");
    expect(fixUps).toBe(0);
  });

  test("[TT-56] more rows than the model makes: what is too much goes into the last one", () => {
    const cells = Array.from({ length: 1002 }, (_, index) => `r${index}`);
    const { line, fixUps } = alone("x", paste("x", "x", `tb(${cells.join(" / ")})`));
    expect(line).toContain("r998 / r999 | r1000 | r1001)");
    expect(fixUps).toBe(0);
  });
});
