/** One drag of the handle, from the press to the drop. What is dragged is followed: others go on writing. */
import type { Editor } from "@tiptap/core";
import type { NodeRange } from "@tiptap/pm/model";
import { movableRange } from "@weft/tiptap";
import { engineOf, type FollowedPosition } from "../writing/writing-engine.ts";
import { type DropPlace, dropPlaceAt } from "./drop-place.ts";

/** How far a pointer has to go before a press is a drag. */
const startsAfterPx = 4;
/** How near to the window's edge a drag scrolls, and how far with each frame. */
const scrollZonePx = 72;
const scrollStepPx = 10;

/** Where a pointer is in the window. */
export type Pointer = Pick<PointerEvent, "clientX" | "clientY">;

/** A drag that is under way. Nothing of the document is touched before `drop`. */
export class HandleDrag {
  private readonly editor: Editor;
  private readonly ends: readonly [FollowedPosition, FollowedPosition];
  private readonly pressed: Pointer;
  private readonly onPlace: (place: DropPlace | null) => void;
  private pointer: Pointer;
  private place: DropPlace | null = null;
  private isDragging = false;
  private frame = 0;

  constructor(
    editor: Editor,
    range: NodeRange,
    options: { readonly pressed: Pointer; readonly onPlace: (place: DropPlace | null) => void },
  ) {
    const engine = engineOf(editor);
    if (!engine) throw new TypeError("a handle needs a document");
    this.editor = editor;
    this.ends = [engine.follow(range.start + 1), engine.follow(Math.max(range.start + 1, range.end - 1))];
    this.pressed = options.pressed;
    this.pointer = options.pressed;
    this.onPlace = options.onPlace;
  }

  /** Whether the pointer went far enough for it to be a drag. */
  get hasBegun(): boolean {
    return this.isDragging;
  }

  move(pointer: Pointer): void {
    this.pointer = { clientX: pointer.clientX, clientY: pointer.clientY };
    const way = Math.hypot(pointer.clientX - this.pressed.clientX, pointer.clientY - this.pressed.clientY);
    if (!this.isDragging && way < startsAfterPx) return;
    this.isDragging = true;
    this.look();
    if (this.frame === 0) this.frame = requestAnimationFrame(this.scroll);
  }

  /** Ends it where the pointer is. Whether anything was moved. */
  drop(): boolean {
    if (this.isDragging) this.look();
    const { place } = this;
    const range = this.range();
    this.cancel();
    if (!place || !range) return false;
    const { start: from, end: to } = range;
    const inside =
      range.endIndex - range.startIndex === 1 && range.parent.child(range.startIndex).isLeaf ? 0 : 1;
    return this.editor.commands.moveBlocksTo({ from: from + inside, to: to - inside, target: place.target });
  }

  /** Ends it with nothing moved. */
  cancel(): void {
    cancelAnimationFrame(this.frame);
    this.isDragging = false;
    this.place = null;
    this.onPlace(null);
  }

  private look(): void {
    const range = this.range();
    this.place = range && dropPlaceAt(this.editor, range, this.pointer);
    this.onPlace(this.place);
  }

  /** What is dragged, where it stands by now; null if it is gone. */
  private range(): NodeRange | null {
    const [from, to] = this.ends.map((end) => end());
    if (from == null || to == null) return null;
    const { doc } = this.editor.state;
    return movableRange(doc.resolve(Math.min(from, to)), doc.resolve(Math.max(from, to)));
  }

  private readonly scroll = (): void => {
    this.frame = 0;
    if (!this.isDragging) return;
    const { clientY } = this.pointer;
    const step =
      clientY < scrollZonePx * 2 ? -scrollStepPx : clientY > innerHeight - scrollZonePx ? scrollStepPx : 0;
    if (step !== 0) {
      scrollBy(0, step);
      this.look();
      this.frame = requestAnimationFrame(this.scroll);
    }
  };
}
