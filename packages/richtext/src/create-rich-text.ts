/** A rich-text document: the state of its ops, the way from edits to ops, undo, and who listens, put together. */
import { type Clock, systemClock, systemRandom } from "@weft/base";
import { DecodeError } from "@weft/codec";
import {
  LEFT_OUT,
  type MissingCause,
  parseReplicaId,
  type ReplicaId,
  randomReplicaId,
  type Version,
} from "@weft/rga";
import type { CounterRange } from "./document/counter-range.ts";
import { DocumentState } from "./document/document-state.ts";
import { genesisReplica } from "./document/genesis.ts";
import { insertedSince, type PlaceRange } from "./document/inserted-since.ts";
import { decodeSave, encodeSave } from "./document/saved-form.ts";
import { writeEdits } from "./editing/edit-writer.ts";
import { isRecord } from "./editing/record-key.ts";
import { UndoHistory } from "./editing/undo-history.ts";
import { readUndoLog } from "./editing/undo-log.ts";
import { decodeUndoMemory, encodeUndoMemory, type UndoMemory } from "./editing/undo-memory.ts";
import { DocumentHistory } from "./history/document-history.ts";
import type { History } from "./history/history.ts";
import { Listeners, type PatchListener } from "./listeners.ts";
import { anchorAt, placeOfAnchor } from "./reading/anchors.ts";
import { readBlock, readLosers, readLosingValues, readText } from "./reading/block-reader.ts";
import {
  findBlock,
  findIndex,
  findPlace,
  indexOfBlock,
  locate,
  placeOfBlock,
  type ShownBlock,
  shownCount,
  shownLength,
  visitBlocks,
} from "./reading/display.ts";
import { readInline } from "./reading/inline-reader.ts";
import { readTable } from "./reading/table-reader.ts";
import { type RepeatOptions, repeatOps } from "./repeating/repeat-ops.ts";
import type { StandIn } from "./repeating/stand-ins.ts";
import type {
  Anchor,
  Block,
  BlockId,
  Edit,
  InlineRun,
  Loser,
  LosingValue,
  Patch,
  RichText,
  Table,
  Value,
} from "./rich-text.ts";

/** How a document is made or opened. */
export interface RichTextOptions {
  /** Any string: documents with the same id are replicas of each other. */
  readonly documentId: string;
  /** 16 hexadecimal digits; random if left out. */
  readonly replica?: string;
  /** What `save` gave. */
  readonly saved?: Uint8Array;
  /** What `undoMemory` gave, so that undo goes on after a reload; bytes of another replica or damaged ones do nothing. */
  readonly undoMemory?: Uint8Array;
  /** For the pauses that end a group of typing. */
  readonly clock?: Clock;
}

/**
 * Makes a document, with one empty paragraph, or opens a saved one. Throws a `RangeError` for a replica id that
 * is none, and a `DecodeError` for damaged bytes or those of another document.
 */
export function createRichText(options: RichTextOptions): RichText {
  const replica =
    options.replica === undefined ? randomReplicaId(systemRandom) : parseReplicaId(options.replica);
  if (!replica) throw new RangeError(`${options.replica} is not a replica id of 16 hexadecimal digits`);
  const document = new RichTextDocument(options.documentId, replica, options.clock ?? systemClock);
  if (options.undoMemory) document.remember(options.undoMemory);
  if (options.saved) document.open(options.saved);
  return document;
}

/** What a document's ops did and where their elements stand. Throws a `TypeError` for what `createRichText` did not make. */
export function historyOf(document: RichText): History {
  if (document instanceof RichTextDocument) return document.past;
  throw new TypeError("the history of a document that createRichText did not make");
}

class RichTextDocument implements RichText {
  readonly past: DocumentHistory;
  readonly documentId: string;
  readonly replica: ReplicaId;
  private readonly state: DocumentState;
  private readonly history: UndoHistory;
  /** What was kept of the history, until it is first asked for. */
  private memory: UndoMemory | null = null;
  /** The own counters that the history knows of. */
  private inHistory = 0;
  private readonly listeners = new Listeners();

  constructor(documentId: string, replica: ReplicaId, clock: Clock) {
    this.documentId = documentId;
    this.replica = replica;
    const genesis = genesisReplica(documentId);
    if (replica === genesis) throw new RangeError("the replica id of a document's own beginning");
    this.state = new DocumentState(replica, genesis);
    this.past = new DocumentHistory(this.state);
    this.history = new UndoHistory(clock, this);
  }

  get length(): number {
    return shownLength(this.state.parts);
  }

