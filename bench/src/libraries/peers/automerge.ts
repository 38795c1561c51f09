import * as Automerge from "@automerge/automerge";
import type { Replica, ReplicaLibrary } from "../../library.ts";
import { idWord } from "../../measuring/random.ts";

/** A document that holds one text. */
interface Content {
  text: string;
}

/** Automerge. */
export const automerge: ReplicaLibrary = {
  name: "automerge",
  title: "Automerge",
  packages: ["@automerge/automerge"],
  use: "A string in a document, `splice` in one `change` per edit; `getLastLocalChange` and `applyChanges` for single edits and for many; `save` and `loadIncremental` for the whole state. All replicas begin with the change that makes the empty text.",
  bundles: {
    text: 'export { applyChanges, change, from, getLastLocalChange, load, loadIncremental, save, splice } from "@automerge/automerge";',
  },
  merges: true,
  batchForms: ["save"],
  saveForms: [{ name: "save", deletedText: true, deletionIds: true }],
  create(writer) {
    return new AutomergeReplica(Automerge.load<Content>(empty(), { actor: actorId(writer) }));
  },
  load: (bytes, _form, writer) =>
    new AutomergeReplica(Automerge.load<Content>(bytes, { actor: actorId(writer) })),
};

let emptyDocument: Uint8Array | null = null;

/** The change that makes the empty text. Its time is fixed, for a change is known by the hash of all that is in it. */
function empty(): Uint8Array {
  emptyDocument ??= Automerge.save(
    Automerge.change(Automerge.init<Content>({ actor: actorId(0xffff) }), { time: 0 }, (draft) => {
      draft.text = "";
    }),
  );
  return emptyDocument;
}

function actorId(writer: number): string {
  return [0, 1, 2, 3].map((place) => idWord(writer, place).toString(16).padStart(8, "0")).join("");
}

class AutomergeReplica implements Replica {
  private document: Automerge.Doc<Content>;
  private draft: Content | null = null;
  private sent: Automerge.Heads;
  private taken: Uint8Array | null = null;

  constructor(document: Automerge.Doc<Content>) {
    this.document = document;
    this.sent = Automerge.getHeads(document);
  }

  insert(index: number, text: string): void {
    this.splice(index, 0, text);
  }

  delete(index: number, count: number): void {
    this.splice(index, count, "");
  }

  text(): string {
    return this.document.text;
  }

  transact(edits: () => void): void {
    this.document = Automerge.change(this.document, (draft) => {
      this.draft = draft;
      edits();
    });
    this.draft = null;
  }

  takeUpdate(): Uint8Array | null {
    const last = Automerge.getLastLocalChange(this.document) ?? null;
    if (last === this.taken) return null;
    this.taken = last;
    return last;
  }

  apply(update: Uint8Array): void {
    [this.document] = Automerge.applyChanges(this.document, [update]);
  }

  applyAll(updates: readonly Uint8Array[]): void {
    [this.document] = Automerge.applyChanges(this.document, [...updates]);
  }

  takeBatch(): Uint8Array {
    const batch = Automerge.saveSince(this.document, this.sent);
    this.sent = Automerge.getHeads(this.document);
    return batch;
  }

  everything(): Uint8Array {
    return Automerge.save(this.document);
  }

  applyBatch(batch: Uint8Array): void {
    this.document = Automerge.loadIncremental(this.document, batch);
    this.sent = Automerge.getHeads(this.document);
  }

  save(): Uint8Array {
    return Automerge.save(this.document);
  }

  free(): void {
    Automerge.free(this.document);
  }

  private splice(index: number, count: number, text: string): void {
    if (this.draft) Automerge.splice(this.draft, ["text"], index, count, text);
    else
      this.document = Automerge.change(this.document, (draft) => {
        Automerge.splice(draft, ["text"], index, count, text);
      });
  }
}
