/** Weft: `CollaborativeDocument`, given the transactions that an editor commits; its relay passes batches on. */
import { EditorState } from "@tiptap/pm/state";
import { assert, concatBytes, VirtualClock } from "@weft/base";
import { createRichText, type RichText } from "@weft/richtext";
import { type CollaborativeDocument, createDocument } from "@weft/tiptap";
import type { CompanyOptions, Engine, Replica } from "../engine/engine.ts";
import { passingRelay } from "../engine/passing-relay.ts";

const documentId = "lab";
/** Longer than the pause in typing after which undo begins another group. */
const pauseMs = 10_000;

/** Weft. */
export const weft: Engine = {
  name: "weft",
  title: "Weft",
  worksOn: "tree",
  channel: "any-order",
  pollsEveryMs: null,
  source: "packages/rga/SPEC.md, packages/richtext/SPEC.md, packages/tiptap/SPEC.md",
  start(options) {
    const update = beginning(options);
    const replicas = Array.from({ length: options.peopleCount }, (_, person) =>
      open(options, update, person),
    );
    return { relay: passingRelay(options.peopleCount, concatBytes), replicas };
  },
};

/** A replica of Weft with its rich text, for whoever draws what is inside. */
export interface WeftReplica extends Replica {
  readonly richText: RichText;
}

/** Whether a replica is one of Weft's. */
export function isWeftReplica(replica: Replica): replica is WeftReplica {
  return "richText" in replica;
}

function beginning({ schema, doc }: CompanyOptions): Uint8Array {
  const document = createDocument({ schema, documentId, replica: "00000000000000aa" });
  const { tr } = EditorState.create({ doc: document.doc });
  document.edit(tr.replaceWith(0, document.doc.content.size, doc.content));
  const update = document.takeUpdate();
  assert(update !== null, "the lab's documents are not empty");
  return update;
}

function open({ schema }: CompanyOptions, update: Uint8Array, person: number): WeftReplica {
  const clock = new VirtualClock();
  const richText = createRichText({ documentId, replica: `${person + 1}`.padStart(16, "0"), clock });
  const document: CollaborativeDocument = createDocument({ schema, documentId, richText });
  document.applyUpdate(update);
  return {
    richText,
    get doc() {
      return document.doc;
    },
    edit: (transaction) => document.edit(transaction),
    undo: () => void document.undo(),
    redo: () => void document.redo(),
    pause: () => clock.advance(pauseMs),
    takeMessages() {
      const own = document.takeUpdate();
      return own ? [own] : [];
    },
    receive: (message) => void document.applyUpdate(message),
    save: () => document.save(),
    reopened: () => createDocument({ schema, documentId, saved: document.save() }).doc,
    memoryRoots: () => [richText],
  };
}
