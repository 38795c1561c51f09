/** The ops that delete whole blocks, and that overrule such a deletion. */
import { DecodeError } from "@weft/codec";
import type { Element, OpKind } from "@weft/rga";
import { MAX_MARKERS_PER_OP } from "../limits.ts";
import { BLOCK_TYPES } from "./element-ops.ts";
import { checkType, readIds, writeIds } from "./reference-code.ts";
import { equalOps, singleOpKind } from "./single-op.ts";

/**
 * Deletes markers whose content is all deleted with them (a marker in a `delete` op of the sequence is joined
 * instead), and rows and columns of tables. Each takes one counter.
 */
export interface RemoveBlocksOp {
  readonly type: "removeBlocks";
  readonly markers: readonly Element[];
}

/** Overrules deletions of a block, a row or a column that came back: it stays, whether it has content or not. */
export interface KeepOp {
  readonly type: "keep";
  readonly marker: Element;
  /** Ids of the single deletions, of either kind; the marker's own id overrules that its insertion is undone. */
  readonly deletions: readonly Element[];
}

/** What can be deleted whole: blocks, rows and columns. */
const TAKEN_TYPES: readonly string[] = [...BLOCK_TYPES, "line"];

/** Kind 18. */
export const removeBlocksOpKind: OpKind<RemoveBlocksOp> = {
  type: "removeBlocks",
  code: 18,
  isElement: false,
  span: (op) => op.markers.length,
  encode: (op, writer) => writeIds(writer, op.markers),
  decode(reader) {
    const markers = readIds(reader, MAX_MARKERS_PER_OP);
    if (markers.length === 0) throw new DecodeError("malformed", "a deletion of no block");
    return { type: "removeBlocks", markers };
  },
  references(op, visit) {
    for (const { replica, counter } of op.markers) visit(replica, counter);
  },
  slice: (op, from, to) => ({ type: "removeBlocks", markers: op.markers.slice(from, to) }),
  equal: equalOps,
  check(op, _at, context) {
    for (const marker of op.markers) {
      const fault = checkType(marker, TAKEN_TYPES, context);
      if (fault) return fault;
    }
    return null;
  },
};

/** Kind 19. */
export const keepOpKind: OpKind<KeepOp> = singleOpKind<KeepOp>({
  type: "keep",
  code: 19,
  encode(op, writer) {
    writer.reference(op.marker.replica, op.marker.counter);
    writeIds(writer, op.deletions);
  },
  decode(reader) {
    const marker = reader.reference();
    return { type: "keep", marker, deletions: readIds(reader, MAX_MARKERS_PER_OP) };
  },
  ids: (op) => [op.marker, ...op.deletions],
  check(op, _at, context) {
    for (const deletion of op.deletions) {
      const fault = checkType(deletion, ["removeBlocks", "delete", ...TAKEN_TYPES], context);
      if (fault) return fault;
    }
    return checkType(op.marker, TAKEN_TYPES, context);
  },
});
