/**
 * The face of a rich-text document: one flat sequence of characters, inline atoms and block markers, with
 * registers and marks beside it. This file is the contract between the model and all that stands on it (the
 * ProseMirror binding, the network client, the relay); the state machine behind it lives elsewhere.
 *
 * Places: `at`, `from` and `to` count the visible elements in display order, block markers included. The first
 * block's marker stands at 0, its first character at 1. A block whose marker stands at `m` and that shows `n`
 * characters and atoms covers the places `m` to `m + n`.
 *
 * Tables: the block of a table is its marker alone, and after it come the blocks of its cells, row by row, each cell with
 * at least one. They are blocks like others, and all edits in places work in them; `containers` tells in which table, row
 * and cell a block is. What would reach over the border of a cell is refused (SPEC.md, "Tables").
 */
import type { MissingCause, ReplicaId, Version } from "@weft/rga";
import type { Brought, StandIn } from "./repeating/stand-ins.ts";

/** A value that a register or an attribute can hold: plain data, bounded in depth and size. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** Attributes by name. A name that is missing reads as the schema's default. */
export type Attributes = { readonly [name: string]: Value };

/** The id of a block: its marker's element id, as `<16 hex digits>:<counter>`; of a cell's first one: `<cell>/0`. */
export type BlockId = string;

/** The id of a container: `<16 hex digits>:<counter>`, or that of a table, a row or a cell. */
export type ContainerId = string;

/** The id of a row or a column of a table: `<16 hex digits>:<counter>`. */
export type LineId = string;

/** The id of a cell: `<row>/<column>`. */
export type CellId = string;

/** A table as it is shown: every row crosses every column, in the cell `<row>/<column>`. */
export interface Table {
  readonly id: BlockId;
  /** Whether the first row is a header. */
  readonly hasHeaderRow: boolean;
  readonly rows: readonly LineId[];
  readonly columns: readonly LineId[];
}

/**
 * A container around blocks, as it is shown (cycles already resolved). Around what is in a cell stand, from the outermost
 * on, the containers of the table, the table (its id and type are those of its block), the row (type `tableRow`), and the
 * cell (`tableCell`, `tableHeader` in a header row), and inside of that the containers in the cell.
 */
export interface Container {
  readonly id: ContainerId;
  readonly type: string;
  readonly attributes: Attributes;
}

/** A block as it is shown: `containers` from the outermost to the innermost; `length` without the marker. */
export interface Block {
  readonly id: BlockId;
  readonly type: string;
  readonly attributes: Attributes;
  readonly containers: readonly Container[];
  readonly length: number;
  /** True for the block of a table, which shows nothing itself: its cells follow. */
  readonly isTable?: true;
}

/**
 * A mark on text. At most one of a type on a character, unless they have ids (comments): marks of one type with
 * different ids overlap.
 */
export interface Mark {
  readonly type: string;
  readonly id?: string;
  readonly attributes: Attributes;
}

/** A mark that inserted content is to have. `grows` as in `addMark`; left out: as the same mark before it, or true. */
export interface InsertedMark extends Mark {
  readonly grows?: boolean;
}

/** A maximal stretch of a block's content with equal marks (sorted by type), or one inline atom. */
export type InlineRun =
  | { readonly kind: "text"; readonly text: string; readonly marks: readonly Mark[] }
  | {
      readonly kind: "atom";
      readonly type: string;
      readonly attributes: Attributes;
      readonly marks: readonly Mark[];
    };

/**
 * A container in an edit: one that exists, one made earlier in the same `edit` call by its key, or none. For what is in a
 * cell, the cell itself is none.
 */
export type ContainerReference = ContainerId | { readonly key: string } | null;

