import type { Result } from "@weft/base";
import { Eraser, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../design/controls/button.tsx";
import type { DocumentLink } from "../document-link.ts";
import { deleteDocument, eraseHistory } from "../share-api.ts";

type Progress = "idle" | "asking" | "doing" | "done";

/** What can be done once and never undone, and its words for each step of the way. */
export interface LastingDeed {
  readonly Icon: typeof Eraser;
  readonly title: string;
  readonly button: string;
  readonly confirm: string;
  readonly sentences: Readonly<Record<Progress, string>>;
  readonly act: (link: DocumentLink) => Promise<Result<null, string>>;
}

/** Erases what was ever deleted from the document. */
export const erasing: LastingDeed = {
  Icon: Eraser,
  title: "Deleted text",
  button: "Erase history",
  confirm: "Erase for good",
  sentences: {
    idle: "What was ever deleted is kept so that it can be undone, and readers can find it",
    asking:
      "All that was deleted goes for good, for everybody: nobody can undo to it or see it again. What stands in the document stays.",
    doing: "Erasing what was deleted …",
    done: "What was deleted is gone. Copies that somebody took away are theirs.",
  },
  act: eraseHistory,
};

/** Deletes the document itself. */
export const deleting: LastingDeed = {
  Icon: Trash2,
  title: "The whole document",
  button: "Delete document",
  confirm: "Delete for good",
  sentences: {
    idle: "Takes it from the server and from everybody who has it open",
    asking:
      "The document, its files and all its links go for good, for everybody. What others have not sent yet stays on their devices.",
    doing: "Deleting the document …",
    done: "The document is gone.",
  },
  act: deleteDocument,
};

/** A deed that lasts, done after a second press that says what it means. */
export function LastingDeedSection({
  deed: { Icon, title, button, confirm, sentences, act },
  link,
  onDone,
  onTrouble,
}: {
  readonly deed: LastingDeed;
  readonly link: DocumentLink;
  readonly onDone: () => void;
  readonly onTrouble: (sentence: string) => void;
}) {
  const [progress, setProgress] = useState<Progress>("idle");
  const doIt = async (): Promise<void> => {
    setProgress("doing");
    const answer = await act(link);
    setProgress(answer.ok ? "done" : "idle");
    if (answer.ok) onDone();
    else onTrouble(answer.error);
  };
  return (
    <section className="flex flex-col gap-3 border-hairline border-t pt-4">
      <div className="flex items-center gap-3">
        <Icon size={16} aria-hidden className="shrink-0 text-faint" />
        <div className="min-w-0 flex-1">
          <h3 className="font-medium">{title}</h3>
          <p aria-live="polite" className="text-soft">
            {sentences[progress]}
          </p>
        </div>
        {progress === "idle" ? <Button onClick={() => setProgress("asking")}>{button}</Button> : null}
      </div>
      {progress === "asking" ? (
        <div className="flex justify-end gap-2">
          <Button autoFocus onClick={() => setProgress("idle")}>
            Keep it
          </Button>
          <Button tone="danger" onClick={doIt}>
            {confirm}
          </Button>
        </div>
      ) : null}
    </section>
  );
}
