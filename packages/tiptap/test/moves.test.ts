/** Moving blocks: what moves together, where it may go, and that it stays what it was for everybody. */
import { NodeSelection, type Plugin, TextSelection, type Transaction } from "@tiptap/pm/state";
import type { DecorationSet } from "@tiptap/pm/view";
import { describe, expect, test } from "vitest";
import { bindingOf } from "../src/document/collaborative-document.ts";
import { anchorFromPosition, movableRange, moveNodes } from "../src/index.ts";
import { markAsMove } from "../src/local/block-move.ts";
import { dropBlocks, moveSelected } from "../src/moving/block-moves.ts";
import { remoteCarets, setRemoteCarets } from "../src/screen/remote-carets.ts";
import { setUnsaved, unsavedText } from "../src/screen/unsaved-text.ts";
import { both, drag, enter, joinBefore, moveBy, outdent, quote, type, undo } from "./support/deeds.ts";
import { FakeView } from "./support/fake-view.ts";
import { describeDocument } from "./support/notation.ts";
import { act, find, replicas, schema } from "./support/replicas.ts";
import { type Deed, exchange, expectAgreement, together } from "./support/scenario.ts";

function caretAt(view: FakeView, text: string, offset = 0): void {
  const at = find(view.state.doc, text, offset);
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, at)));
}

function alone(line: string, deed: Deed): string {
  const [a, b] = replicas(line);
  const before = a!.doc;
  deed(a!);
  expect(a!.stats.fixUps).toBe(0);
  exchange([a!, b!]);
  expectAgreement([a!, b!]);
  const after = describeDocument(a!.doc);
  a!.undo();
  expect(describeDocument(a!.doc)).toBe(describeDocument(before));
  a!.redo();
  expect(describeDocument(a!.doc)).toBe(after);
  return after;
}

describe("one person", () => {
  test.each<readonly [line: string, deed: Deed, after: string]>([
    ["one | two | three", moveBy("down", "one"), "two | one | three"],
    ["one | two | three", moveBy("up", "three"), "one | three | two"],
    ["one | two | three | four", moveBy("down", "one", "two"), "three | one | two | four"],
    ["one | two", moveBy("down", "two"), "one | two"],
    ["ul(one; two ul(inner); three)", moveBy("down", "two"), "ul(one; three; two ul(inner))"],
    ["ul(one; two ul(inner); three)", moveBy("up", "two"), "ul(two ul(inner); one; three)"],
    ["ul(one ul(a; b); two)", moveBy("down", "b"), "ul(one ul(a); b; two)"],
    ["ul(one ul(a; b); two)", moveBy("up", "a"), "ul(a; one ul(b); two)"],
    ["ul(one; two) | end", moveBy("down", "two"), "ul(one) | end | ul(two)"],
    ["ul(one; two) | ol(x)", moveBy("down", "two"), "ul(one) | ol(two; x)"],
    ["ul(one) | end", moveBy("down", "one"), "end | ul(one)"],
    ["bq(one | two) | end", moveBy("down", "two"), "bq(one) | two | end"],
    ["top | bq(one | two)", moveBy("up", "one"), "top | one | bq(two)"],
    ["bq(one) | end", moveBy("down", "one"), "end | bq(one)"],
    ["one | bq(two | three)", drag("one", "after", "two"), "bq(two | one | three)"],
    ["one | ul(two; three)", drag("one", "after", "two"), "ul(two; one; three)"],
    ["ul(one; two) | end", drag("one", "after", "end"), "ul(two) | end | ul(one)"],
    ["ul(one; two) | ol(x; y)", drag("two", "before", "y"), "ul(one) | ol(x; two; y)"],
    ["hr | one | two", moveBy("up", "one"), "one | hr | two"],
  ])("[TT-40] %s", (line, deed, after) => {
    expect(alone(line, deed)).toBe(after);
  });

  test("[TT-40] a moved block keeps its id, and is moved by one op", () => {
    const [a] = replicas("one | two | three");
    const { id } = a!.richText.blockAt(0);
    moveBy("down", "one")(a!);
    expect(a!.richText.blockAt(1).id).toBe(id);
    expect(a!.takeUpdate()!.length).toBeLessThan(80);
  });

  test("[TT-40] what moved past a block that the same transaction deletes keeps its id", () => {
    const [a, b] = replicas("top | one | two | three | four | end");
    act(a!, (tr) => {
      const [one, three, four] = ["one", "three", "four"].map((text) => find(tr.doc, text));
      const range = movableRange(tr.doc.resolve(one!), tr.doc.resolve(three!))!;
      expect(moveNodes(tr, range, four! + 5)).toBe(true);
      tr.delete(one! - 1, one! + 5);
    });
    type("!", "one")(b!);
    exchange([a!, b!]);
    expectAgreement([a!, b!]);
    expect(describeDocument(a!.doc)).toBe("top | one! | two | three | end");
    expect(a!.stats.fixUps).toBe(0);
  });

  test("[TT-40] a meta that is not true of the steps says nothing", () => {
    const [a] = replicas("one | two");
    act(a!, (tr) => {
      tr.delete(0, 5).insert(5, schema.nodes.paragraph!.create(null, schema.text("new")));
      markAsMove(tr, [{ skip: 0, lead: 0, size: 5 }]);
    });
    expect(describeDocument(a!.doc)).toBe("two | new");
    expect(a!.stats.fixUps).toBe(0);
  });

  test("[TT-41] only nodes that leave something behind move alone", () => {
    const [a] = replicas("ul(one; two | more) | bq(three)");
    const textOfRange = (text: string): string => {
      const $at = a!.doc.resolve(find(a!.doc, text));
      const range = movableRange($at, $at)!;
      return `${range.parent.type.name}: ${a!.doc.textBetween(range.start, range.end, "/")}`;
    };
    expect(["one", "two", "more", "three"].map(textOfRange)).toEqual([
      "bulletList: one",
      "bulletList: two/more",
      "listItem: more",
      "doc: three",
    ]);
  });
});

