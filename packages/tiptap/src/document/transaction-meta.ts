/** How a transaction says that it shows the model, so that nobody feeds it back to the model. */
import type { Transaction } from "@tiptap/pm/state";
import type { Origin } from "@weft/richtext";

/** The transaction's meta key. A string, so that a headless document and an editor agree on it. */
const metaKey = "weft$shows";

/** Why a transaction shows the model: somebody else's edit, an undo, or a follow-up to one's own edit. */
export type ShownOrigin = Origin | "repair";

/** Marks a transaction as one that shows the model and stays out of any editor's own history. */
export function markAsOurs(transaction: Transaction, origin: ShownOrigin): Transaction {
  return transaction.setMeta(metaKey, origin).setMeta("addToHistory", false);
}

/** Why the transaction shows the model, or null if it is an editor's own. */
export function shownOrigin(transaction: Transaction): ShownOrigin | null {
  const value: unknown = transaction.getMeta(metaKey);
  return value === "local" || value === "remote" || value === "undo" || value === "repair" ? value : null;
}
