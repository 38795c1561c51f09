import { describe, expect, it } from "vitest";
import { createRichText, type ElementStretch, historyOf, type RichText } from "../src/index.ts";
import { deleteBlock, moveToEnd, paragraphs, placeOf, retype, undo } from "./two-people.ts";

const make = (replica = "00000000000000a1", saved?: Uint8Array) =>
  createRichText({ documentId: "reading", replica, ...(saved ? { saved } : {}) });

/** All that was ever in the document's own sequence: what is hidden in brackets, markers as `|`, slots as `^`. */
function everything(document: RichText): string {
  const history = historyOf(document);
  const first = history.elementNamed(document.blockAt(0).id)!;
  const { sequence } = history.homeOf(first);
  let text = "";
  let rank = 0;
  sequence.visit(0, sequence.length, (stretch: ElementStretch) => {
    expect(stretch.rank).toBe(rank);
    expect(sequence.rankOf(stretch)).toBe(rank);
    rank += stretch.length;
    const shown = { text: "", atom: "*", marker: "|", slot: "^" }[stretch.kind];
    const content = shown || history.textOf(stretch, stretch.length);
    text += stretch.kind === "text" && stretch.covers > 0 ? `(${content})`.repeat(stretch.covers) : content;
  });
  expect(rank).toBe(sequence.length);
  return text;
}

describe("[RT-55] the history", () => {
  it("tells every element in order, hidden or not, and how often it is hidden", () => {
    const a = make();
    paragraphs("one", "two")(a);
    const b = make("00000000000000b1", a.save());
    for (const document of [a, b]) {
      const at = placeOf(document, "n");
      document.edit([{ type: "deleteRange", from: at, to: at + 1 }]);
    }
    a.edit([{ type: "insertAtom", at: 1, atom: { type: "image", attributes: {} } }]);
    b.applyUpdate(a.updateSince(b.version()));
    a.applyUpdate(b.updateSince(a.version()));
    expect(everything(a)).toBe("|*o(n)(n)e|two");
    expect(everything(b)).toBe(everything(a));
    moveToEnd("oe")(a);
    expect(everything(a)).toContain("^");
  });

  it("tells ops, deletions of markers and the writes of a register, undone ones included", () => {
    const a = make();
    paragraphs("one", "two")(a);
    const { id } = a.blockAt(1);
    const history = historyOf(a);
    const marker = history.elementNamed(id)!;
    const known = history.known(marker.replica);
    retype("two", "heading", { level: 1 })(a);
    retype("two", "heading", { level: 2 })(a);
    undo(a);
    const register = history.register(marker, "attributes.level");
    expect(register).toMatchObject({ target: id, kind: "block" });
    expect(register?.writes.map(({ value }) => value)).toEqual([1, 2]);
    deleteBlock("two")(a);
    expect(history.deletionsOf(marker).map(({ flavour }) => flavour)).toEqual(["deleted"]);
    expect(history.isShown(marker)).toBe(false);
    const types: string[] = [];
    history.visitOps(marker.replica, { from: known, to: history.known(marker.replica) }, (op) =>
      types.push(op.type),
    );
    expect(types).toEqual(["write", "write", "cancel", "removeBlocks", "delete"]);
  });

  it("tells in which cell an element is, and what has no register", () => {
    const a = make();
    a.edit([{ type: "insertTable", at: a.length, rows: 1, columns: 2 }]);
    a.edit([{ type: "insertText", at: 3, text: "x" }]);
    const history = historyOf(a);
    const replica = history.replicaOf(a.replica);
    const typed = { replica, counter: history.known(replica) - 1 };
    const { rows, columns } = a.table(a.blockAt(1).id)!;
    expect(history.homeOf(typed).sequence.cell?.id).toBe(`${rows[0]}/${columns[0]}`);
    expect(history.register(typed, "type")).toBe(null);
    expect(history.register(null, "title")).toBe(null);
    expect(() => historyOf({ ...a } as RichText)).toThrow(TypeError);
  });
});
