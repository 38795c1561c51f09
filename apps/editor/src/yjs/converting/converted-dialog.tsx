import { useLocation } from "wouter";
import { Button } from "../../design/controls/button.tsx";
import { Modal } from "../../design/controls/modal.tsx";
import { documentPath } from "../../share/document-link.ts";
import type { Converted } from "./convert-document.ts";

/** What became of a conversion: the way to the new document, and what it does not hold. */
export function ConvertedDialog({
  converted,
  onClose,
}: {
  readonly converted: Converted;
  readonly onClose: () => void;
}) {
  const [, navigate] = useLocation();
  const name = converted.link.engine === "yjs" ? "Yjs document" : "Weft document";
  return (
    <Modal
      title={`A ${name} was made`}
      sentence="It shows what this one shows; this one stays as it is."
      open
      onOpenChange={onClose}
    >
      <ul className="flex list-disc flex-col gap-1.5 pl-5 text-soft" data-testid="losses">
        {converted.losses.map((loss) => (
          <li key={loss}>{loss}</li>
        ))}
      </ul>
      <Button tone="primary" onClick={() => navigate(documentPath(converted.link))}>
        Open the {name}
      </Button>
    </Modal>
  );
}
