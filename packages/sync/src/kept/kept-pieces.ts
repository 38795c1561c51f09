/** Kept pieces as a person meets them: read, tried again, thrown away. */

import type { Random } from "@weft/base";
import type { RefusalReason } from "@weft/protocol";
import type { randomReplicaId } from "@weft/rga";
import type { Edit, RichText } from "@weft/richtext";
import type { DocumentHost } from "../shell/document-host.ts";
import { merge } from "../shell/merge.ts";
import type { DocumentFactory } from "../shell/synced-document.ts";
import type { KeptPiece } from "../store/kept-piece.ts";
import type { StoredDocument } from "../store/local-store.ts";
import { type Stretch, textBetween } from "./piece-text.ts";

/** A kept piece for a screen. */
export interface KeptPieceView {
  readonly id: string;
  readonly reason: RefusalReason;
  /** What the server said. */
  readonly sentence: string;
  /** The text that it would have inserted; empty if it only deleted or changed. */
  readonly text: string;
  readonly keptAt: number;
  readonly edits: number;
}

/** What reading a piece takes. */
export interface PieceReader {
  readonly documentId: string;
  readonly factory: DocumentFactory<RichText>;
  readonly random: Random;
}

/** The piece for a screen, read against what is stored of its document. */
export function viewPiece(reader: PieceReader, stored: StoredDocument, piece: KeptPiece): KeptPieceView {
  const { id, reason, sentence, keptAtMs, batches } = piece;
  const text = insertedStretches(reader, stored, piece)
    .map(({ stretch }) => stretch.text)
    .join(" ")
    .trim();
  return {
    id,
    reason,
    sentence,
    text,
    keptAt: keptAtMs,
    edits: batches.reduce((sum, batch) => sum + Math.max(1, batch.edits), 0),
  };
}

/**
 * Writes the piece's text into `host`'s document anew, each stretch where it stood, as own edits of now. Deletions
 * and formats are not repeated: what was meant by them may have changed.
 */
export function retryPiece(
  reader: PieceReader,
  stored: StoredDocument,
  piece: KeptPiece,
  host: DocumentHost<RichText>,
): void {
  const { document } = host;
  for (const { stretch, anchor } of insertedStretches(reader, stored, piece)) {
    const place = anchor === null ? null : document.placeOfAnchor(anchor);
    const at = Math.min(document.length, Math.max(1, place ?? document.length));
    document.edit(insertionOf(at, stretch.text));
  }
}

function insertionOf(at: number, text: string): readonly Edit[] {
  const edits: Edit[] = [];
  let place = at;
  text.split("\n").forEach((line, index) => {
    if (index > 0) edits.push({ type: "splitBlock", at: place++ });
    if (line.length > 0) edits.push({ type: "insertText", at: place, text: line });
    place += line.length;
  });
  return edits;
}

/** The stretches that the piece's replicas inserted, in display order, with the edge of what stood before each. */
function insertedStretches(
  reader: PieceReader,
  stored: StoredDocument,
  piece: KeptPiece,
): readonly { readonly stretch: Stretch; readonly anchor: string | null }[] {
  const firstByReplica = new Map<KeptPiece["batches"][number]["replica"], number>();
  for (const { replica, counter } of piece.batches) {
    firstByReplica.set(replica, Math.min(counter, firstByReplica.get(replica) ?? counter));
  }
  const found: { stretch: Stretch; anchor: string | null }[] = [];
  for (const [replica, counter] of firstByReplica) {
    const document = pieceDocument(reader, stored, piece, replica);
    for (const { from, to } of document.insertedSince(counter)) {
      const anchor = from > 0 ? document.anchorAt(from, "after") : null;
      found.push({ stretch: { from, text: textBetween(document, from, to) }, anchor });
    }
  }
  return found.sort((a, b) => a.stretch.from - b.stretch.from);
}

function pieceDocument(
  reader: PieceReader,
  stored: StoredDocument,
  piece: KeptPiece,
  replica: ReturnType<typeof randomReplicaId>,
): RichText {
  const { documentId, factory } = reader;
  const saved = stored.snapshot;
  const document = factory({ documentId, replica, ...(saved ? { saved } : {}) });
  merge(document, stored.tail);
  merge(
    document,
    [...stored.outbox, ...piece.batches].map((batch) => batch.bytes),
  );
  return document;
}
