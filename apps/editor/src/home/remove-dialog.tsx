import { Button } from "../design/controls/button.tsx";
import { Modal } from "../design/controls/modal.tsx";
import { CopyButton } from "../share/copy-button.tsx";
import { documentPath } from "../share/document-link.ts";
import type { ShelfEntry } from "../shelf/shelf-entry.ts";

/** Asks before a document leaves the list, since the list may hold the only key to it. */
export function RemoveDialog({
  entry,
  onRemove,
  onClose,
}: {
  readonly entry: ShelfEntry;
  readonly onRemove: () => void;
  readonly onClose: () => void;
}) {
  const address = new URL(documentPath(entry), location.href).href;
  return (
    <Modal
      title={`Take “${entry.title || "Untitled"}” off this list?`}
      sentence="The document stays where it is, but this browser forgets its link. Without the link nobody can open it: copy it first if you may need it."
      open
      onOpenChange={onClose}
    >
      <div className="flex justify-end gap-2">
        <CopyButton text={address} label="Copy the link" />
        <Button
          tone="danger"
          onClick={() => {
            onRemove();
            onClose();
          }}
        >
          Take off
        </Button>
      </div>
    </Modal>
  );
}
