import { Download, FilePlus, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "../design/controls/button.tsx";
import { StatusDot } from "./status-dot.tsx";
import type { StatusView } from "./status-view.ts";
import type { WaitingPiece } from "./waiting-pieces.ts";

/** The status in plain sentences, the words that wait, and what one can do. `children`: what was refused. */
export function StatusPanel({
  view,
  pieces,
  onTryNow,
  onDownload,
  onSaveAsNew,
  children,
}: {
  readonly view: StatusView;
  readonly pieces: readonly WaitingPiece[];
  readonly onTryNow: () => void;
  readonly onDownload: () => void;
  readonly onSaveAsNew: () => void;
  readonly children: ReactNode;
}) {
  const hasActions = view.canTry || view.stuck || pieces.length > 0;
  return (
    <>
      <section className="flex flex-col gap-2">
        <h2 className="flex items-center gap-2 font-semibold text-body">
          <StatusDot kind={view.dot} />
          {view.word}
          {view.aside === null ? null : <span className="font-normal text-soft">{view.aside}</span>}
        </h2>
        {view.sentences.map((sentence) => (
          <p key={sentence} className="text-soft">
            {sentence}
          </p>
        ))}
      </section>
      {children}
      {pieces.length === 0 ? null : <WaitingList pieces={pieces} />}
      {hasActions ? (
        <div className="flex flex-wrap gap-2">
          {view.canTry ? (
            <Button onClick={onTryNow}>
              <RotateCw size={15} aria-hidden /> Try now
            </Button>
          ) : null}
          {view.stuck ? (
            <Button onClick={onSaveAsNew}>
              <FilePlus size={15} aria-hidden /> Save as new document
            </Button>
          ) : null}
          {pieces.length === 0 ? null : (
            <Button onClick={onDownload}>
              <Download size={15} aria-hidden /> Download unsaved
            </Button>
          )}
        </div>
      ) : null}
    </>
  );
}

function WaitingList({ pieces }: { readonly pieces: readonly WaitingPiece[] }) {
  return (
    <section>
      <h3 className="mb-1.5 font-medium text-soft">Waiting</h3>
      <ul className="flex max-h-40 flex-col gap-1 overflow-y-auto border-hairline border-y py-2">
        {pieces.map((piece) => (
          <li key={piece.place} className="line-clamp-2 font-serif text-body text-ink">
            {piece.before === "" ? null : <span className="text-faint">…{piece.before}</span>}
            {piece.text}
          </li>
        ))}
      </ul>
    </section>
  );
}
