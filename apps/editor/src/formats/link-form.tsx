import type { Editor } from "@tiptap/react";
import { type FormEvent, useState } from "react";
import { Button } from "../design/controls/button.tsx";
import { Modal } from "../design/controls/modal.tsx";
import { TextField } from "../design/controls/text-field.tsx";
import { parseWebAddress } from "./web-address.ts";

/** Asks for the address of a link on the selection. Mounted while it is open, so that it starts from the present one. */
export function LinkForm({ editor, onClose }: { readonly editor: Editor; readonly onClose: () => void }) {
  const present: unknown = editor.getAttributes("link").href;
  const [text, setText] = useState(typeof present === "string" ? present : "");
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const href = parseWebAddress(text);
    setWrong(href === null);
    if (href === null) return;
    putLink(editor, href);
    onClose();
  };
  const remove = (): void => {
    editor.chain().focus().unsetMark("link", { extendEmptyMarkRange: true }).run();
    onClose();
  };
  return (
    <Modal title="Link" sentence="Where should these words lead?" open onOpenChange={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="Address"
          value={text}
          onChange={(event) => setText(event.target.value)}
          placeholder="https://"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          aria-invalid={wrong}
        />
        {wrong ? (
          <p role="alert" className="text-red">
            An address starts with https://, http:// or mailto:.
          </p>
        ) : null}
        <div className="flex justify-end gap-2">
          {present === undefined ? null : (
            <Button tone="danger" onClick={remove}>
              Remove link
            </Button>
          )}
          <Button tone="primary" type="submit">
            Set link
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function putLink(editor: Editor, href: string): void {
  const chain = editor.chain().focus().extendMarkRange("link");
  if (editor.state.selection.empty && !editor.isActive("link")) {
    chain.insertContent({ type: "text", text: href, marks: [{ type: "link", attrs: { href } }] }).run();
  } else chain.setMark("link", { href }).run();
}
