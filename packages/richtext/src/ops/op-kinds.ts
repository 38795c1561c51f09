import {
  type AnyKind,
  cancelKind,
  type DeleteOp,
  deleteKind,
  type InsertOp,
  insertKind,
  OpKinds,
  restoreKind,
  type ToggleOp,
} from "@weft/rga";
import { type KeepOp, keepOpKind, type RemoveBlocksOp, removeBlocksOpKind } from "./block-ops.ts";
import { type ContainerOp, containerOpKind } from "./container-op.ts";
import { type AtomOp, atomOpKind, type MarkerOp, markerOpKind } from "./element-ops.ts";
import { type MarkOp, markOpKind } from "./mark-op.ts";
import { OBJECT_CHARACTER } from "./object-character.ts";
import { type SlotOp, slotOpKind } from "./slot-op.ts";
import { type CellOp, cellOpKind, type LineOp, lineOpKind, type TableOp, tableOpKind } from "./table-ops.ts";
import { type WriteOp, writeOpKind } from "./write-op.ts";

/** An op on a rich-text document. */
export type RichTextOp =
  | InsertOp
  | DeleteOp
  | ToggleOp
  | MarkerOp
  | AtomOp
  | RemoveBlocksOp
  | KeepOp
  | ContainerOp
  | WriteOp
  | MarkOp
  | SlotOp
  | TableOp
  | LineOp
  | CellOp;

/** Text that holds no object character: those come only with their record. */
const textOpKind: AnyKind<InsertOp> = {
  ...insertKind,
  fault(op) {
    if (op.text.includes(OBJECT_CHARACTER)) return "an object character without an object";
    return op.place.parentReplica < 0 ? "text that is put before every block" : null;
  },
};

/** The kinds of op of a rich-text document. Their codes are part of the format. */
export const richTextOpKinds = new OpKinds<RichTextOp>([
  textOpKind,
  deleteKind,
  cancelKind,
  restoreKind,
  markerOpKind,
  atomOpKind,
  removeBlocksOpKind,
  keepOpKind,
  containerOpKind,
  writeOpKind,
  markOpKind,
  slotOpKind,
  tableOpKind,
  lineOpKind,
  cellOpKind,
]);
