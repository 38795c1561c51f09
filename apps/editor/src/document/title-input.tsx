import { useEffect } from "react";

/** The field of a document's title, and the title of its window. */
export function TitleInput({
  title,
  canWrite,
  onTitle,
  onEnter,
}: {
  readonly title: string;
  readonly canWrite: boolean;
  readonly onTitle: (title: string) => void;
  readonly onEnter: () => void;
}) {
  useEffect(() => {
    document.title = title === "" ? "Untitled · Weft" : `${title} · Weft`;
  }, [title]);
  return (
    <>
      <h1 className="sr-only">{title === "" ? "Untitled" : title}</h1>
      <input
        value={title}
        readOnly={!canWrite}
        maxLength={200}
        aria-label="Title"
        placeholder="Untitled"
        data-testid="title"
        onChange={(event) => onTitle(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
          event.preventDefault();
          onEnter();
        }}
        className="h-(--control) w-full min-w-0 truncate rounded-sm bg-transparent px-2 font-medium text-body text-ink outline-offset-0 hover:not-read-only:bg-hover"
      />
    </>
  );
}
