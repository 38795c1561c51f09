import type { Editor } from "@tiptap/react";
import { type MoveDirection, movableRange } from "@weft/tiptap";
import { GripVertical } from "lucide-react";
import { type KeyboardEvent, type RefObject, useState } from "react";
import { classNames } from "../design/class-names.ts";
import { useHandleDrag } from "./use-handle-drag.ts";
import { useHandlePlace } from "./use-handle-place.ts";
import "./handle.css";

/**
 * The handle at the left of a block: drag it to move the block, or all that is selected; with the focus on it, the arrow
 * keys do the same. It stands outside of the flow and never moves the text.
 */
export function BlockHandle({
  editor,
  page,
}: {
  readonly editor: Editor;
  readonly page: RefObject<HTMLElement | null>;
}) {
  const [said, setSaid] = useState("");
  const hold = useHandleDrag(editor);
  const { drop, isHeld } = hold;
  const { place, toCaret } = useHandlePlace(editor, page, isHeld);

  const move = (direction: MoveDirection): void => {
    const { commands } = editor;
    const hasMoved = direction === "up" ? commands.moveBlocksUp() : commands.moveBlocksDown();
    setSaid(hasMoved ? `Moved ${direction}: ${placeWords(editor)}` : `It cannot go further ${direction}`);
    toCaret();
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      // Not Tiptap's own command, which waits for a frame: a letter typed at once would be lost.
      if (!hold.cancel()) editor.view.focus();
    } else if (event.key === "ArrowUp") move("up");
    else if (event.key === "ArrowDown") move("down");
    else return;
    event.preventDefault();
  };
  const pageBox = drop && page.current?.getBoundingClientRect();
  return (
    <>
      <button
        type="button"
        data-testid="block-handle"
        aria-label="Move block: drag it, or use the arrow keys up and down"
        className={classNames("weft-handle", place && "weft-handle-shown", isHeld && "weft-handle-held")}
        style={{ top: place?.middle ?? 0 }}
        onFocus={() => {
          if (!place) toCaret();
        }}
        onPointerDown={(event) => hold.press(event, place?.position ?? null)}
        onPointerMove={hold.move}
        onPointerUp={hold.release}
        onPointerCancel={hold.cancel}
        onKeyDown={key}
      >
        <GripVertical size={18} strokeWidth={1.75} aria-hidden />
      </button>
      <p className="sr-only" role="status">
        {said}
      </p>
      {drop && pageBox ? (
        <div
          className="weft-drop"
          data-testid="drop-place"
          style={{ top: drop.top - pageBox.top, left: drop.left - pageBox.left }}
        />
      ) : null}
    </>
  );
}

/** "2 of 5", among what stands beside it. */
function placeWords({ state }: Editor): string {
  const range = movableRange(state.selection.$from, state.selection.$to);
  return range ? `${range.startIndex + 1} of ${range.parent.childCount}` : "";
}
