/** Kept pieces as a person reads them. */

import type { Random } from "@weft/base";
import type { RefusalReason } from "@weft/protocol";
import type { ReplicaId } from "@weft/rga";
import type { Anchor, RichText } from "@weft/richtext";
import type { OutboxBatch } from "../machine/outbox-batch.ts";
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
  /** Where its stretches of text stood, in their order; empty if it inserted none. */
  readonly places: readonly Anchor[];
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
  const stretches = insertedStretches(reader, stored, piece);
  const text = stretches
    .map((stretch) => stretch.text)
    .join(" ")
    .trim();
  return {
    id,
    reason,
    sentence,
    text,
    places: stretches.flatMap(({ anchor }) => (anchor === null ? [] : [anchor])),
    keptAt: keptAtMs,
    edits: batches.reduce((sum, batch) => sum + Math.max(1, batch.edits), 0),
  };
}

/** The stretches that the piece's replicas inserted, in display order, with the edge of what stood before each. */
function insertedStretches(
  reader: PieceReader,
  stored: StoredDocument,
  piece: KeptPiece,
): readonly (Stretch & { readonly anchor: Anchor | null })[] {
  const firstByReplica = new Map<ReplicaId, number>();
  for (const { replica, counter } of piece.batches) {
    firstByReplica.set(replica, Math.min(counter, firstByReplica.get(replica) ?? counter));
  }
  const found: (Stretch & { readonly anchor: Anchor | null })[] = [];
  // What it was written on may be in other pieces; what was written later under the same ids says nothing of it.
  const earlier = stored.kept.flatMap(({ batches }) =>
    batches.filter(
      ({ replica, counter }) => counter < (firstByReplica.get(replica) ?? Number.POSITIVE_INFINITY),
    ),
  );
  for (const [replica, counter] of firstByReplica) {
    const document = pieceDocument(reader, stored, { replica, batches: [...earlier, ...piece.batches] });
    for (const { from, to } of document.insertedSince(counter)) {
      const anchor = from > 0 ? document.anchorAt(from, "after") : null;
      found.push({ from, text: textBetween(document, from, to), anchor });
    }
  }
  return found.sort((a, b) => a.from - b.from);
}

function pieceDocument(
  reader: PieceReader,
  stored: StoredDocument,
  { replica, batches }: { readonly replica: ReplicaId; readonly batches: readonly OutboxBatch[] },
): RichText {
  const { documentId, factory } = reader;
  const saved = stored.snapshot;
  const document = factory({ documentId, replica, ...(saved ? { saved } : {}) });
  merge(document, stored.tail);
  merge(
    document,
    [...stored.outbox, ...batches].map((batch) => batch.bytes),
  );
  return document;
}
