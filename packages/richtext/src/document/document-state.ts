/**
 * The state of a document: what all ops that were applied come to. Knows nothing of bytes, of the network, or of
 * how a person's edits become ops.
 */
import { type Result, unreachable } from "@weft/base";
import type { DecodeError } from "@weft/codec";
import {
  type Batch,
  Cancellations,
  decodeUpdate,
  type Element,
  OpLog,
  OpSpace,
  type ReplicaId,
  type ReplicaIndex,
  START,
  type ToggleOp,
} from "@weft/rga";
import type { Segment } from "../blocks/segment.ts";
import type { RangeMark } from "../marks/range-mark.ts";
import type { MarkerOp } from "../ops/element-ops.ts";
import type { MarkEdge, MarkOp } from "../ops/mark-op.ts";
import { type RichTextOp, richTextOpKinds } from "../ops/op-kinds.ts";
import type { TableOp } from "../ops/table-ops.ts";
import { locate } from "../reading/display.ts";
import type { DocumentParts } from "../reading/document-parts.ts";
import { FIRST_BLOCK_TYPE, rootParts } from "../reading/sequence-parts.ts";
import { AttributeRegisters } from "../registers/attribute-registers.ts";
import { ContainerForest } from "../registers/container-forest.ts";
import type { ContainerNode } from "../registers/container-node.ts";
import { ElementTable } from "../registers/element-table.ts";
import type { Patch } from "../rich-text.ts";
import { Tables } from "../tables/tables.ts";
import { Comments } from "./comments.ts";
import { ContentChanges } from "./content-changes.ts";
import type { CounterRange } from "./counter-range.ts";
import { ElementChanges } from "./element-changes.ts";
import { PatchRecorder } from "./patch-recorder.ts";
import { RegisterChanges } from "./register-changes.ts";
import { TableChanges } from "./table-changes.ts";
import { costOfBatches } from "./update-cost.ts";

/** What the first block of every document is. */
const FIRST_BLOCK: MarkerOp = {
  type: "marker",
  place: START,
  shape: { type: FIRST_BLOCK_TYPE, attributes: {} },
  container: null,
  madeEmpty: true,
  back: 0,
};

/** A part of an op: the counters `from`..`to - 1`, counted from its first. */
interface OpPart {
  readonly from: number;
  readonly to: number;
}

/** A mark and the sequence that it is on. */
interface PlacedMark {
  readonly parts: DocumentParts;
  readonly mark: RangeMark;
}

/** Applies ops of every kind. */
export class DocumentState {
  readonly log: OpLog<RichTextOp>;
  readonly parts: DocumentParts;
  readonly patches: PatchRecorder;
  /** Whose only op, the marker of the first block, everybody has from the beginning. */
  readonly genesis: ReplicaIndex;
  private readonly cancellations = new Cancellations();
  private readonly elements: ElementChanges;
  private readonly tables: TableChanges;
  private readonly registers: RegisterChanges;
  /** Marks that came, went or came back since the patches were taken last. */
  private readonly changedMarks: PlacedMark[] = [];
  private readonly marks = new ElementTable<PlacedMark>();
  private readonly comments = new Comments((replica, from, to, visit) =>
    this.log.journal.visit(replica, from, to, visit),
  );

  /** The document with nothing but its first block, whose marker is the first counter of `genesis`. */
  constructor(own: ReplicaId, genesis: ReplicaId) {
    const space = new OpSpace(own);
    this.parts = emptyParts(space);
    this.patches = new PatchRecorder();
    const content = new ContentChanges(this.parts, this.patches);
    this.tables = new TableChanges(this.parts, this.patches, (table) => content.restate(table));
    this.elements = new ElementChanges(this.parts, { patches: this.patches, content, tables: this.tables });
    this.registers = new RegisterChanges(this.parts, this.patches);
    this.log = new OpLog<RichTextOp>({
      space,
      kinds: richTextOpKinds,
      apply: (op, replica, counter, lamport) => this.apply(op, { replica, counter }, lamport),
    });
    this.genesis = this.log.give(genesis, FIRST_BLOCK);
    this.apply(FIRST_BLOCK, { replica: this.genesis, counter: 0 }, 0);
    this.takePatches();
  }

