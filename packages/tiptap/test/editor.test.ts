/** The shell between an editor view and a document, with a view that has no screen. */
import { Plugin, TextSelection } from "@tiptap/pm/state";
import { describe, expect, test } from "vitest";
import { bindingOf } from "../src/document/collaborative-document.ts";
import { anchorFromPosition, ownCaret, positionFromAnchor, shownOrigin } from "../src/index.ts";
import { remoteCarets, setRemoteCarets } from "../src/screen/remote-carets.ts";
import { setUnsaved, unsavedText } from "../src/screen/unsaved-text.ts";
import { both, enter, erase, joinBefore, quote, type } from "./support/deeds.ts";
import { FakeView } from "./support/fake-view.ts";
import { describeDocument } from "./support/notation.ts";
import { act, find, replicas } from "./support/replicas.ts";
import { exchange, expectAgreement } from "./support/scenario.ts";

function caretAt(view: FakeView, text: string, offset = 0): void {
  const at = find(view.state.doc, text, offset);
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, at)));
}

describe("local edits", () => {
  test("[TT-24] what shows the model is marked, and never comes back as a local edit", () => {
    const [a, b] = replicas("one | two");
    const view = new FakeView(a!);
    type("!", "two")(b!);
    exchange([a!, b!]);
    expect(describeDocument(view.state.doc)).toBe("one | two!");
    expect(view.dispatched.map(shownOrigin)).toEqual(["remote"]);
    expect(view.dispatched[0]!.getMeta("addToHistory")).toBe(false);
    expect(a!.takeUpdate()).toBe(null);
    a!.undo();
    expect(a!.takeUpdate()).toBe(null);
  });

  test("[TT-25] a state that was only tried out is no edit", () => {
    const [a] = replicas("one");
    const view = new FakeView(a!);
    const tried = view.state.apply(view.state.tr.insertText("x", 1));
    tried.apply(tried.tr.insertText("y", 1));
    expect(a!.takeUpdate()).toBe(null);
    view.dispatch(view.state.tr.insertText("z", 1));
    expect(describeDocument(a!.doc)).toBe("zone");
    expect(a!.takeUpdate()).not.toBe(null);
  });

  test("[TT-25] what a plugin appends is part of the edit", () => {
    const [a, b] = replicas("one");
    const exclaim = new Plugin({
      appendTransaction: (transactions, _before, state) =>
        transactions.some((transaction) => transaction.docChanged) && !state.doc.textContent.endsWith("!")
          ? state.tr.insertText("!", state.doc.content.size - 1)
          : null,
    });
    const view = new FakeView(a!, [exclaim]);
    view.dispatch(view.state.tr.insertText("z", 1));
    exchange([a!, b!]);
    expect(describeDocument(b!.doc)).toBe("zone!");
    expectAgreement([a!, b!]);
  });

  test("[TT-19] what the model refuses is taken back from the view, and editing goes on", () => {
    const [a, b] = replicas("one");
    const view = new FakeView(a!);
    const href = `https://${"x".repeat(500_000)}`;
    const { link } = view.state.schema.marks;
    view.dispatch(view.state.tr.insertText("x", 1).addMark(1, 2, link!.create({ href })));
    expect(describeDocument(view.state.doc)).toBe("one");
    expect(a!.takeUpdate()).toBe(null);
    expect(view.refused).toEqual([expect.stringContaining("bytes")]);
    view.dispatch(view.state.tr.insertText("!", 4));
    type("?", "one")(b!);
    exchange([a!, b!]);
    expect(view.state.doc.eq(a!.doc)).toBe(true);
    expectAgreement([a!, b!]);
  });

  test("[TT-18] a follow-up is dispatched to the view", () => {
    const [a] = replicas("one");
    const view = new FakeView(a!);
    view.dispatch(view.state.tr.insertText("a\uFFFCb", 1));
    expect(describeDocument(view.state.doc)).toBe("abone");
    expect(view.dispatched.map(shownOrigin)).toEqual([null, "repair"]);
    expect(a!.stats.fixUps).toBe(1);
  });
});

