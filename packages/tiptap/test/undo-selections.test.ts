/** Where the selection is after undo and redo. */
import { TextSelection } from "@tiptap/pm/state";
import { createRichText } from "@weft/richtext";
import { expect, test } from "vitest";
import {
  type CollaborativeDocument,
  createDocument,
  recallSelections,
  selectionMemory,
} from "../src/index.ts";
import { erase, type } from "./support/deeds.ts";
import { FakeView } from "./support/fake-view.ts";
import { describeDocument } from "./support/notation.ts";
import { find, replicas, schema } from "./support/replicas.ts";
import { exchange } from "./support/scenario.ts";

/** Selects "ell" and types over it. */
function typeOver(document: CollaborativeDocument): FakeView {
  const view = new FakeView(document);
  const from = find(view.state.doc, "ell");
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, from, from + 3)));
  view.dispatch(view.state.tr.insertText("i", from, from + 3));
  return view;
}

function selected({ state }: FakeView): string {
  const { from, to } = state.selection;
  return `${from}: ${state.doc.textBetween(from, to)}`;
}

test("[TT-43] undo and redo bring back the selections of then, whatever another wrote meanwhile", () => {
  const [a, b] = replicas("hello | world");
  const view = typeOver(a!);
  view.dispatch(view.state.tr.setSelection(TextSelection.atEnd(view.state.doc)));
  type("top ", "")(b!);
  exchange([a!, b!]);
  a!.undo();
  expect(describeDocument(view.state.doc)).toBe("top hello | world");
  expect(selected(view)).toBe("6: ell");
  a!.redo();
  expect(selected(view)).toBe("7: ");
});

test("[TT-43] what was typed while others' changes waited is not taken for other text of the same length", () => {
  const [a, b] = replicas("hello");
  const view = new FakeView(a!);
  view.dispatch(
    view.state.tr.setSelection(TextSelection.create(view.state.doc, find(view.state.doc, "llo"))),
  );
  view.composing = true;
  erase("h")(b!);
  type("x", "ello")(b!);
  exchange([a!, b!]);
  view.dispatch(view.state.tr.insertText("k", view.state.selection.head));
  expect(describeDocument(view.state.doc)).toBe("hekllo");
  expect(describeDocument(a!.doc)).toBe("ekllox");
  view.composing = false;
  view.clock.advance(1000);
  a!.undo();
  a!.redo();
  expect(describeDocument(view.state.doc)).toBe("ekllox");
  expect(view.state.selection.head).toBe(find(view.state.doc, "llox"));
});

test("[TT-43] selections of then are kept over a reload, and nothing else is taken for them", () => {
  const [a] = replicas("hello");
  typeOver(a!);
  const { replica } = a!.richText;
  const again = (): CollaborativeDocument => {
    const undoMemory = a!.richText.undoMemory();
    const richText = createRichText({ documentId: "test", replica, saved: a!.save(), undoMemory });
    return createDocument({ schema, documentId: "test", richText });
  };
  const remembering = again();
  recallSelections(remembering, selectionMemory(a!));
  const later = new FakeView(remembering);
  remembering.undo();
  expect(selected(later)).toBe("2: ell");
  for (const json of ["", "{", "[[1]]", '[[0,{"before":{"anchor":"x","head":7}}]]', '{"a":1}']) {
    const other = again();
    recallSelections(other, json);
    const shown = new FakeView(other);
    other.undo();
    expect(describeDocument(other.doc)).toBe("hello");
    expect(shown.state.selection.empty).toBe(true);
  }
});
