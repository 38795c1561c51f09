import { LoroDoc, type LoroText, type VersionVector } from "loro-crdt";
import type { Replica, ReplicaLibrary, ReplicaOptions } from "../../library.ts";
import { idWord } from "../../measuring/random.ts";

const snapshot = "snapshot";
const shallow = "shallow snapshot";

/** Loro. */
export const loro: ReplicaLibrary = {
  name: "loro",
  title: "Loro",
  packages: ["loro-crdt"],
  use: "`LoroText` in a `LoroDoc` with a 64-bit peer id; `commit` after each edit; `subscribeLocalUpdates` for single edits, `importBatch` for many, `export` of updates for the whole state; saved as a snapshot and as a shallow one.",
  bundles: { text: 'export { LoroDoc } from "loro-crdt";' },
  merges: true,
  batchForms: ["update"],
  saveForms: [
    { name: snapshot, deletedText: true, deletionIds: true },
    { name: shallow, deletedText: false, deletionIds: false },
  ],
  create: (writer, options) => new LoroReplica(writer, options),
  load(bytes, _form, writer, options) {
    const replica = new LoroReplica(writer, options);
    replica.apply(bytes);
    return replica;
  },
};

class LoroReplica implements Replica {
  private readonly document = new LoroDoc();
  private readonly content: LoroText;
  private inTransaction = false;
  private update: Uint8Array | null = null;
  private sent: VersionVector;

  constructor(writer: number, { sends }: ReplicaOptions) {
    this.document.setPeerId((BigInt(idWord(writer, 0)) << 32n) | BigInt(idWord(writer, 1)));
    this.content = this.document.getText("text");
    this.sent = this.document.oplogVersion();
    if (sends)
      this.document.subscribeLocalUpdates((update) => {
        this.update = update;
      });
  }

  insert(index: number, text: string): void {
    this.content.insert(index, text);
    if (!this.inTransaction) this.document.commit();
  }

  delete(index: number, count: number): void {
    this.content.delete(index, count);
    if (!this.inTransaction) this.document.commit();
  }

  text(): string {
    return this.content.toString();
  }

  transact(edits: () => void): void {
    this.inTransaction = true;
    edits();
    this.inTransaction = false;
    this.document.commit();
  }

  takeUpdate(): Uint8Array | null {
    const { update } = this;
    this.update = null;
    return update;
  }

  apply(update: Uint8Array): void {
    this.document.import(update);
  }

  applyAll(updates: readonly Uint8Array[]): void {
    this.document.importBatch([...updates]);
  }

  takeBatch(): Uint8Array {
    this.update = null;
    const batch = this.document.export({ mode: "update", from: this.sent });
    this.sent = this.document.oplogVersion();
    return batch;
  }

  everything(): Uint8Array {
    return this.document.export({ mode: "update" });
  }

  applyBatch(batch: Uint8Array): void {
    this.document.import(batch);
    this.sent = this.document.oplogVersion();
  }

  save(form: string): Uint8Array {
    return form === snapshot
      ? this.document.export({ mode: "snapshot" })
      : this.document.export({ mode: "shallow-snapshot", frontiers: this.document.oplogFrontiers() });
  }

  free(): void {
    this.content.free();
    this.document.free();
  }
}
