import { createText, loadText, type ReplicaId, type Text } from "@weft/rga";
import type { SyncedDocument } from "../../src/shell/synced-document.ts";

/** A plain text with the face that sync needs: the smallest document there is. */
export class TextDocument implements SyncedDocument {
  readonly text: Text;
  private readonly listeners = new Set<() => void>();

  constructor(text: Text) {
    this.text = text;
  }

  insert(index: number, text: string): void {
    this.text.insert(index, text);
    for (const listener of [...this.listeners]) listener();
  }

  delete(index: number, count: number): void {
    this.text.delete(index, count);
    for (const listener of [...this.listeners]) listener();
  }

  onUpdate(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  takeUpdate = () => this.text.takeUpdate();
  applyUpdate = (bytes: Uint8Array) => this.text.applyUpdate(bytes);
  version = () => this.text.version();
  updateSince = (version: ReturnType<Text["version"]>) => this.text.updateSince(version);
  missing = () => this.text.missing();
  save = () => this.text.save();
}

export function textDocument(options: {
  readonly documentId: string;
  readonly replica: ReplicaId;
  readonly saved?: Uint8Array;
}): TextDocument {
  const { replica, saved } = options;
  return new TextDocument(saved ? loadText(saved, { replica }) : createText({ replica }));
}
