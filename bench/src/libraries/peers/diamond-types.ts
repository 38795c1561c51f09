import { Doc } from "diamond-types-node";
import type { Replica, ReplicaLibrary } from "../../library.ts";
import { idWord } from "../../measuring/random.ts";

/** diamond-types, compiled to WebAssembly. */
export const diamondTypes: ReplicaLibrary = {
  name: "diamond-types",
  title: "diamond-types",
  packages: ["diamond-types-node"],
  use: "`Doc` with an agent name of ten characters; `getPatchSince` the version before each edit, `mergeBytes`; saved with `toBytes`, which compresses and holds the whole history.",
  bundles: { text: 'export { Doc } from "diamond-types-node";' },
  merges: true,
  batchForms: ["patch"],
  saveForms: [{ name: "bytes", deletedText: true, deletionIds: true }],
  create: (writer) => new DiamondReplica(new Doc(agentName(writer))),
  load: (bytes, _form, writer) => new DiamondReplica(Doc.fromBytes(bytes, agentName(writer))),
};

function agentName(writer: number): string {
  const letters = (place: number): string => idWord(writer, place).toString(36).padStart(7, "0");
  return (letters(0) + letters(1)).slice(0, 10);
}

class DiamondReplica implements Replica {
  private readonly document: Doc;
  private sent: Uint32Array;
  private edited = false;

  constructor(document: Doc) {
    this.document = document;
    this.sent = document.getLocalVersion();
  }

  insert(index: number, text: string): void {
    this.document.ins(index, text);
    this.edited = true;
  }

  delete(index: number, count: number): void {
    this.document.del(index, count);
    this.edited = true;
  }

  text(): string {
    return this.document.get();
  }

  transact(edits: () => void): void {
    edits();
  }

  takeUpdate(): Uint8Array | null {
    return this.edited ? this.takeBatch() : null;
  }

  apply(update: Uint8Array): void {
    this.document.mergeBytes(update);
    this.sent = this.document.getLocalVersion();
  }

  applyAll(updates: readonly Uint8Array[]): void {
    for (const update of updates) this.apply(update);
  }

  takeBatch(): Uint8Array {
    const patch = this.document.getPatchSince(this.sent);
    this.sent = this.document.getLocalVersion();
    this.edited = false;
    return patch;
  }

  everything(): Uint8Array {
    return this.document.toBytes();
  }

  applyBatch(batch: Uint8Array): void {
    this.apply(batch);
  }

  save(): Uint8Array {
    return this.document.toBytes();
  }

  free(): void {
    this.document.free();
  }
}