/** What a person did, in places. The edits of one call are applied in order, each to what the one before left. */
export type Edit =
  /** Text straight after the element at `at - 1`. With `marks`, the text ends up with exactly these marks. */
  | {
      readonly type: "insertText";
      readonly at: number;
      readonly text: string;
      readonly marks?: readonly InsertedMark[];
    }
  | {
      readonly type: "insertAtom";
      readonly at: number;
      readonly atom: { readonly type: string; readonly attributes: Attributes };
      readonly marks?: readonly InsertedMark[];
    }
  /** Removes the places `from` (at least 1) up to, not including, `to`. Markers among them join or delete blocks. */
  | { readonly type: "deleteRange"; readonly from: number; readonly to: number }
  /** Removes a whole block, the first one included as long as another one is left. */
  | { readonly type: "deleteBlock"; readonly block: BlockId }
  /** Enter: what stands from `at` on becomes a block of its own; at the start of a block with content the new block comes before it. */
  | { readonly type: "splitBlock"; readonly at: number; readonly block?: BlockShape }
  /**
   * A new marker exactly at `at` (0: before the first block), which takes over what stands after it up to the next marker.
   * It comes into the cell that holds the place before `at`; with `cell: null`, where a block begins or at the end of the
   * document, into none: the block after a table.
   */
  | { readonly type: "insertBlock"; readonly at: number; readonly block: BlockShape; readonly cell?: null }
  /**
   * Moves the blocks whose markers stand in `from` ≤ place < `to` to straight before the marker at `at` (or to the end:
   * `length`). All three are places of markers, or `length`. Ids, containers, marks and what others type in the
   * blocks stay; the edits that put them into other containers are up to the caller.
   */
  | { readonly type: "moveBlocks"; readonly from: number; readonly to: number; readonly at: number }
  /** Retypes (`attributes` then replace all) or changes single attributes (without `blockType`), or re-houses a block. */
  | {
      readonly type: "setBlock";
      readonly block: BlockId;
      readonly blockType?: string;
      readonly attributes?: Attributes;
      readonly container?: ContainerReference;
    }
  | {
      readonly type: "createContainer";
      readonly key: string;
      readonly containerType: string;
      readonly attributes: Attributes;
      readonly parent: ContainerReference;
    }
  | {
      readonly type: "setContainer";
      readonly container: ContainerReference;
      readonly containerType?: string;
      readonly attributes?: Attributes;
      readonly parent?: ContainerReference;
    }
  /** `grows`: text typed at the end of the range later belongs to it (bold), or not (link). */
  | {
      readonly type: "addMark";
      readonly from: number;
      readonly to: number;
      readonly mark: Mark;
      readonly grows: boolean;
    }
  | {
      readonly type: "removeMark";
      readonly from: number;
      readonly to: number;
      readonly markType: string;
      readonly id?: string;
      readonly grows: boolean;
    }
  /**
   * A table, straight before the block that begins at `at`, or at the end of the document (`length`); not in a cell. All
   * its cells hold one empty paragraph: that of row r and column c, from 0, begins at the place `at + 1 + r * columns + c`.
   */
  | {
      readonly type: "insertTable";
      readonly at: number;
      readonly rows: number;
      readonly columns: number;
      readonly table?: BlockShape;
    }
  /** A row straight before another one, or the last one. */
  | { readonly type: "insertRow"; readonly table: BlockId; readonly before: LineId | null }
  | { readonly type: "insertColumn"; readonly table: BlockId; readonly before: LineId | null }
  /** Removes a row or a column with all that its cells show; not the last one. */
  | { readonly type: "deleteRow"; readonly row: LineId }
  | { readonly type: "deleteColumn"; readonly column: LineId }
  /** Whether the first row of a table is a header. */
  | { readonly type: "setHeaderRow"; readonly table: BlockId; readonly isHeader: boolean }
  /** A register of the document itself, such as its title. A key that begins with a dot is a record: undo leaves it. */
  | { readonly type: "setProperty"; readonly key: string; readonly value: Value };

/** What a new block is. Left out: as the block that it is split from. */
export interface BlockShape {
  readonly type: string;
  readonly attributes: Attributes;
  readonly container: ContainerReference;
}

/**
 * What changed in what is shown, in the order in which it happened; block ids and offsets are those at that
 * moment. A reader that applies all patches of a call to its copy, reading new blocks from the document, ends
 * where the document is.
 */
export type Patch =
  /** Inside a block that stays: `removed` places from `offset` (0: the first after the marker) give way to `inserted`. */
  | {
      readonly type: "text";
      readonly block: BlockId;
      readonly offset: number;
      readonly removed: number;
      readonly inserted: readonly InlineRun[];
    }
  /**
   * Marks changed on the content offsets `from` ≤ offset < `to` of a block (0: the first place after the marker).
   * Offsets, and what `inline(block)` tells, are as of the end of the call: no `text` patch follows.
   */
  | { readonly type: "marks"; readonly block: BlockId; readonly from: number; readonly to: number }
  /** Type, attributes or containers of a block that stays changed. */
  | { readonly type: "block"; readonly block: BlockId }
  /**
   * Blocks came or went: in display order, `removed` from `index` on give way to `inserted`. Read the inserted ones
   * and the content of the block before, which may have lost or gained some: as of the end of the call, so that no
   * `text` patch of theirs follows in the same call. A block that is gone by then is removed by a later patch; one that
   * moved is removed first and inserted then.
   */
  | {
      readonly type: "blocks";
      readonly index: number;
      readonly removed: readonly BlockId[];
      readonly inserted: readonly BlockId[];
    }
  | { readonly type: "property"; readonly key: string };

/** Where a change came from. Undo and redo are local changes of the replica's own ops. */
export type Origin = "local" | "remote" | "undo";

/** A place that survives edits: the edge of an element, written `<16 hex digits>:<counter>:<b|a>`. */
export type Anchor = string;

/** A value that lost against a newer one while neither had seen the other. */
export interface LosingValue {
  /** "type", "attributes.<name>", "container" and "place" (of a block), "parent" (of a container), or a key of the document. */
  readonly key: string;
  readonly value: Value;
  readonly replica: ReplicaId;
}

/** A losing value with what it is of: a block, a container, an atom, or "document". */
export interface Loser extends LosingValue {
  readonly target: BlockId | ContainerId | "document";
}

