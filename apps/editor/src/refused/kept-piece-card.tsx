import type { KeptPieceView } from "@weft/sync";
import { FilePlus, RotateCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../design/controls/button.tsx";
import { clockWords } from "../design/when-words.ts";
import { CopyButton } from "../share/copy-button.tsx";
import { soughtAttribute } from "../status/status-button.tsx";

/** One refused piece: why, its words, and the four ways on. Nothing goes without a second press. */
export function KeptPieceCard({
  piece,
  isSought,
  onSaveAsNew,
  onRetry,
  onDiscard,
}: {
  readonly piece: KeptPieceView;
  /** Whether the panel was opened to see this one: it then gets the focus. */
  readonly isSought: boolean;
  readonly onSaveAsNew: () => void;
  /** Null as long as it would be refused again. */
  readonly onRetry: (() => void) | null;
  readonly onDiscard: () => void;
}) {
  const [sure, setSure] = useState(false);
  return (
    <article
      className="flex flex-col gap-2.5 rounded-sm border-red-dot border-l-2 bg-red-wash py-3 pr-3 pl-3.5"
      data-testid="kept-piece"
      tabIndex={-1}
      {...(isSought ? { [soughtAttribute]: "" } : {})}
    >
      <p className="text-ink">
        {piece.sentence} <span className="text-soft">Kept since {clockWords(piece.keptAt)}.</span>
      </p>
      <p className="max-h-32 overflow-y-auto whitespace-pre-wrap font-serif text-body text-ink">
        {piece.text || <span className="text-soft italic">Only changes and deletions, no new words.</span>}
      </p>
      <div className="-ml-2 flex flex-wrap gap-1">
        <Button
          tone="quiet"
          disabled={onRetry === null}
          title={onRetry === null ? "Possible with a connection and a link that lets you write" : undefined}
          onClick={onRetry ?? undefined}
        >
          <RotateCw size={15} aria-hidden /> Retry
        </Button>
        <CopyButton text={piece.text} label="Copy" tone="quiet" />
        <Button tone="quiet" onClick={onSaveAsNew}>
          <FilePlus size={15} aria-hidden /> Save as new document
        </Button>
        <Button tone="danger" onClick={() => (sure ? onDiscard() : setSure(true))}>
          <Trash2 size={15} aria-hidden /> {sure ? "Discard for good" : "Discard"}
        </Button>
      </div>
    </article>
  );
}
