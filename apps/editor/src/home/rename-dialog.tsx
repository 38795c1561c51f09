import { type FormEvent, useState } from "react";
import { Button } from "../design/controls/button.tsx";
import { Modal } from "../design/controls/modal.tsx";
import { TextField } from "../design/controls/text-field.tsx";

/** Asks for a document's new title. Mounted while it is open, so that it starts from the present title. */
export function RenameDialog({
  title,
  onRename,
  onClose,
}: {
  readonly title: string;
  readonly onRename: (title: string) => Promise<void>;
  readonly onClose: () => void;
}) {
  const [text, setText] = useState(title);
  const [trouble, setTrouble] = useState(false);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    try {
      await onRename(text.trim());
      onClose();
    } catch {
      // The document is not on this device and the server does not give it: only the person can do something.
      setTrouble(true);
    }
  };
  return (
    <Modal title="Rename" sentence="Everyone in the document sees its title." open onOpenChange={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="Title"
          value={text}
          onChange={(event) => setText(event.target.value)}
          maxLength={200}
        />
        {trouble ? (
          <p role="alert" className="text-red">
            The title is as it was: the document is not on this device, and the server does not give it now.
          </p>
        ) : null}
        <Button tone="primary" type="submit" className="self-end">
          Rename
        </Button>
      </form>
    </Modal>
  );
}