/** A rich-text document that merges. */
export interface RichText {
  readonly documentId: string;
  readonly replica: ReplicaId;
  /** Visible places, markers included. */
  readonly length: number;
  readonly blockCount: number;

  /** Applies a person's edits as one transaction. Throws `RangeError` for a place or id that does not exist; then nothing has changed. */
  edit(edits: readonly Edit[]): void;
  /**
   * Writes down anew, as own ops, what the batches in `update` did: ops that nobody here knows and nobody is to know, such
   * as those that a server refused. What they deleted is deleted if it is still there, what they inserted goes where it
   * stood, what they wrote is newest now. One group for undo. Throws a `DecodeError` for other bytes, nothing changed.
   * With `ofGone: "repeated"` what is gone is deleted once more, as if the batches themselves had been merged: so a branch is
   * brought in, and whoever compares the sides finds all that it did. What was `brought` before is not brought again. Gives
   * what stands for the ops now: kept with what the update covered, that is `brought` the next time.
   */
  reauthor(
    update: Uint8Array,
    options?: { readonly ofGone?: "left out" | "repeated"; readonly brought?: readonly Brought[] },
  ): readonly StandIn[];
  /** The text of all blocks joined by "\n". Inline atoms read as U+FFFC. */
  text(): string;

  /** The block at an index in display order; throws `RangeError` outside. O(log n). */
  blockAt(index: number): Block;
  /** The block with this id if it is shown. */
  block(id: BlockId): Block | null;
  /** The index of a shown block in display order, or -1. O(log n). */
  indexOfBlock(id: BlockId): number;
  /** The place of a shown block's marker; throws `RangeError` for a block that is not shown. O(log n). */
  placeOfBlock(id: BlockId): number;
  /**
   * The shown block that holds a place, and the content offset of the place in it: 0 is the first place after the
   * marker, -1 the marker itself. Throws `RangeError` outside of 0 ≤ at < length. O(log n).
   */
  blockAtPlace(at: number): { readonly block: Block; readonly index: number; readonly offset: number };
  /** The content of a shown block. Costs in proportion to the block. */
  inline(id: BlockId): readonly InlineRun[];
  /** The table that a shown block begins; null if it begins none. */
  table(id: BlockId): Table | null;
  /** A register of the document, undefined if it was never written. */
  property(key: string): Value | undefined;
  /** The keys of the registers of the document that hold something. O(keys ever written). */
  propertyKeys(): readonly string[];
  /** The values of a block's or container's registers that lost without having been seen by the winner. */
  losingValues(id: BlockId | ContainerId | "document"): readonly LosingValue[];
  /** All losing values of the document, to be shown and settled. O(document). */
  losers(): readonly Loser[];

  /** Cancels the newest group of own edits that is not cancelled. False if there is none. */
  undo(): boolean;
  redo(): boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** The first own counter of what `undo` would take back, null if there is nothing: a name for that group. */
  readonly undoCounter: number | null;
  /** The first own counter of what `redo` would bring back. */
  readonly redoCounter: number | null;
  /**
   * The groups to undo and to redo, as bytes to keep beside what this replica wrote, for `createRichText` to go on with
   * under the same replica id. Without them the groups are those that the log shows: words, commands, what was undone.
   */
  undoMemory(): Uint8Array;
  /** The next own edit starts a new undo group. */
  endUndoGroup(): void;

  /** The edge of an element: "after" clings to the left neighbour of the place, "before" to the right one. */
  anchorAt(at: number, side: "before" | "after"): Anchor;
  /** Where an anchor stands now (that of a deleted element: where it was), or null for an element not yet known. O(log n). */
  placeOfAnchor(anchor: Anchor): number | null;
  /** The visible places that hold text, atoms or markers which this replica inserted with counters from `counter` on. */
  insertedSince(counter: number): readonly { readonly from: number; readonly to: number }[];

  takeUpdate(): Uint8Array | null;
  applyUpdate(bytes: Uint8Array): readonly Patch[];
  /**
   * Whether `applyUpdate` might take more than `stepsMax` steps (of some microseconds), for who has to bound the time that
   * strangers' bytes take: an undo of a few bytes may touch every op of the document. False for bytes that cannot be read.
   */
  isCostly(bytes: Uint8Array, stepsMax: number): boolean;
  /**
   * Whether all that `bytes` do is to comment, for who lets people comment but not write: put marks of type `comment` with an
   * id on text, take them away, set properties named `.comment:<id>`, and undo that. An id is the replica's that used it
   * first: false for marks and records under an id of somebody else's. False for bytes that cannot be read.
   */
  isOnlyComments(bytes: Uint8Array): boolean;
  onPatch(listener: (patches: readonly Patch[], origin: Origin) => void): () => void;
  /** Called after every local change that leaves own ops to take; not called for remote ones. */
  onUpdate(listener: () => void): () => void;
  version(): Version;
  updateSince(version: Version): Uint8Array;
  missing(): readonly MissingCause[];
  save(options?: { readonly deletedText?: boolean }): Uint8Array;
}
