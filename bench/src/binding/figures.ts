/** What was measured of one binding with a document of one length. */

/** Medians of one kind of edit, in milliseconds, and the mean of the blocks that were rendered or compared. */
export interface EditFigures {
  /** ProseMirror's own part: making the transaction. */
  readonly transformMs: number;
  /** From the transaction to the update that goes out. */
  readonly localMs: number;
  /** From the update that comes in to the document that shows it, ProseMirror's own part included. */
  readonly remoteMs: number;
  /** Null where nobody counts. */
  readonly localVisits: number | null;
  readonly remoteVisits: number | null;
}

/** One binding, one length. */
export interface BindingFigures {
  readonly engine: string;
  readonly blocks: number;
  readonly key: EditFigures;
  readonly split: EditFigures;
}