describe("selection", () => {
  test.each([
    ["a split before it", enter("world"), "world"],
    ["a join before it", joinBefore("world"), "world"],
    ["a quote around it", quote("world"), "world"],
  ])("[TT-27] the caret stays in its text through %s", (_what, deed, text) => {
    const [a, b] = replicas("hello | world | end");
    const view = new FakeView(a!);
    caretAt(view, text, 3);
    deed(b!);
    exchange([a!, b!]);
    expect(view.state.selection.head).toBe(find(view.state.doc, text, 3));
  });

  test("[TT-27] text that another types at the caret stands after it", () => {
    const [a, b] = replicas("hello");
    const view = new FakeView(a!);
    caretAt(view, "hello", 5);
    type("!!!", "hello")(b!);
    exchange([a!, b!]);
    expect(view.state.selection.head).toBe(find(view.state.doc, "hello", 5));
  });

  test("[TT-27] after an undo the caret stands at what was undone", () => {
    const [a] = replicas("hello | world");
    erase("ell")(a!);
    const view = new FakeView(a!);
    caretAt(view, "world");
    a!.undo();
    expect(describeDocument(view.state.doc)).toBe("hello | world");
    expect(view.state.selection.head).toBe(find(view.state.doc, "hello", 4));
  });

  test("[TT-27] a position and its anchor are each other's", () => {
    const [a] = replicas("hello | ul(one; two) | hr | end");
    const view = new FakeView(a!);
    a!.doc.descendants((node, position) => {
      if (!node.isTextblock) return;
      for (let at = position + 1; at <= position + 1 + node.content.size; at++) {
        expect(positionFromAnchor(a!, anchorFromPosition(a!, at))).toBe(at);
      }
    });
    caretAt(view, "two", 1);
    const caret = ownCaret(view);
    expect(positionFromAnchor(a!, caret!.head)).toBe(view.state.selection.head);
  });
});

describe("what the browser did and nobody has read yet", () => {
  const moveTo = (text: string, offset: number) => (state: FakeView["state"]) =>
    state.tr.setSelection(TextSelection.create(state.doc, find(state.doc, text, offset)));

  test("[TT-30] a caret that moved is not put back by somebody's edit", () => {
    const [a, b] = replicas("hello | world");
    const view = new FakeView(a!);
    caretAt(view, "hello");
    view.unread = moveTo("world", 5);
    both(type("!", "hello"), enter("world", 2))(b!);
    exchange([a!, b!]);
    expect(describeDocument(view.state.doc)).toBe("hello! | wo | rld");
    expect(view.state.selection.head).toBe(find(view.state.doc, "rld", 3));
    expect(a!.takeUpdate()).toBe(null);
    type("?", "hello")(b!);
    exchange([a!, b!]);
    expect(view.state.selection.head).toBe(find(view.state.doc, "rld", 3));
  });

  test("[TT-30] a caret that moved is not put back by other people's carets or by what was saved", () => {
    const [a] = replicas("hello | world");
    const view = new FakeView(a!, [remoteCarets(bindingOf(a!)), unsavedText(bindingOf(a!))]);
    caretAt(view, "hello");
    view.unread = moveTo("world", 2);
    setRemoteCarets(view, []);
    expect(view.state.selection.head).toBe(find(view.state.doc, "world", 2));
    view.unread = moveTo("world", 4);
    setUnsaved(view, { counter: 0, thread: "local" });
    expect(view.state.selection.head).toBe(find(view.state.doc, "world", 4));
  });

  test("[TT-30] text that is read before somebody's edit is an edit like any other", () => {
    const [a, b] = replicas("hello | world");
    const view = new FakeView(a!);
    view.unread = (state) => state.tr.insertText("k", find(state.doc, "world", 5));
    both(type("!", "hello"), joinBefore("world"))(b!);
    exchange([a!, b!]);
    expect(describeDocument(view.state.doc)).toBe("hello!worldk");
    expect(view.state.doc.eq(a!.doc)).toBe(true);
    exchange([a!, b!]);
    expectAgreement([a!, b!]);
  });

  test("[TT-30] text that is read after a composition stands where it was typed", () => {
    const [a, b] = replicas("hello");
    const view = new FakeView(a!);
    caretAt(view, "hello", 5);
    view.composing = true;
    type("top ", "")(b!);
    exchange([a!, b!]);
    expect(describeDocument(view.state.doc)).toBe("hello");
    view.composing = false;
    view.clock.advance(1000);
    view.unread = (state) => state.tr.insertText("k", find(state.doc, "hello"));
    type("!", "hello")(b!);
    exchange([a!, b!]);
    expect(describeDocument(view.state.doc)).toBe("top khello!");
    exchange([a!, b!]);
    expectAgreement([a!, b!]);
  });

  test("[TT-30] nothing is read while an input method composes", () => {
    const [a, b] = replicas("hello | world");
    const view = new FakeView(a!, [remoteCarets(bindingOf(a!))]);
    view.composing = true;
    view.unread = moveTo("world", 2);
    type("!", "world")(b!);
    exchange([a!, b!]);
    setRemoteCarets(view, []);
    expect(view.unread).not.toBe(null);
  });
});

