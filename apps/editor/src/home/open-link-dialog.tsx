import { type FormEvent, useState } from "react";
import { Button } from "../design/controls/button.tsx";
import { Modal } from "../design/controls/modal.tsx";
import { TextField } from "../design/controls/text-field.tsx";
import { type DocumentLink, parseDocumentLink } from "../share/document-link.ts";

/** Asks for a link that somebody shared and opens its document. */
export function OpenLinkDialog({
  open,
  onOpenChange,
  onOpenDocument,
}: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onOpenDocument: (link: DocumentLink) => void;
}) {
  const [text, setText] = useState("");
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const link = parseDocumentLink(text);
    setWrong(link === null);
    if (link) onOpenDocument(link);
  };
  return (
    <Modal
      title="Open a link"
      sentence="Paste the link that somebody shared with you."
      open={open}
      onOpenChange={onOpenChange}
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="Link"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder="https://…/d/…"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={wrong}
          aria-describedby={wrong ? "wrong-link" : undefined}
        />
        {wrong ? (
          <p id="wrong-link" role="alert" className="text-red">
            This is not a link to a Weft document. It has “/d/” and a long number in it.
          </p>
        ) : null}
        <Button tone="primary" type="submit" className="self-end">
          Open
        </Button>
      </form>
    </Modal>
  );
}