  /** What changed since the last call, as patches. */
  takePatches(): readonly Patch[] {
    this.registers.tellContainers();
    this.tellMarks();
    return this.patches.take();
  }

  /** Writes down an op of this replica and does what it says; returns its id. */
  perform(op: RichTextOp): Element {
    const { counter, lamport } = this.log.record(op);
    const id = { replica: this.parts.space.own, counter };
    this.apply(op, id, lamport);
    return id;
  }

  /** Every batch of an update in the numbers of this document, looked at by itself; nothing is applied. */
  decode(update: Uint8Array): Result<readonly Batch<RichTextOp>[], DecodeError> {
    const { replicas } = this.parts.space;
    const numbered = replicas.size;
    const decoded = decodeUpdate(update, richTextOpKinds, { replicas, given: [this.genesis] });
    if (!decoded.ok) replicas.truncate(numbered);
    return decoded;
  }

  /** Whether taking in an update might take more than `stepsMax` steps; false for bytes that cannot be read. */
  isCostly(update: Uint8Array, stepsMax: number): boolean {
    const { space, tables } = this.parts;
    const known = { space, journal: this.log.journal, lines: tables.lineCount };
    const { replicas } = known.space;
    const numbered = replicas.size;
    const batches = this.decode(update);
    const isCostly = batches.ok && costOfBatches(batches.value, known) > stepsMax;
    // It was only looked at: numbers for names that strangers make up must not pile up.
    replicas.truncate(numbered);
    return isCostly;
  }

  /** Whether an update does nothing but comment (`Comments`); false for bytes that cannot be read. */
  isOnlyComments(update: Uint8Array): boolean {
    const { replicas } = this.parts.space;
    const numbered = replicas.size;
    const batches = this.decode(update);
    const isOnly = batches.ok && batches.value.every((batch) => this.comments.areAll(batch));
    replicas.truncate(numbered);
    return isOnly;
  }

  /** Those of the own counters `from`..`to - 1` that are not cancelled. */
  effectiveOwn(from: number, to: number): readonly CounterRange[] {
    const { own } = this.parts.space;
    const ranges: CounterRange[] = [];
    for (let counter = from; counter < to; counter++) {
      if (this.cancellations.isCancelled(own, counter)) continue;
      const last = ranges.at(-1);
      if (last?.to === counter) ranges[ranges.length - 1] = { from: last.from, to: counter + 1 };
      else ranges.push({ from: counter, to: counter + 1 });
    }
    return ranges;
  }

  private apply(op: RichTextOp, id: Element, lamport: number): void {
    const { elements } = this;
    this.comments.note(op, id.replica);
    switch (op.type) {
      case "insert":
        elements.insertText(op, id);
        return;
      case "delete":
        elements.setDeleted(op, id, { from: 0, to: op.length, delta: 1 });
        return;
      case "removeBlocks":
        elements.setRemoved(op, id, { from: 0, to: op.markers.length, removed: true });
        return;
      case "keep":
        elements.setKept(op, 1);
        return;
      case "marker":
      case "table":
        elements.insertMarker(op, id, (segment) => this.prepare(segment, op, lamport - op.back));
        return;
      case "line":
        this.tables.addLine(op, id);
        return;
      case "cell":
        elements.openCell(op, id);
        return;
      case "atom": {
        const registers = new AttributeRegisters(this.parts.space);
        this.registers.initialise(registers, id, lamport - op.back, op.shape);
        this.parts.atoms.add(id, registers);
        elements.insertAtom(op.place, id);
        return;
      }
      case "container":
        this.registers.createContainer(id, lamport - op.back, op.shape, op.parent);
        return;
      case "write":
        this.registers.write(op, id, lamport - op.back);
        return;
      case "mark":
        this.addMark(op, id, lamport - op.back);
        return;
      case "slot":
        elements.insertSlot(op, id, lamport - op.back);
        return;
      case "cancel":
      case "restore":
        this.toggle(op);
        return;
      default:
        unreachable(op);
    }
  }

  private toggle({ type, replica, counter, length }: ToggleOp): void {
    const isCancelled = type === "cancel";
    this.cancellations.set(replica, counter, counter + length, isCancelled, (first, end) => {
      this.log.journal.visitParts(replica, first, end, (part, at, from, to) => {
        this.setEffective(part, { replica, counter: at }, { from, to }, !isCancelled);
      });
    });
  }

