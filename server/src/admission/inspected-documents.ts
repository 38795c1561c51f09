/**
 * The documents as their logs say them, for looking at new batches: a batch is sound if the document takes it.
 * Lives in the inspecting thread, where it may be killed at any time; nothing here is the only copy of anything.
 */
import { assert } from "@weft/base";
import { DecodeError } from "@weft/codec";
import type { DocumentId, RefusalReason } from "@weft/protocol";
import {
  type BatchHeader,
  ReusedIdError,
  readBatchHeader,
  splitBatches,
  UnknownOpKindError,
} from "@weft/rga";
import { createRichText, inspectBatch, type RichText } from "@weft/richtext";
import { batchStepsMax } from "../limits.ts";

/** What was found in a batch. A sound one is part of the inspected document from now on. */
export type Inspection =
  | { readonly kind: "sound" }
  | { readonly kind: "unsound"; readonly reason: RefusalReason; readonly sentence: string };

/** A batch to look at, and what whoever brings it may change: all, or by comments only (`RichText.isOnlyComments`). */
export interface NewBatch {
  readonly bytes: Uint8Array;
  readonly mayChange: "all" | "comments";
}

/** Thrown when a log that we wrote ourselves does not make a document. */
export class UnreadableLogError extends Error {
  override readonly name = "UnreadableLogError";
}

interface InspectedDocument {
  readonly richText: RichText;
  /** How many counters of each replica the document holds. */
  readonly known: Map<string, number>;
}

/** Documents by id. */
export class InspectedDocuments {
  private readonly documentsById = new Map<DocumentId, InspectedDocument>();
  private readonly stepsMax: number;

  /** A new batch that might take more than `stepsMax` steps is refused. */
  constructor(stepsMax: number = batchStepsMax) {
    this.stepsMax = stepsMax;
  }

  /** Begins a document anew, from a snapshot if there is one. */
  open(documentId: DocumentId, snapshot: Uint8Array | null): void {
    const richText = createRichText(snapshot === null ? { documentId } : { documentId, saved: snapshot });
    this.documentsById.set(documentId, { richText, known: new Map(richText.version()) });
  }

  /** Adds batches of the document's own log. */
  feed(documentId: DocumentId, batches: readonly Uint8Array[]): void {
    for (const bytes of batches) {
      const found = this.takeIn(this.existing(documentId), bytes, "all");
      if (found.kind === "unsound") throw new UnreadableLogError(found.sentence);
    }
  }

  /** Looks at new batches, each on top of the sound ones before it. */
  inspect(documentId: DocumentId, batches: readonly NewBatch[]): readonly Inspection[] {
    const document = this.existing(documentId);
    return batches.map(({ bytes, mayChange }) => {
      if (document.richText.isCostly(bytes, this.stepsMax)) {
        return unsound("too-costly", "These edits take back or delete too much at once.");
      }
      return this.takeIn(document, bytes, mayChange);
    });
  }

  /** The whole document, deleted text included: whoever deleted it may undo that. */
  save(documentId: DocumentId): Uint8Array {
    return this.existing(documentId).richText.save();
  }

  /** All ops of the document as batches, causes first, without the characters that do not show: nobody can undo to them. */
  withoutDeleted(documentId: DocumentId): readonly Uint8Array[] {
    const { richText } = this.existing(documentId);
    const saved = richText.save({ deletedText: false });
    const batches = splitBatches(createRichText({ documentId, saved }).updateSince(new Map()));
    assert(batches.ok, "a document gives whole batches");
    return batches.value.map((batch) => batch.slice());
  }

  forget(documentId: DocumentId): void {
    this.documentsById.delete(documentId);
  }

  private takeIn(
    { richText, known }: InspectedDocument,
    bytes: Uint8Array,
    mayChange: NewBatch["mayChange"],
  ): Inspection {
    const header = readBatchHeader(bytes);
    if (!header.ok) return toUnsound(header.error);
    const obstacle = findObstacle(known, header.value);
    if (obstacle !== null) return obstacle;
    if (mayChange === "comments" && !richText.isOnlyComments(bytes)) {
      return findFault(bytes, richText.documentId) ?? unsound("role", commentersSentence);
    }
    try {
      richText.applyUpdate(bytes);
    } catch (error) {
      return toUnsound(error);
    }
    const { replica, counter, count } = header.value;
    known.set(replica, Math.max(known.get(replica) ?? 0, counter + count));
    return { kind: "sound" };
  }

  private existing(documentId: DocumentId): InspectedDocument {
    const document = this.documentsById.get(documentId);
    if (document === undefined) throw new UnreadableLogError(`document ${documentId} is not open`);
    return document;
  }
}

/** A batch that would have to wait never reaches the document: there it would wait for ever. */
function findObstacle(known: ReadonlyMap<string, number>, header: BatchHeader): Inspection | null {
  if (header.counter > (known.get(header.replica) ?? 0)) {
    return unsound("gap", "Edits that came before these are not on the server.");
  }
  const isMissing = header.dependencies.some(({ replica, counter }) => (known.get(replica) ?? 0) <= counter);
  return isMissing
    ? unsound("missing-dependency", "These edits build on edits that are not on the server.")
    : null;
}

const commentersSentence =
  "This link lets you read the document and add comments of your own, not change anything else.";

/** What is wrong with bytes that were not read, whoever brings them. */
function findFault(bytes: Uint8Array, documentId: string): Inspection | null {
  const read = inspectBatch(bytes, documentId);
  return read.ok ? null : toUnsound(read.error);
}

function toUnsound(error: unknown): Inspection {
  if (error instanceof ReusedIdError) {
    return unsound("reused-id", "Other edits have the same names: two copies of one writer were at work.");
  }
  if (error instanceof UnknownOpKindError) {
    return unsound(
      "unknown-kind",
      "The server does not know this kind of edit: it is older than your editor.",
    );
  }
  if (error instanceof DecodeError) {
    return error.failure === "version"
      ? unsound("unknown-kind", "The server does not know this form of edits: it is older than your editor.")
      : unsound("malformed", `These edits cannot be read: ${error.message}.`);
  }
  throw error;
}

function unsound(reason: RefusalReason, sentence: string): Inspection {
  return { kind: "unsound", reason, sentence };
}
