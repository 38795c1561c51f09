/**
 * Yjs documents as their logs say them, in a thread of their own: the only place of the server that runs Yjs. What comes
 * from strangers is applied here first, and only what Yjs makes of it goes on: to the log, and to other people.
 */
import { assert } from "@weft/base";
import type { DocumentId } from "@weft/protocol";
import * as Y from "yjs";
import { yjsPendingBytesMax } from "../../limits.ts";
import { UnreadableYjsLogError } from "./unreadable-yjs-log.ts";

/** What an update did. `new`: what it added, in Yjs's own writing. After an unsound one its document is spoilt. */
export type Taken =
  | { readonly kind: "new"; readonly bytes: Uint8Array }
  | { readonly kind: "known" }
  | { readonly kind: "unsound"; readonly sentence: string };

/** The map in a Yjs document that holds what is said of it as a whole, the title among it. */
const propertiesName = "properties";

/** Documents at hand. */
export class YjsDocuments {
  private readonly documentsById = new Map<DocumentId, Y.Doc>();
  /** Each document once more, made of nothing but what its log says: what Yjs makes of an update may not be read again. */
  private readonly replaysById = new Map<DocumentId, Y.Doc>();

  /** Starts a document, from a snapshot if there is one. */
  open(documentId: DocumentId, snapshot: Uint8Array | null): void {
    this.forget(documentId);
    this.documentsById.set(documentId, new Y.Doc());
    this.replaysById.set(documentId, new Y.Doc());
    if (snapshot !== null) this.feed(documentId, [snapshot]);
  }

  /** Takes updates from our own log. */
  feed(documentId: DocumentId, updates: readonly Uint8Array[]): void {
    const document = this.existing(documentId);
    const replay = this.replayOf(documentId);
    try {
      for (const update of updates) {
        Y.applyUpdate(document, update);
        Y.applyUpdate(replay, update);
      }
    } catch (cause) {
      throw new UnreadableYjsLogError(String(cause), { cause });
    }
  }

  /** Takes updates of strangers, in order, up to the first unsound one. */
  take(documentId: DocumentId, updates: readonly Uint8Array[]): readonly Taken[] {
    const document = this.existing(documentId);
    const taken: Taken[] = [];
    for (const update of updates) {
      const one = replayed(this.replayOf(documentId), takeOne(document, update));
      taken.push(one);
      if (one.kind === "unsound") break;
    }
    return taken;
  }

  /** How far the document is, as a state vector. */
  stateVector(documentId: DocumentId): Uint8Array {
    return Y.encodeStateVector(this.existing(documentId));
  }

  /** What somebody at `stateVector` lacks; null if that cannot be read. */
  difference(documentId: DocumentId, stateVector: Uint8Array): Uint8Array | null {
    const document = this.existing(documentId);
    try {
      return Y.encodeStateAsUpdate(document, stateVector);
    } catch {
      // Yjs has no error type of its own for what it cannot read.
      return null;
    }
  }

  /** The update that gives the document a title. It is not in the document yet. */
  titleUpdate(documentId: DocumentId, title: string): Uint8Array {
    const copy = new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(this.existing(documentId)));
    const before = Y.encodeStateVector(copy);
    copy.getMap(propertiesName).set("title", title);
    const update = Y.encodeStateAsUpdate(copy, before);
    copy.destroy();
    return update;
  }

  /** The whole document as one update. */
  save(documentId: DocumentId): Uint8Array {
    return Y.encodeStateAsUpdate(this.existing(documentId));
  }

  forget(documentId: DocumentId): void {
    this.documentsById.get(documentId)?.destroy();
    this.documentsById.delete(documentId);
    this.replaysById.get(documentId)?.destroy();
    this.replaysById.delete(documentId);
  }

  private replayOf(documentId: DocumentId): Y.Doc {
    const replay = this.replaysById.get(documentId);
    assert(replay !== undefined, "a document is opened before it is used");
    return replay;
  }

  private existing(documentId: DocumentId): Y.Doc {
    const document = this.documentsById.get(documentId);
    assert(document !== undefined, "a document is opened before it is used");
    return document;
  }
}

/** What is new, unless the log could not be read with it any more. */
function replayed(replay: Y.Doc, one: Taken): Taken {
  if (one.kind !== "new") return one;
  try {
    Y.applyUpdate(replay, one.bytes);
    return one;
  } catch (error) {
    return { kind: "unsound", sentence: `This would make the document unreadable (${String(error)}).` };
  }
}

function takeOne(document: Y.Doc, update: Uint8Array): Taken {
  const written: Uint8Array[] = [];
  const note = (bytes: Uint8Array): void => {
    written.push(bytes);
  };
  const { pendingStructs, pendingDs } = document.store;
  document.on("update", note);
  try {
    // Reads all of it one by one. `applyUpdate` makes room for as many structs as are claimed before it has seen one: nine
    // bytes can claim thirty millions.
    Y.parseUpdateMeta(update);
    Y.applyUpdate(document, update);
  } catch (error) {
    // Yjs has no error type of its own for bytes that it cannot read, or that contradict the document.
    return { kind: "unsound", sentence: `This is no update of the document (${String(error)}).` };
  } finally {
    document.off("update", note);
  }
  const { store } = document;
  const waiting = (store.pendingStructs?.update.length ?? 0) + (store.pendingDs?.length ?? 0);
  if (waiting > yjsPendingBytesMax) {
    return { kind: "unsound", sentence: "Too much builds on updates that are missing." };
  }
  // What waits for others is nothing new to see yet, but it must not be lost.
  const hasKeptBack = store.pendingStructs !== pendingStructs || store.pendingDs !== pendingDs;
  if (hasKeptBack && waiting > 0) written.push(update);
  const [first, ...more] = written;
  if (first === undefined) return { kind: "known" };
  return { kind: "new", bytes: more.length === 0 ? first : Y.mergeUpdates(written) };
}
