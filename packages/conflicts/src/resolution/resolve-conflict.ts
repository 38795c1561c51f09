/** A choice as ordinary edits. */
import { type Edit, historyOf, type RichText } from "@weft/richtext";
import type { Conflict, ConflictSide } from "../conflict.ts";
import { blockDeletion } from "./block-deletion.ts";
import { registerEdits } from "./register-edits.ts";
import { type Choice, recordChoice } from "./resolution.ts";
import { wordEdits } from "./word-edits.ts";

/** Who chooses what. */
export interface Decision {
  readonly document: RichText;
  readonly conflict: Conflict;
  readonly choice: Choice;
  readonly person: string;
  /** When, in milliseconds since 1970, if that is to be kept. */
  readonly decidedAtMs?: number;
}

/**
 * The edits that make a document show what a side had, for one `edit` call, with the record of it. Characters that the
 * others inserted go, those that the others deleted come again as copies with the marks of what is beside them; whatever else
 * was written there since stays. Null if no edit does it (to bring back a block that moved and was deleted): then only `"all"`
 * and edits by hand are left. Throws a `RangeError` for a side that took no part.
 */
export function resolveConflict({ document, conflict, choice, ...by }: Decision): Edit[] | null {
  const record = recordChoice(conflict, choice, by);
  if (choice === "all") return [record];
  const kept = conflict.sides.find(({ side }) => side === choice);
  if (!kept) throw new RangeError(`the side ${choice} took no part`);
  const edits = editsFor(document, conflict, kept);
  return edits && [...edits, record];
}

function editsFor(document: RichText, conflict: Conflict, kept: ConflictSide): Edit[] | null {
  switch (conflict.kind) {
    case "register":
    case "structure":
      return registerEdits(document, conflict, kept);
    case "orphan":
      return null;
    case "block-delete-against-edit":
      return blockEdits(document, conflict, kept);
    default:
      return wordEdits(document, conflict, kept);
  }
}

/** Who deleted the block and has nothing of their own in it has it go again. */
function blockEdits(document: RichText, conflict: Conflict, kept: ConflictSide): Edit[] | null {
  const { block } = conflict;
  if (kept.inserted.length > 0 || block === null || !hasDeleted(document, conflict, kept))
    return wordEdits(document, conflict, kept);
  if (document.indexOfBlock(block) >= 0) return [blockDeletion(document, block)];
  for (let index = 0; index < document.blockCount; index++) {
    const table = document.table(document.blockAt(index).id);
    if (table?.rows.includes(block)) return [{ type: "deleteRow", row: block }];
    if (table?.columns.includes(block)) return [{ type: "deleteColumn", column: block }];
  }
  return null;
}

/**
 * Whether a side deleted the block. Who wrote in a block may have nothing in its place, as what they wrote stands behind a
 * block that they joined to it. Rows and columns are among nobody's elements, and who has nothing in them deleted them.
 */
function hasDeleted(document: RichText, { sides, block }: Conflict, kept: ConflictSide): boolean {
  const history = historyOf(document);
  const marker = block === null ? null : history.elementNamed(block);
  const hasIt = ({ deleted }: ConflictSide): boolean =>
    deleted.some(({ replica, from, to }) => {
      if (marker === null || history.replicaOf(replica) !== marker.replica) return false;
      return from <= marker.counter && marker.counter < to;
    });
  return hasIt(kept) || !sides.some(hasIt);
}
