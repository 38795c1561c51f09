import type { Editor } from "@tiptap/react";
import { type PointerEvent, useRef, useState } from "react";
import type { DropPlace } from "./drop-place.ts";
import { HandleDrag } from "./handle-drag.ts";
import { rangeAt } from "./text-line.ts";

/** What the handle does while it is held. */
export interface HandleHold {
  /** Where the blocks would go now. */
  readonly drop: DropPlace | null;
  readonly isHeld: boolean;
  /** Takes hold of what moves with the block at a position; null: of nothing. */
  press(event: PointerEvent<HTMLButtonElement>, position: number | null): void;
  move(event: PointerEvent): void;
  /** Lets go: moves what was dragged, or selects what was only pressed. */
  release(): void;
  /** Lets go of it where it was. Whether anything was held. */
  cancel(): boolean;
}

/** The drag of the handle, if there is one. */
export function useHandleDrag(editor: Editor): HandleHold {
  const [drop, setDrop] = useState<DropPlace | null>(null);
  const [isHeld, setHeld] = useState(false);
  const held = useRef<{ readonly drag: HandleDrag; readonly position: number } | null>(null);
  const letGo = () => {
    const hold = held.current;
    held.current = null;
    setHeld(false);
    return hold;
  };
  return {
    drop,
    isHeld,
    press(event, position) {
      const range = position === null || event.button !== 0 ? null : rangeAt(editor, position);
      if (!range || position === null) return;
      // The selection stays as it is: it may be what is dragged.
      event.preventDefault();
      event.currentTarget.setPointerCapture(event.pointerId);
      held.current = { drag: new HandleDrag(editor, range, { pressed: event, onPlace: setDrop }), position };
      setHeld(true);
    },
    move: (event) => held.current?.drag.move(event),
    release() {
      const hold = letGo();
      if (hold?.drag.hasBegun) hold.drag.drop();
      else if (hold) selectBlock(editor, hold.position);
    },
    cancel() {
      const hold = letGo();
      hold?.drag.cancel();
      return hold !== null;
    },
  };
}

function selectBlock(editor: Editor, position: number): void {
  const range = rangeAt(editor, position);
  if (!range) return;
  editor.commands.setTextSelection({ from: range.start, to: range.end });
  editor.view.focus();
}