  get blockCount(): number {
    return shownCount(this.state.parts);
  }

  get canUndo(): boolean {
    this.readHistory();
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    this.readHistory();
    return this.history.canRedo;
  }

  get undoCounter(): number | null {
    this.readHistory();
    return this.history.stacks.done.at(-1)?.[0]?.from ?? null;
  }

  get redoCounter(): number | null {
    this.readHistory();
    return this.history.stacks.undone.at(-1)?.[0]?.from ?? null;
  }

  edit(edits: readonly Edit[]): void {
    this.readHistory();
    const from = this.ownCounters;
    const runsOn = this.history.runsOn(edits);
    this.state.patches.wanted = this.listeners.wantPatches;
    writeEdits(this.state, edits);
    if (!edits.every(isRecord)) this.history.add({ from, to: this.ownCounters }, edits, runsOn);
    this.inHistory = this.ownCounters;
    this.listeners.tell(this.state.takePatches(), "local", this.ownCounters > from);
  }

  reauthor(update: Uint8Array, options: RepeatOptions = {}): readonly StandIn[] {
    const batches = this.state.decode(update);
    if (!batches.ok) throw batches.error;
    this.readHistory();
    const from = this.ownCounters;
    this.state.patches.wanted = this.listeners.wantPatches;
    const standIns = repeatOps(this.state, batches.value, options);
    this.history.addGroup(this.state.effectiveOwn(from, this.ownCounters));
    this.inHistory = this.ownCounters;
    this.listeners.tell(this.state.takePatches(), "local", this.ownCounters > from);
    return standIns;
  }

  text(): string {
    const { parts } = this.state;
    const texts: string[] = [];
    visitBlocks(parts, (block) => texts.push(readText(block.parts, block.segment)));
    return texts.join("\n");
  }

  blockAt(index: number): Block {
    const found = Number.isInteger(index) ? findIndex(this.state.parts, index) : null;
    if (!found) throw new RangeError(`there is no block ${index}`);
    return readBlock(found.parts, found.segment);
  }

  block(id: BlockId): Block | null {
    const found = findBlock(this.state.parts, id);
    return found && readBlock(found.parts, found.segment);
  }

  indexOfBlock(id: BlockId): number {
    const found = findBlock(this.state.parts, id);
    return found ? indexOfBlock(found) : -1;
  }

  placeOfBlock(id: BlockId): number {
    return placeOfBlock(this.existingBlock(id));
  }

  blockAtPlace(at: number): { readonly block: Block; readonly index: number; readonly offset: number } {
    const found = Number.isInteger(at) ? findPlace(this.state.parts, at) : null;
    if (!found) throw new RangeError(`the place ${at} is not within the document`);
    const block = readBlock(found.parts, found.segment);
    return { block, index: indexOfBlock(found), offset: found.offset };
  }

  inline(id: BlockId): readonly InlineRun[] {
    const { parts, segment } = this.existingBlock(id);
    return readInline(parts, segment, 0, parts.blocks.lengthOf(segment));
  }

  table(id: BlockId): Table | null {
    return readTable(this.state.parts, id);
  }

  property(key: string): Value | undefined {
    return this.state.parts.properties.winner(key)?.content;
  }

  propertyKeys(): readonly string[] {
    const registers = [...this.state.parts.properties.entries()];
    return registers.flatMap(([key, { winner }]) => (winner === null ? [] : [key]));
  }

  losingValues(id: string): readonly LosingValue[] {
    return readLosingValues(this.state.parts, id);
  }

  losers(): readonly Loser[] {
    return readLosers(this.state.parts);
  }

  undo(): boolean {
    this.readHistory();
    return this.toggle("cancel", this.history.undo());
  }

  redo(): boolean {
    this.readHistory();
    return this.toggle("restore", this.history.redo());
  }

  undoMemory(): Uint8Array {
    this.readHistory();
    return encodeUndoMemory({ replica: this.replica, until: this.inHistory, stacks: this.history.stacks });
  }

  endUndoGroup(): void {
    this.history.endGroup();
  }

  anchorAt(at: number, side: "before" | "after"): Anchor {
    if (!Number.isInteger(at) || at < 0 || at > this.length) {
      throw new RangeError(`the place ${at} is not within 0..${this.length}`);
    }
    return anchorAt(this.state.parts, at, side);
  }

  placeOfAnchor(anchor: Anchor): number | null {
    return placeOfAnchor(this.state.parts, anchor);
  }

