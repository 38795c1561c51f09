import type { Editor } from "@tiptap/react";
import { useKeptPieces } from "@weft/react";
import type { Anchor } from "@weft/richtext";
import type { KeptPieceView, Replica } from "@weft/sync";
import { Tip } from "../design/controls/tip.tsx";
import { clockWords } from "../design/when-words.ts";
import { useStretches } from "../writing/use-stretches.ts";

const quotedMax = 60;

/** A red gap on the selvedge at every block where refused text stood; opens the panel at that piece. */
export function RefusedGaps({
  editor,
  replica,
  onOpen,
}: {
  readonly editor: Editor;
  readonly replica: Replica;
  readonly onOpen: (pieceId: string) => void;
}) {
  const gaps = useStretches(editor, useKeptPieces(replica), placesOf);
  return gaps.map(({ items: pieces, top, height }) => {
    const [piece] = pieces;
    return (
      <Tip key={piece.id} label={`Refused here at ${clockWords(piece.keptAt)}, kept aside: open to see why`}>
        <button
          type="button"
          className="weft-gap"
          style={{ top, height }}
          aria-label={gapWords(pieces)}
          data-testid="refused-gap"
          onClick={() => onOpen(piece.id)}
        />
      </Tip>
    );
  });
}

function placesOf({ places }: KeptPieceView): readonly Anchor[] {
  return places;
}

/** What a screen reader says of a gap. */
function gapWords(pieces: readonly KeptPieceView[]): string {
  const quotes = pieces.map(
    ({ text }) => `“${text.slice(0, quotedMax)}${text.length > quotedMax ? "…" : ""}”`,
  );
  return `Refused in this block and kept aside: ${quotes.join(", ")}. Open to see why`;
}
