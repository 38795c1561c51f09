/** Kept pieces as a person reads them. */

import type { Random } from "@weft/base";
import type { RefusalReason } from "@weft/protocol";
import type { ReplicaId } from "@weft/rga";
import type { RichText } from "@weft/richtext";
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
    .map((stretch) => stretch.text)
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

/** The stretches that the piece's replicas inserted, in display order. */
function insertedStretches(
  reader: PieceReader,
  stored: StoredDocument,
  piece: KeptPiece,
): readonly Stretch[] {
  const firstByReplica = new Map<ReplicaId, number>();
  for (const { replica, counter } of piece.batches) {
    firstByReplica.set(replica, Math.min(counter, firstByReplica.get(replica) ?? counter));
  }
  const found: Stretch[] = [];
  for (const [replica, counter] of firstByReplica) {
    const document = pieceDocument(reader, stored, piece, replica);
    for (const { from, to } of document.insertedSince(counter)) {
      found.push({ from, text: textBetween(document, from, to) });
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

function pieceDocument(
  reader: PieceReader,
  stored: StoredDocument,
  piece: KeptPiece,
  replica: ReplicaId,
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
