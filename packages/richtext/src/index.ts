export { ListHandle } from "./blocks/list-node.ts";
export { type Found, WeightedList } from "./blocks/weighted-list.ts";
export { createRichText, historyOf, type RichTextOptions } from "./create-rich-text.ts";
export { branchDocumentId } from "./document/branch-id.ts";
export { genesisReplica } from "./document/genesis.ts";
export type { PlaceRange } from "./document/inserted-since.ts";
export type {
  CellAddress,
  ElementHome,
  ElementKind,
  ElementStretch,
  History,
  HistorySequence,
  MarkerDeletion,
  RegisterHistory,
  RegisterWrite,
} from "./history/history.ts";
export { type BatchSummary, inspectBatch } from "./inspect-batch.ts";
export type { PatchListener } from "./listeners.ts";
export type { RichTextOp } from "./ops/op-kinds.ts";
export type { Brought, StandIn } from "./repeating/stand-ins.ts";
export type {
  Anchor,
  Attributes,
  Block,
  BlockId,
  BlockShape,
  CellId,
  Container,
  ContainerId,
  ContainerReference,
  Edit,
  InlineRun,
  InsertedMark,
  LineId,
  LosingValue,
  Mark,
  Origin,
  Patch,
  RichText,
  Table,
  Value,
} from "./rich-text.ts";