describe("on the screen", () => {
  test("[TT-42] the own caret goes along with what one moves", () => {
    const [a] = replicas("one | two | three");
    const view = new FakeView(a!);
    caretAt(view, "one", 2);
    const { tr } = view.state;
    expect(moveSelected(tr, "down")).toBe(true);
    view.dispatch(tr);
    expect(describeDocument(a!.doc)).toBe("two | one | three");
    expect(view.state.selection.head).toBe(find(view.state.doc, "one", 2));
  });

  test("[TT-40] a move that is made while others' text waits is a move still", () => {
    const [a, b] = replicas("one | two | three");
    const view = new FakeView(a!);
    caretAt(view, "one", 3);
    view.composing = true;
    type("!", "one")(b!);
    exchange([a!, b!]);
    const moved = view.state.tr.setSelection(
      TextSelection.create(view.state.doc, find(view.state.doc, "three")),
    );
    expect(moveSelected(moved, "up")).toBe(true);
    view.dispatch(moved);
    type("?", "three")(b!);
    view.composing = false;
    view.clock.advance(1000);
    exchange([a!, b!]);
    expect(describeDocument(view.state.doc)).toBe("one! | three? | two");
    expect(view.state.doc.eq(a!.doc)).toBe(true);
    expectAgreement([a!, b!]);
  });

  test("[TT-42] carets in a block go along when another moves it", () => {
    const [a, b] = replicas("one | two | three");
    const view = new FakeView(a!);
    caretAt(view, "one", 2);
    drag("one", "after", "three")(b!);
    exchange([a!, b!]);
    expect(describeDocument(view.state.doc)).toBe("two | three | one");
    expect(view.state.selection.head).toBe(find(view.state.doc, "one", 2));
  });

  test("[TT-42] other people's carets go along with what one moves, and so does what is unsaved", () => {
    const [a] = replicas("one | two | three");
    const binding = bindingOf(a!);
    const carets = remoteCarets(binding);
    const unsaved = unsavedText(binding);
    const view = new FakeView(a!, [carets, unsaved]);
    view.dispatch(view.state.tr.insertText("new", find(view.state.doc, "one", 3)));
    setUnsaved(view, { counter: 0, thread: "local" });
    const anchor = anchorFromPosition(a!, find(a!.doc, "one", 1));
    setRemoteCarets(view, [{ id: "b", name: "B", colour: 1, anchor, head: anchor }]);
    caretAt(view, "one");
    const { tr } = view.state;
    moveSelected(tr, "down");
    view.dispatch(tr);
    const marked = (plugin: Plugin) => {
      const { decorations }: { decorations: DecorationSet } = plugin.getState(view.state);
      return decorations.find().map(({ from, to }) => view.state.doc.textBetween(from, to, "/", "*") || from);
    };
    expect(marked(carets)).toEqual([find(view.state.doc, "one", 1)]);
    expect(marked(unsaved).toSorted()).toEqual(["new", "onenew"]);
  });
});

