import { Eraser } from "lucide-react";
import { useState } from "react";
import { Button } from "../../design/controls/button.tsx";
import type { DocumentLink } from "../document-link.ts";
import { eraseHistory } from "../share-api.ts";

type Progress = "idle" | "asking" | "erasing" | "erased";

const sentences: Readonly<Record<Progress, string>> = {
  idle: "What was ever deleted is kept so that it can be undone, and readers can find it",
  asking:
    "All that was deleted goes for good, for everybody: nobody can undo to it or see it again. What stands in the document stays.",
  erasing: "Erasing what was deleted …",
  erased: "What was deleted is gone. Copies that somebody took away are theirs.",
};

/** Erases what was ever deleted from the document, after a second press that says what that means. */
export function EraseHistory({
  link,
  onErased,
  onTrouble,
}: {
  readonly link: DocumentLink;
  readonly onErased: () => void;
  readonly onTrouble: (sentence: string) => void;
}) {
  const [progress, setProgress] = useState<Progress>("idle");
  const erase = async (): Promise<void> => {
    setProgress("erasing");
    const answer = await eraseHistory(link);
    setProgress(answer.ok ? "erased" : "idle");
    if (answer.ok) onErased();
    else onTrouble(answer.error);
  };
  return (
    <section className="flex flex-col gap-3 border-hairline border-t pt-4">
      <div className="flex items-center gap-3">
        <Eraser size={16} aria-hidden className="shrink-0 text-faint" />
        <div className="min-w-0 flex-1">
          <h3 className="font-medium">Deleted text</h3>
          <p aria-live="polite" className="text-soft">
            {sentences[progress]}
          </p>
        </div>
        {progress === "idle" ? <Button onClick={() => setProgress("asking")}>Erase history</Button> : null}
      </div>
      {progress === "asking" ? (
        <div className="flex justify-end gap-2">
          <Button autoFocus onClick={() => setProgress("idle")}>
            Keep it
          </Button>
          <Button tone="danger" onClick={erase}>
            Erase for good
          </Button>
        </div>
      ) : null}
    </section>
  );
}