  /** Takes the effect of a part of an op away, or gives it back. Toggles, containers and opened cells have none to take. */
  private setEffective(op: RichTextOp, id: Element, part: OpPart, effective: boolean): void {
    const { elements } = this;
    switch (op.type) {
      case "insert":
        elements.cover(id, part, effective ? -1 : 1);
        return;
      case "atom":
        elements.cover(id, { from: 0, to: 1 }, effective ? -1 : 1);
        return;
      case "delete":
        elements.setDeleted(op, id, { ...part, delta: effective ? 1 : -1 });
        return;
      case "removeBlocks":
        elements.setRemoved(op, id, { ...part, removed: effective });
        return;
      case "keep":
        elements.setKept(op, effective ? 1 : -1);
        return;
      case "marker":
      case "table":
      case "line":
        elements.setInsertionUndone(id, !effective);
        return;
      case "write":
        this.registers.setActive(op, id, effective);
        return;
      case "mark":
        this.setMarkActive(id, effective);
        return;
      case "slot":
        elements.setSlotActive(op, id, effective);
        return;
      case "container":
      case "cell":
      case "cancel":
      case "restore":
        return;
      default:
        unreachable(op);
    }
  }

  private prepare(segment: Segment, op: MarkerOp | TableOp, stamp: number): void {
    this.registers.initialise(segment.attributes, segment.marker, stamp, op.shape);
    segment.containerRegister.add(segment.marker, stamp, op.container, []);
    this.registers.house(segment);
  }

  /** A mark comes. One from one cell to another, which no editor writes, marks nothing. */
  private addMark(op: MarkOp, id: Element, stamp: number): void {
    const { markType, attributes } = op;
    const { parts } = locate(this.parts, op.from.element);
    const [from, to] = [this.edgeIn(parts, op.from), op.to && this.edgeIn(parts, op.to)];
    if (!from || (op.to && !to)) return;
    const placed = { parts, mark: parts.marks.add({ id, stamp, from, to, markType, attributes }) };
    this.marks.add(id, placed);
    this.changedMarks.push(placed);
  }

  private edgeIn(parts: DocumentParts, { element, side }: MarkEdge): MarkEdge | null {
    const located = locate(parts, element);
    return located.parts === parts ? { element: located.element, side } : null;
  }

  private setMarkActive(id: Element, active: boolean): void {
    const placed = this.marks.get(id.replica, id.counter);
    if (!placed) return;
    placed.parts.marks.setActive(placed.mark, active);
    this.changedMarks.push(placed);
  }

  /** Tells the blocks in which marks changed. */
  private tellMarks(): void {
    const changed = this.changedMarks.splice(0);
    if (!this.patches.wanted || changed.length === 0) return;
    for (const parts of new Set(changed.map((one) => one.parts))) {
      const marks = changed.filter((one) => one.parts === parts).map((one) => one.mark);
      tellMarks(parts, this.patches, marks);
    }
  }
}

function emptyParts(space: OpSpace): DocumentParts {
  const containers = new ElementTable<ContainerNode>();
  return rootParts({
    space,
    slots: new ElementTable(),
    atoms: new ElementTable(),
    containers,
    forest: new ContainerForest(space, containers),
    housed: new Map(),
    properties: new AttributeRegisters(space),
    tables: new Tables<DocumentParts>(),
    cellsBySegment: new Map(),
  });
}

/** Tells the blocks of a sequence in which marks changed: every stretch once, however many marks changed on it. */
function tellMarks(parts: DocumentParts, patches: PatchRecorder, changed: readonly RangeMark[]): void {
  const { marks, blocks } = parts;
  const ranges = changed.map((mark) => ({
    from: marks.positionOf(mark.from),
    to: marks.positionOf(mark.to),
  }));
  let at = 0;
  for (const { from, to } of ranges.sort((a, b) => a.from - b.from)) {
    for (at = Math.max(at, from); at < to; ) {
      const { piece, offset } = blocks.contentAtPosition(at);
      const count = Math.min(to - at, blocks.ownLength(piece) - offset);
      const place = blocks.shownPlace({ piece, offset });
      if (place) patches.marks(parts, { block: place.block, from: place.offset, to: place.offset + count });
      at += count;
    }
  }
}