describe("composition", () => {
  test("[TT-26] what touches the composed text waits, everything else passes", () => {
    const [a, b] = replicas("hello | world");
    const view = new FakeView(a!);
    caretAt(view, "hello", 5);
    view.composing = true;
    view.dispatch(view.state.tr.insertText("k", view.state.selection.head));
    type("1", "hell")(b!);
    type("2", "world")(b!);
    exchange([a!, b!]);
    expect(describeDocument(view.state.doc)).toBe("hellok | world2");
    view.dispatch(view.state.tr.insertText("か", view.state.selection.head - 1, view.state.selection.head));
    exchange([a!, b!]);
    expect(describeDocument(b!.doc)).toBe("hell1oか | world2");
    view.composing = false;
    view.clock.advance(1000);
    expect(describeDocument(view.state.doc)).toBe("hell1oか | world2");
    expect(view.state.doc.eq(a!.doc)).toBe(true);
    expectAgreement([a!, b!]);
  });

  test("[TT-26] other text of the composed block passes, the block's own form waits", () => {
    const [a, b] = replicas("**bold** plain");
    const view = new FakeView(a!);
    caretAt(view, "plain", 5);
    view.composing = true;
    view.dispatch(view.state.tr.insertText("k", view.state.selection.head));
    type("l", "bo")(b!);
    exchange([a!, b!]);
    expect(describeDocument(view.state.doc)).toBe("**bolld** plaink");
    enter("bolld", 2)(b!);
    exchange([a!, b!]);
    expect(describeDocument(view.state.doc)).toBe("**bolld** plaink");
    view.dispatch(view.state.tr.insertText("か", view.state.selection.head - 1, view.state.selection.head));
    view.composing = false;
    view.clock.advance(1000);
    expect(describeDocument(view.state.doc)).toBe("**bo** | **lld** plainか");
    exchange([a!, b!]);
    expectAgreement([a!, b!]);
  });

  test("[TT-26] a paragraph that is split under the composed text is split when the composing ends", () => {
    const [a, b] = replicas("hello world");
    const view = new FakeView(a!);
    caretAt(view, "world", 5);
    view.composing = true;
    enter("world")(b!);
    exchange([a!, b!]);
    view.dispatch(view.state.tr.insertText("か", view.state.selection.head));
    exchange([a!, b!]);
    expect(describeDocument(view.state.doc)).toBe("hello worldか");
    view.composing = false;
    view.clock.advance(1000);
    expect(describeDocument(view.state.doc)).toBe("hello  | worldか");
    expectAgreement([a!, b!]);
  });
});

