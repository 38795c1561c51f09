import { createText, loadText, type Text } from "@weft/rga";
import type { Replica, ReplicaLibrary } from "../library.ts";
import { idWord } from "../measuring/random.ts";

const withDeletedText = "whole history";
const withoutDeletedText = "no deleted text";

/** Our own package, through the entry points that its README names. */
export const weft: ReplicaLibrary = {
  name: "weft",
  title: "Weft",
  packages: ["@weft/rga"],
  use: "`Text` with a 64-bit replica id; `takeUpdate` after each edit, updates laid one after another, or `updateSince` an empty version, for all at once, `save` with and without deleted text.",
  bundles: {
    "every export": 'export * from "@weft/rga";',
    "createText and loadText": 'export { createText, loadText } from "@weft/rga";',
  },
  merges: true,
  batchForms: ["update"],
  saveForms: [
    { name: withDeletedText, deletedText: true, deletionIds: true },
    { name: withoutDeletedText, deletedText: false, deletionIds: true },
  ],
  create: (writer) => new WeftReplica(createText({ replica: replicaId(writer) })),
  load: (bytes, _form, writer) => new WeftReplica(loadText(bytes, { replica: replicaId(writer) })),
};

/** The id of a numbered writer: 16 hexadecimal digits. */
function replicaId(writer: number): string {
  const hex = (place: number): string => idWord(writer, place).toString(16).padStart(8, "0");
  return hex(0) + hex(1);
}

class WeftReplica implements Replica {
  private readonly document: Text;

  constructor(document: Text) {
    this.document = document;
  }

  insert(index: number, text: string): void {
    this.document.insert(index, text);
  }

  delete(index: number, count: number): void {
    this.document.delete(index, count);
  }

  text(): string {
    return this.document.toString();
  }

  transact(edits: () => void): void {
    edits();
  }

  takeUpdate(): Uint8Array | null {
    return this.document.takeUpdate();
  }

  apply(update: Uint8Array): void {
    this.document.applyUpdate(update);
  }

  applyAll(updates: readonly Uint8Array[]): void {
    this.document.applyUpdate(Buffer.concat(updates));
  }

  takeBatch(): Uint8Array {
    return this.document.takeUpdate() ?? new Uint8Array();
  }

  everything(): Uint8Array {
    return this.document.updateSince(new Map());
  }

  applyBatch(batch: Uint8Array): void {
    this.document.applyUpdate(batch);
  }

  save(form: string): Uint8Array {
    return this.document.save({ deletedText: form === withDeletedText });
  }
}
