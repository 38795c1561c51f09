/**
 * What a comment is made of, and whether an update does nothing else, for who lets people comment without letting them
 * change the document: marks of type `comment` with an id, the records of the document named `.comment:<id>`, and their undo.
 * A comment belongs to the replica that was the first to write under its id; nobody else's ops under it are comments.
 */
import type { Batch, ReplicaIndex } from "@weft/rga";
import { readMarkKey } from "../marks/mark-key.ts";
import type { RichTextOp } from "../ops/op-kinds.ts";

/** The type of the marks that show where something is said. */
const COMMENT_TYPE = "comment";
/** How the records begin that hold what is said; the id follows. */
const RECORD_PREFIX = ".comment:";

/** The op that a replica wrote at a counter, for the undo of comments: calls for each op in the range. */
export type VisitOps = (
  replica: ReplicaIndex,
  from: number,
  to: number,
  visit: (op: RichTextOp) => void,
) => void;

/** The comments of one document. */
export class Comments {
  /** Who wrote under each id, null for several. */
  private readonly writersById = new Map<string, ReplicaIndex | null>();
  private readonly visitOps: VisitOps;

  constructor(visitOps: VisitOps) {
    this.visitOps = visitOps;
  }

  /** Notes an op that is in the document. */
  note(op: RichTextOp, replica: ReplicaIndex): void {
    if (op.type !== "mark" && op.type !== "write") return;
    for (const id of commentIds(op) ?? []) {
      const known = this.writersById.get(id);
      if (known === undefined) this.writersById.set(id, replica);
      else if (known !== replica) this.writersById.set(id, null);
    }
  }

  /** Whether all that a batch does is to comment. O(its ops, and the ops that it takes back). */
  areAll({ replica, ops }: Batch<RichTextOp>): boolean {
    return ops.every((op) => this.isOf(op, replica));
  }

  private isOf(op: RichTextOp, replica: ReplicaIndex): boolean {
    if (op.type === "cancel" || op.type === "restore") {
      if (op.replica !== replica) return false;
      let isComment = true;
      // What of the range is in this batch is looked at with the batch, and toggles of toggles do nothing.
      this.visitOps(replica, op.counter, op.counter + op.length, (target) => {
        isComment &&= target.type === "cancel" || target.type === "restore" || this.isOwn(target, replica);
      });
      return isComment;
    }
    return this.isOwn(op, replica);
  }

  /** Whether an op writes comments that are nobody's yet, or the replica's, and nothing else. */
  private isOwn(op: RichTextOp, replica: ReplicaIndex): boolean {
    const isFree = (id: string): boolean => {
      const writer = this.writersById.get(id);
      return writer === undefined || writer === replica;
    };
    return commentIds(op)?.every(isFree) ?? false;
  }
}

/** The comments that an op writes, null if it writes anything else. */
function commentIds(op: RichTextOp): readonly string[] | null {
  if (op.type === "mark") {
    const { type, id } = readMarkKey(op.markType);
    return type === COMMENT_TYPE && id !== undefined ? [id] : null;
  }
  if (op.type !== "write" || op.target !== null || op.house !== null) return null;
  const ids = op.values.map(({ key }) =>
    key.startsWith(RECORD_PREFIX) ? key.slice(RECORD_PREFIX.length) : "",
  );
  return ids.includes("") ? null : ids;
}
