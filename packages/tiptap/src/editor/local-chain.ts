/**
 * Which local transactions a view has committed and nobody has taken yet. Every editor state carries the end of
 * a chain; states that were only tried out carry branches that no view ever shows, so they are never taken.
 */
import type { EditorState, Transaction } from "@tiptap/pm/state";
import { PluginKey } from "@tiptap/pm/state";
import { Transform } from "@tiptap/pm/transform";
import { shownOrigin } from "../document/transaction-meta.ts";
import { passOnMove } from "../local/block-move.ts";

/** A link: the transaction that led to a state. Immutable but for `previous`, which is cut once it was taken. */
export interface ChainLink {
  readonly transaction: Transaction | null;
  previous: ChainLink | null;
}

/** Where the chain stands in an editor state. */
export const chainKey = new PluginKey<ChainLink>("weftLocalChain");

/** The chain of a fresh state. */
export function emptyChain(): ChainLink {
  return { transaction: null, previous: null };
}

/** The chain after a transaction. One that shows the model is no local edit: this is where an echo ends. */
export function extendChain(chain: ChainLink, transaction: Transaction): ChainLink {
  if (!transaction.docChanged || shownOrigin(transaction) !== null) return chain;
  return { transaction, previous: chain };
}

/**
 * Takes everything that was committed since `taken`, as one transform. Null if there is nothing. The links that
 * were taken are cut off, so that a long session keeps no old documents.
 */
export function takeChain(
  state: EditorState,
  taken: ChainLink,
): { readonly transform: Transform | null; readonly taken: ChainLink } {
  const end = chainKey.getState(state) ?? taken;
  const transactions: Transaction[] = [];
  let link: ChainLink | null = end;
  for (; link && link !== taken; link = link.previous) {
    if (link.transaction) transactions.unshift(link.transaction);
  }
  end.previous = null;
  const first = transactions[0];
  if (!first) return { transform: null, taken: end };
  if (transactions.length === 1) return { transform: first, taken: end };
  const transform = new Transform(first.before);
  for (const { steps } of transactions) for (const step of steps) transform.step(step);
  passOnMove(first, transform);
  return { transform, taken: end };
}
