import type { RichText } from "@weft/richtext";
import { useEffect } from "react";
import { titleProperty, useTitle } from "./use-title.ts";

/** The title in the bar, written into the document with every key, so that it merges and is saved like the text. */
export function TitleField({
  richText,
  canWrite,
  onEnter,
}: {
  readonly richText: RichText;
  readonly canWrite: boolean;
  readonly onEnter: () => void;
}) {
  const title = useTitle(richText);
  useEffect(() => {
    document.title = title === "" ? "Untitled · Weft" : `${title} · Weft`;
  }, [title]);
  return (
    <input
      value={title}
      readOnly={!canWrite}
      maxLength={200}
      aria-label="Title"
      placeholder="Untitled"
      data-testid="title"
      onChange={(event) =>
        richText.edit([{ type: "setProperty", key: titleProperty, value: event.target.value }])
      }
      onKeyDown={(event) => {
        if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
        event.preventDefault();
        onEnter();
      }}
      className="h-(--control) w-full min-w-0 truncate rounded-sm bg-transparent px-2 font-medium text-body text-ink outline-offset-0 hover:not-read-only:bg-hover"
    />
  );
}
