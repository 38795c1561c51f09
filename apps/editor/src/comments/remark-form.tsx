import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "../design/controls/button.tsx";
import { remarkUnitsMax } from "./comment-record.ts";

/** A few lines to write a remark in. Ctrl+Enter says it, as the button does; what is empty is not said. */
export function RemarkForm({
  label,
  button,
  takesFocus,
  onSay,
  children,
}: {
  readonly label: string;
  readonly button: string;
  readonly takesFocus: boolean;
  readonly onSay: (words: string) => void;
  /** What else can be done, beside the button. */
  readonly children?: ReactNode;
}) {
  const [words, setWords] = useState("");
  const field = useRef<HTMLTextAreaElement | null>(null);
  useEffect(() => {
    if (takesFocus) field.current?.focus({ preventScroll: true });
  }, [takesFocus]);
  const say = (): void => {
    const remark = words.trim();
    if (remark === "") return;
    setWords("");
    onSay(remark);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    say();
  };
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={(event) => {
        event.preventDefault();
        say();
      }}
    >
      <textarea
        ref={field}
        aria-label={label}
        placeholder={label}
        value={words}
        rows={2}
        maxLength={remarkUnitsMax}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={press}
        className="field-sizing-content max-h-60 w-full resize-none rounded-sm border border-hairline-strong bg-paper px-3 py-2 text-body text-ink outline-offset-0"
      />
      <div className="flex items-center gap-2">
        {children}
        <Button tone="primary" type="submit" disabled={words.trim() === ""} className="ml-auto">
          {button}
        </Button>
      </div>
    </form>
  );
}