describe("after composing", () => {
  test("[TT-32] what is typed while another's text waits beside other text of theirs is kept", () => {
    const [a, b] = replicas("one");
    const view = new FakeView(a!);
    caretAt(view, "one", 3);
    view.composing = true;
    view.dispatch(view.state.tr.insertText("k", view.state.selection.head));
    act(b!, (tr) => tr.insertText("N", 1));
    exchange([a!, b!]);
    view.dispatch(view.state.tr.delete(view.state.selection.head - 1, view.state.selection.head));
    view.composing = false;
    exchange([a!, b!]);
    act(b!, (tr) => tr.insertText("o ", 2));
    exchange([a!, b!]);
    view.dispatch(view.state.tr.insertText(".", view.state.selection.head));
    expect(view.refused).toEqual([]);
    view.clock.advance(1000);
    exchange([a!, b!]);
    expect(describeDocument(view.state.doc)).toBe("No one.");
    expect(view.state.doc.eq(a!.doc)).toBe(true);
    expectAgreement([a!, b!]);
  });

  test("[TT-32] a word that is composed in a block which another deleted with all of it is kept", () => {
    const [a, b] = replicas("one | two");
    const view = new FakeView(a!);
    caretAt(view, "two", 3);
    view.composing = true;
    view.dispatch(view.state.tr.insertText("k", view.state.selection.head));
    exchange([a!, b!]);
    const all = find(b!.doc, "twok");
    act(b!, (tr) => tr.delete(all - 1, all + 5));
    exchange([a!, b!]);
    view.dispatch(view.state.tr.insertText("か", view.state.selection.head - 1, view.state.selection.head));
    view.composing = false;
    view.clock.advance(1000);
    exchange([a!, b!]);
    expect(view.refused).toEqual([]);
    expect(a!.doc.textContent).toBe("oneか");
    expect(view.state.doc.eq(a!.doc)).toBe(true);
    expectAgreement([a!, b!]);
  });
});

describe("scrolling", () => {
  test("[TT-31] the scroll position is held before somebody else's change is shown, and only then", () => {
    const [a, b] = replicas("hello | world");
    const view = new FakeView(a!);
    const before = view.state.doc;
    view.dispatch(view.state.tr.insertText("!", find(view.state.doc, "world", 5)));
    expect(view.held).toEqual([]);
    a!.undo();
    expect(view.held).toEqual([]);
    enter("hello", 2)(b!);
    exchange([a!, b!]);
    expect(view.held.map(String)).toEqual([String(before)]);
  });
});

describe("a late view", () => {
  test("[TT-29] what arrived before the view was mounted is shown, and edits made meanwhile are kept", () => {
    const [a, b] = replicas("hello | world");
    const early = a!.doc;
    both(type("!", "hello"), enter("world", 2))(b!);
    exchange([a!, b!]);
    const view = new FakeView(a!, [], early);
    view.dispatch(view.state.tr.insertText("?", find(view.state.doc, "world", 5)));
    view.clock.advance(0);
    expect(describeDocument(view.state.doc)).toBe("hello! | wo | rld?");
    exchange([a!, b!]);
    expectAgreement([a!, b!]);
  });
});

describe("decorations", () => {
  test("[TT-28] carets of others stand where their anchors are", () => {
    const [a, b] = replicas("hello | world");
    const plugin = remoteCarets(bindingOf(a!));
    const view = new FakeView(a!, [plugin]);
    const caret = {
      id: "b",
      name: "<b>Bea</b>",
      colour: 3,
      anchor: anchorFromPosition(b!, find(b!.doc, "world")),
      head: anchorFromPosition(b!, find(b!.doc, "world", 5)),
    };
    setRemoteCarets(view, [caret]);
    enter("world", 2)(b!);
    exchange([a!, b!]);
    view.dispatch(view.state.tr.insertText("well ", 1));
    const found = plugin.getState(view.state)!.decorations.find();
    expect(found.map(({ from, to }) => view.state.doc.textBetween(from, to, "|"))).toEqual(["wo|rld", ""]);
    expect(found[1]!.from).toBe(find(view.state.doc, "rld", 3));
  });

  test("[TT-28] unsaved text is marked with the keystroke, and unmarked once it is saved", () => {
    const [a] = replicas("hello | world");
    const plugin = unsavedText(bindingOf(a!));
    const view = new FakeView(a!, [plugin]);
    const marked = () =>
      plugin
        .getState(view.state)!
        .decorations.find()
        .filter(({ spec }) => spec.thread === undefined)
        .map(({ from, to }) => view.state.doc.textBetween(from, to));
    const version = () => a!.richText.version().get(a!.richText.replica) ?? 0;
    setUnsaved(view, { counter: version(), thread: "waiting" });
    expect(marked()).toEqual([]);
    view.dispatch(view.state.tr.insertText("brave ", find(view.state.doc, "world")));
    expect(marked()).toEqual(["brave "]);
    setUnsaved(view, { counter: version() - 2, thread: "local" });
    expect(marked()).toEqual(["e "]);
    setUnsaved(view, { counter: null, thread: "waiting" });
    expect(marked()).toEqual([]);
  });
});