describe("dropped and shown", () => {
  const pointer = { clientX: 0, clientY: 0 };

  test("[TT-40] a whole block that is dragged within the text is moved, anything else is left to the editor", () => {
    const [a] = replicas("hr | one | two");
    const { id } = a!.richText.blockAt(0);
    const view = new FakeView(a!);
    const at = (position: number) => ({
      get state() {
        return view.state;
      },
      dispatch: (transaction: Transaction) => view.dispatch(transaction),
      posAtCoords: () => ({ pos: position, inside: -1 }),
    });
    view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, 0)));
    const slice = view.state.selection.content();
    const end = find(view.state.doc, "two", 3);
    expect(dropBlocks(at(end), pointer, slice, false)).toBe(false);
    expect(dropBlocks(at(end), pointer, slice, true)).toBe(true);
    expect(describeDocument(a!.doc)).toBe("one | two | hr");
    expect(a!.richText.blockAt(2).id).toBe(id);
    caretAt(view, "one");
    const text = view.state.doc.slice(1, 3);
    expect(dropBlocks(at(end), pointer, text, true)).toBe(false);
  });

  test("[TT-40] another's move comes as one deletion and one insertion, wherever it goes", () => {
    const line = Array.from({ length: 50 }, (_, index) => `line<${index}>`).join(" | ");
    const [a, b] = replicas(line);
    drag("<1>", "after", "<40>")(a!);
    const { blocksVisited } = b!.stats;
    const transaction = b!.applyUpdate(a!.takeUpdate()!)!;
    expect(transaction.steps).toHaveLength(2);
    expect(b!.stats.blocksVisited - blocksVisited).toBeLessThan(10);
    expectAgreement([a!, b!]);
  });
});

describe("two people", () => {
  test.each<readonly [line: string, a: Deed, b: Deed, seen: readonly string[]]>([
    ["one | two | three", drag("one", "after", "three"), type("!!!", "one"), ["two | three | one!!!"]],
    ["hello world | x | end", drag("hello", "after", "end"), enter("world"), ["x | end | hello  | world"]],
    ["one | two | three", moveBy("down", "one"), moveBy("down", "one"), ["two | one | three"]],
    [
      "one | two | three",
      drag("one", "after", "two"),
      drag("one", "after", "three"),
      ["two | one | three", "two | three | one"],
    ],
    ["one | two | three", joinBefore("two"), drag("two", "after", "three"), ["onetwo | three"]],
    [
      "ul(one ul(inner); two; three)",
      drag("one", "after", "three"),
      type("!", "inner"),
      ["ul(two; three; one ul(inner!))"],
    ],
    ["ul(one; two) | end", drag("two", "after", "end"), type("!", "two"), ["ul(one) | end | ul(two!)"]],
    [
      "one | two | three",
      both(drag("one", "after", "three"), undo),
      type("!", "one"),
      ["one! | two | three"],
    ],
    ["one | bq(two)", drag("one", "after", "two"), quote("one"), ["bq(two | one)", "bq(two) | bq(one)"]],
    ["ul(one; two; three)", moveBy("down", "one"), outdent("three"), ["ul(two; one) | three"]],
  ])("[TT-40] %s", (line, a, b, seen) => {
    expect(seen).toContain(together(line, a, b));
  });
});
