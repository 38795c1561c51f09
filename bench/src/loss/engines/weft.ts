/** Our own: `CollaborativeDocument`, given the transactions that an editor commits. */
import type { Node, Schema } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import { VirtualClock } from "@weft/base";
import { createRichText } from "@weft/richtext";
import { createDocument } from "@weft/tiptap";
import type { Engine, Person, PersonOptions } from "../person.ts";

const documentId = "loss";
/** Longer than the pause in typing after which undo begins another group. */
const pauseMs = 10_000;

/** Weft. */
export const weft: Engine = {
  name: "weft",
  title: "Weft",
  packages: ["@weft/tiptap"],
  start,
  open,
};

function start(schema: Schema, doc: Node): Uint8Array {
  const document = createDocument({ schema, documentId, replica: "00000000000000aa" });
  document.edit(
    EditorState.create({ doc: document.doc }).tr.replaceWith(0, document.doc.content.size, doc.content),
  );
  const update = document.takeUpdate();
  if (!update) throw new Error("an empty document to start from");
  return update;
}

function open({ schema, start: update, index }: PersonOptions): Person {
  const clock = new VirtualClock();
  const richText = createRichText({ documentId, replica: `${index + 1}`.repeat(16), clock });
  const document = createDocument({ schema, documentId, richText });
  document.applyUpdate(update);
  return {
    get doc() {
      return document.doc;
    },
    edit: (transaction) => document.edit(transaction),
    undo: () => void document.undo(),
    redo: () => void document.redo(),
    pause: () => clock.advance(pauseMs),
    takeUpdate: () => document.takeUpdate(),
    applyUpdate: (bytes) => void document.applyUpdate(bytes),
    reopened: () => createDocument({ schema, documentId, saved: document.save() }).doc,
    get fixUps() {
      return document.stats.fixUps;
    },
    get blocksVisited() {
      return document.stats.blocksVisited;
    },
  };
}
