import * as Y from "yjs";
import type { Replica, ReplicaLibrary, ReplicaOptions } from "../../library.ts";
import { idWord } from "../../measuring/random.ts";

/** Yjs. */
export const yjs: ReplicaLibrary = {
  name: "yjs",
  title: "Yjs",
  packages: ["yjs"],
  use: "`Y.Text` in a `Y.Doc` with garbage collection on, as it comes; one transaction per edit; `update` events (V1, the smaller for one character); many at once in one transaction; `encodeStateAsUpdate` V1 and V2 for the whole state.",
  bundles: { text: 'export { Doc, applyUpdate, encodeStateAsUpdate, encodeStateVector } from "yjs";' },
  merges: true,
  batchForms: ["v1", "v2"],
  saveForms: [
    { name: "v1", deletedText: false, deletionIds: false },
    { name: "v2", deletedText: false, deletionIds: false },
  ],
  create: (writer, options) => new YjsReplica(writer, options),
  load(bytes, form, writer, options) {
    const replica = new YjsReplica(writer, options);
    replica.applyBatch(bytes, form);
    return replica;
  },
};

class YjsReplica implements Replica {
  private readonly document = new Y.Doc();
  private readonly content: Y.Text;
  private update: Uint8Array | null = null;
  private sent: Uint8Array = Y.encodeStateVector(new Y.Doc());

  constructor(writer: number, { sends }: ReplicaOptions) {
    this.document.clientID = idWord(writer, 0);
    this.content = this.document.getText("text");
    if (!sends) return;
    this.document.on(
      "update",
      (update: Uint8Array, _origin: unknown, _doc: Y.Doc, { local }: Y.Transaction) => {
        if (local) this.update = this.update ? Y.mergeUpdates([this.update, update]) : update;
      },
    );
  }

  insert(index: number, text: string): void {
    this.content.insert(index, text);
  }

  delete(index: number, count: number): void {
    this.content.delete(index, count);
  }

  text(): string {
    return this.content.toString();
  }

  transact(edits: () => void): void {
    this.document.transact(edits);
  }

  takeUpdate(): Uint8Array | null {
    const { update } = this;
    this.update = null;
    return update;
  }

  apply(update: Uint8Array): void {
    Y.applyUpdate(this.document, update);
  }

  applyAll(updates: readonly Uint8Array[]): void {
    Y.transact(this.document, () => {
      for (const update of updates) Y.applyUpdate(this.document, update);
    });
  }

  takeBatch(form: string): Uint8Array {
    this.update = null;
    const batch =
      form === "v2"
        ? Y.encodeStateAsUpdateV2(this.document, this.sent)
        : Y.encodeStateAsUpdate(this.document, this.sent);
    this.sent = Y.encodeStateVector(this.document);
    return batch;
  }

  everything(form: string): Uint8Array {
    return this.save(form);
  }

  applyBatch(batch: Uint8Array, form: string): void {
    if (form === "v2") Y.applyUpdateV2(this.document, batch);
    else Y.applyUpdate(this.document, batch);
    this.sent = Y.encodeStateVector(this.document);
  }

  save(form: string): Uint8Array {
    return form === "v2" ? Y.encodeStateAsUpdateV2(this.document) : Y.encodeStateAsUpdate(this.document);
  }
}
