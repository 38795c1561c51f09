/** A selection that survives structural replaces, held by anchors of the model. */
import { NodeSelection, Selection, TextSelection, type Transaction } from "@tiptap/pm/state";
import type { AnchoredCaret } from "../document/anchored-caret.ts";
import type { Binding } from "../document/binding.ts";
import { anchorFromPosition, positionFromAnchor } from "../document/positions.ts";
import type { ShownOrigin } from "../document/transaction-meta.ts";

/** The two ends of a text selection; null for other kinds, which ProseMirror maps by itself. */
export type AnchoredSelection = AnchoredCaret | null;

/** Notes where a selection of the shown document stands. */
export function anchorSelection(binding: Binding, selection: Selection): AnchoredSelection {
  if (!(selection instanceof TextSelection)) return null;
  return {
    anchor: anchorFromPosition(binding, selection.anchor),
    head: anchorFromPosition(binding, selection.head),
  };
}

/**
 * Puts the selection of a transaction that shows the model where it belongs: after one's own undo to what was
 * undone (where the selection was then, if that is known), otherwise where the anchors are now.
 */
export function restoreSelection(
  binding: Binding,
  transaction: Transaction,
  wish: { readonly kept: AnchoredSelection; readonly origin: ShownOrigin },
): void {
  if (wish.origin === "undo") {
    const wanted = binding.selections.takeWanted();
    if (wanted && select(binding, transaction, wanted)) {
      transaction.scrollIntoView();
      return;
    }
    const end = endOfChange(transaction);
    if (end !== null)
      transaction.setSelection(Selection.near(transaction.doc.resolve(end), -1)).scrollIntoView();
    return;
  }
  // A follow-up to one's own edit comes before anybody has noted where that edit left the caret.
  if (wish.origin === "repair" || !wish.kept || transaction.selection instanceof NodeSelection) return;
  select(binding, transaction, wish.kept);
}

/** Selects what lies between two anchors. False if they are nowhere in text. */
function select(binding: Binding, transaction: Transaction, kept: AnchoredCaret): boolean {
  const anchor = positionFromAnchor(binding, kept.anchor);
  const head = positionFromAnchor(binding, kept.head);
  if (anchor === null || head === null) return false;
  const size = transaction.doc.content.size;
  const $anchor = transaction.doc.resolve(Math.min(anchor, size));
  const $head = transaction.doc.resolve(Math.min(head, size));
  if (!$anchor.parent.inlineContent || !$head.parent.inlineContent) return false;
  transaction.setSelection(new TextSelection($anchor, $head));
  return true;
}

/** The last position that the transaction changed, in its final document. */
function endOfChange(transaction: Transaction): number | null {
  let end: number | null = null;
  for (const [index, map] of transaction.mapping.maps.entries()) {
    const later = transaction.mapping.slice(index + 1);
    map.forEach((_oldStart, _oldEnd, _newStart, newEnd) => {
      const mapped = later.map(newEnd);
      end = end === null ? mapped : Math.max(end, mapped);
    });
  }
  return end;
}
