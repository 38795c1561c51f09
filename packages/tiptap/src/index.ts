export type { AnchoredCaret } from "./document/anchored-caret.ts";
export {
  type CollaborativeDocument,
  type CreateDocumentOptions,
  createDocument,
} from "./document/collaborative-document.ts";
export type { PositionRange } from "./document/positions.ts";
export { type ShownOrigin, shownOrigin } from "./document/transaction-meta.ts";
export {
  Collaboration,
  type CollaborationOptions,
  type CollaborationStorage,
} from "./editor/collaboration.ts";
export type { RefusedEditListener } from "./editor/collaboration-plugin.ts";
export {
  anchorFromPosition,
  ownCaret,
  positionFromAnchor,
  rangesOfUnsaved,
  recallSelections,
  selectionMemory,
} from "./editor/own-caret.ts";
export { BlockMoves } from "./moving/block-moves.ts";
export { movableRange } from "./moving/movable-range.ts";
export { moveNodes } from "./moving/move-nodes.ts";
export { type MoveDirection, neighbourTargets } from "./moving/neighbour-targets.ts";
export { type CalloutKind, calloutKind, calloutKinds } from "./schema/callout.ts";
export { type PaletteColour, paletteColours } from "./schema/colour-marks.ts";
export { unwrapDetails, wrapInDetails } from "./schema/details.ts";
export { editorExtensions } from "./schema/editor-extensions.ts";
export { readScreen } from "./screen/read-screen.ts";
export { PERSON_COLOURS, type RemoteCaret, setRemoteCarets } from "./screen/remote-carets.ts";
export { setUnsaved, type Thread, type Unsaved } from "./screen/unsaved-text.ts";
export { type ContainerRole, containerRole } from "./show/vocabulary.ts";
export { headWithin } from "./tables/cell-selection.ts";
export {
  addColumn,
  addRow,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToCell,
  hasHeaderRow,
  insertTable,
  type TableSize,
  toggleHeaderRow,
} from "./tables/table-commands.ts";
export { type TablePlace, tablePlace } from "./tables/table-place.ts";
