/** Moving blocks in an editor: commands, Alt with the arrow keys, and what is dragged as a whole. */
import { Extension } from "@tiptap/core";
import type { NodeRange, Slice } from "@tiptap/pm/model";
import { Plugin, type Transaction } from "@tiptap/pm/state";
import { dropPoint } from "@tiptap/pm/transform";
import type { EditorView } from "@tiptap/pm/view";
import { movableRange } from "./movable-range.ts";
import { moveNodes } from "./move-nodes.ts";
import { type MoveDirection, neighbourTargets } from "./neighbour-targets.ts";

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    blockMoves: {
      /** Moves the blocks of the selection up, list items with what is in them. */
      moveBlocksUp: () => ReturnType;
      /** The same, down. */
      moveBlocksDown: () => ReturnType;
      /** Moves the blocks around the positions `from` and `to` to `target`, a position between two nodes. */
      moveBlocksTo: (place: { from: number; to: number; target: number }) => ReturnType;
    };
  }
}

/** Commands and keys that move blocks. A moved block is the same block: what others type in it goes along. */
export const BlockMoves = Extension.create({
  name: "blockMoves",

  addCommands() {
    return {
      moveBlocksUp:
        () =>
        ({ tr }) =>
          moveSelected(tr, "up"),
      moveBlocksDown:
        () =>
        ({ tr }) =>
          moveSelected(tr, "down"),
      moveBlocksTo:
        ({ from, to, target }) =>
        ({ tr }) => {
          const range = movableRange(tr.doc.resolve(from), tr.doc.resolve(to));
          return range !== null && moveNodes(tr, range, target);
        },
    };
  },

  addKeyboardShortcuts() {
    // Used up even where nothing can move: the arrow alone would carry the caret away.
    return {
      "Alt-ArrowUp": () => this.editor.commands.moveBlocksUp() || true,
      "Alt-ArrowDown": () => this.editor.commands.moveBlocksDown() || true,
    };
  },

  addProseMirrorPlugins() {
    return [new Plugin({ props: { handleDrop: dropBlocks } })];
  },
});

/** Moves the blocks of a transaction's selection past their neighbour. False if there is nowhere to go. */
export function moveSelected(transaction: Transaction, direction: MoveDirection): boolean {
  const { $from, $to } = transaction.selection;
  const range = movableRange($from, $to);
  return range !== null && moveTo(transaction, range, neighbourTargets(range, direction));
}

function moveTo(transaction: Transaction, range: NodeRange, targets: readonly number[]): boolean {
  for (const target of targets) {
    if (!moveNodes(transaction, range, target)) continue;
    transaction.scrollIntoView();
    return true;
  }
  return false;
}

/** Whole nodes that are dragged within the text are moved; parts of text are cut and put in again, as anywhere. */
export function dropBlocks(
  view: Pick<EditorView, "state" | "dispatch" | "posAtCoords">,
  event: Pick<DragEvent, "clientX" | "clientY">,
  slice: Slice,
  isMove: boolean,
): boolean {
  const { doc, selection, tr } = view.state;
  const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
  const range = movableRange(selection.$from, selection.$to);
  const isWhole = range?.start === selection.from && range.end === selection.to;
  const target = place && dropPoint(doc, place.pos, slice);
  if (!isMove || !isWhole || target === null || !moveNodes(tr, range, target)) return false;
  view.dispatch(tr.setMeta("uiEvent", "drop"));
  return true;
}