  insertedSince(counter: number): readonly PlaceRange[] {
    return insertedSince(this.state, Math.max(0, counter));
  }

  takeUpdate(): Uint8Array | null {
    // An array of its own: it will be stored and posted, and a view would take its whole buffer along.
    return this.state.log.takeUpdate()?.slice() ?? null;
  }

  applyUpdate(bytes: Uint8Array): readonly Patch[] {
    this.history.beforeOthers();
    this.state.patches.wanted = true;
    const applied = this.state.log.applyUpdate(bytes);
    if (!applied.ok) throw applied.error;
    const patches = this.state.takePatches();
    this.listeners.tell(patches, "remote", false);
    return patches;
  }

  isCostly(bytes: Uint8Array, stepsMax: number): boolean {
    return this.state.isCostly(bytes, stepsMax);
  }

  isOnlyComments(bytes: Uint8Array): boolean {
    return this.state.isOnlyComments(bytes);
  }

  onPatch(listener: PatchListener): () => void {
    return this.listeners.onPatch(listener);
  }

  onUpdate(listener: () => void): () => void {
    return this.listeners.onUpdate(listener);
  }

  version(): Version {
    return this.state.log.version();
  }

  updateSince(version: Version): Uint8Array {
    return this.state.log.updateSince(version);
  }

  missing(): readonly MissingCause[] {
    return this.state.log.missing();
  }

  save(options: { readonly deletedText?: boolean } = {}): Uint8Array {
    const history =
      options.deletedText === false ? this.historyWithoutDeletedText() : this.state.log.history();
    const { documentId, replica } = this;
    return encodeSave({ documentId, replica, history, waiting: this.state.log.waiting() });
  }

  /** Takes in a save; only for a document that is still empty. Throws a `DecodeError`. */
  open(saved: Uint8Array): void {
    const decoded = decodeSave(saved);
    if (!decoded.ok) throw decoded.error;
    const { documentId, history, waiting } = decoded.value;
    if (documentId !== this.documentId) throw new DecodeError("impossible", "the save of another document");
    this.state.patches.wanted = false;
    for (const update of [history, waiting]) {
      const applied = this.state.log.applyUpdate(update);
      if (!applied.ok) throw asDecodeError(applied.error);
    }
    this.state.takePatches();
    this.state.log.markTaken();
  }

  private get ownCounters(): number {
    const { space } = this.state.parts;
    return space.known(space.own);
  }

  /** Takes in what was kept of an undo history, if it is this replica's; to be called before the first edit. */
  remember(bytes: Uint8Array): void {
    const memory = decodeUndoMemory(bytes);
    if (memory.ok && memory.value.replica === this.replica) this.memory = memory.value;
  }

  /** Brings the history up to date with own ops that came from a save or an update: those of an earlier session. */
  private readHistory(): void {
    const known = this.ownCounters;
    if (this.inHistory === known) return;
    const { memory } = this;
    this.memory = null;
    if (memory && this.inHistory === 0 && memory.until <= known) {
      this.history.stacks.done.push(...memory.stacks.done);
      this.history.stacks.undone.push(...memory.stacks.undone);
      this.inHistory = memory.until;
    }
    this.history.endGroup();
    readUndoLog(this.state, this.inHistory, this.history.stacks);
    this.inHistory = known;
  }

  private toggle(type: "cancel" | "restore", ranges: readonly CounterRange[] | null): boolean {
    if (!ranges) return false;
    this.state.patches.wanted = this.listeners.wantPatches;
    const replica = this.state.parts.space.own;
    for (const { from, to } of ranges)
      this.state.perform({ type, replica, counter: from, length: to - from });
    this.inHistory = this.ownCounters;
    this.listeners.tell(this.state.takePatches(), "undo", true);
    return true;
  }

  private existingBlock(id: BlockId): ShownBlock {
    const found = findBlock(this.state.parts, id);
    if (!found) throw new RangeError(`no block ${id} is shown`);
    return found;
  }

  private historyWithoutDeletedText(): Uint8Array {
    const { log } = this.state;
    return log.history((op, at) => {
      if (op.type !== "insert") return op;
      const { parts } = locate(this.state.parts, at);
      let text = "";
      for (let offset = 0; offset < op.text.length; offset++) {
        text += parts.sequence.isVisible(at.replica, at.counter + offset) ? op.text[offset] : LEFT_OUT;
      }
      return { ...op, text };
    });
  }
}

function asDecodeError(error: Error): DecodeError {
  return error instanceof DecodeError ? error : new DecodeError("impossible", error.message);
}
