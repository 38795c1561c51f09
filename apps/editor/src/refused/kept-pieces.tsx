import { useKeptPieces } from "@weft/react";
import type { Replica } from "@weft/sync";
import { KeptPieceCard } from "./kept-piece-card.tsx";

/** Everything that the server refused, a card each. */
export function KeptPieces({
  replica,
  soughtId,
  onSaveAsNew,
}: {
  readonly replica: Replica;
  /** The piece that the panel was opened for. */
  readonly soughtId: string | null;
  readonly onSaveAsNew: (text: string) => Promise<void>;
}) {
  const pieces = useKeptPieces(replica);
  if (pieces.length === 0) return null;
  const { role, connected } = replica.status();
  const mayRetry = connected && (role === "owner" || role === "editor");
  return (
    <section className="flex flex-col gap-3" aria-label="Refused">
      {pieces.map((piece) => (
        <KeptPieceCard
          key={piece.id}
          piece={piece}
          isSought={piece.id === soughtId}
          onSaveAsNew={() => void onSaveAsNew(piece.text)}
          onRetry={mayRetry ? () => void replica.retryPiece(piece.id) : null}
          onDiscard={() => void replica.discardPiece(piece.id)}
        />
      ))}
    </section>
  );
}
