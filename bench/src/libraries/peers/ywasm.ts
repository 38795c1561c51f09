import * as Y from "ywasm";
import type { Replica, ReplicaLibrary, ReplicaOptions } from "../../library.ts";
import { idWord } from "../../measuring/random.ts";

/** Yrs, the Yjs algorithm in Rust, compiled to WebAssembly. */
export const ywasm: ReplicaLibrary = {
  name: "ywasm",
  title: "Y-Wasm",
  packages: ["ywasm"],
  use: "`YText` in a `YDoc`; one transaction per edit, which the library opens itself; `onUpdate` (V1) for single edits; `encodeStateAsUpdate` V1 and V2 for the whole state.",
  bundles: { text: 'export { YDoc, applyUpdate, encodeStateAsUpdate } from "ywasm";' },
  merges: true,
  batchForms: ["v1", "v2"],
  saveForms: [
    { name: "v1", deletedText: false, deletionIds: false },
    { name: "v2", deletedText: false, deletionIds: false },
  ],
  create: (writer, options) => new YwasmReplica(writer, options),
  load(bytes, form, writer, options) {
    const replica = new YwasmReplica(writer, options);
    replica.applyBatch(bytes, form);
    return replica;
  },
};

class YwasmReplica implements Replica {
  private readonly document: Y.YDoc;
  private readonly content: Y.YText;
  private transaction: Y.YTransaction | undefined;
  private update: Uint8Array | null = null;
  private applying = false;
  private sent: Uint8Array;

  constructor(writer: number, { sends }: ReplicaOptions) {
    this.document = new Y.YDoc({ clientID: idWord(writer, 0) });
    this.content = this.document.getText("text");
    this.sent = Y.encodeStateVector(this.document);
    if (!sends) return;
    this.document.onUpdate((update: Uint8Array) => {
      if (!this.applying) this.update = update;
    });
  }

  insert(index: number, text: string): void {
    this.content.insert(index, text, undefined, this.transaction);
  }

  delete(index: number, count: number): void {
    this.content.delete(index, count, this.transaction);
  }

  text(): string {
    return this.content.toString(undefined);
  }

  transact(edits: () => void): void {
    this.transaction = this.document.beginTransaction(undefined);
    edits();
    this.transaction.commit();
    this.transaction.free();
    this.transaction = undefined;
  }

  takeUpdate(): Uint8Array | null {
    const { update } = this;
    this.update = null;
    return update;
  }

  apply(update: Uint8Array): void {
    this.applying = true;
    Y.applyUpdate(this.document, update, undefined);
    this.applying = false;
  }

  applyAll(updates: readonly Uint8Array[]): void {
    for (const update of updates) this.apply(update);
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
    this.applying = true;
    if (form === "v2") Y.applyUpdateV2(this.document, batch, undefined);
    else Y.applyUpdate(this.document, batch, undefined);
    this.applying = false;
    this.sent = Y.encodeStateVector(this.document);
  }

  save(form: string): Uint8Array {
    return form === "v2" ? Y.encodeStateAsUpdateV2(this.document) : Y.encodeStateAsUpdate(this.document);
  }

  free(): void {
    this.content.free();
    this.document.free();
  }
}
