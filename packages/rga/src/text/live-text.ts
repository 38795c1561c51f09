/**
 * A plain text that merges: one sequence over one log, with the op kinds of text. Everything hard is below;
 * this is the composition, and the model for documents with more kinds of op.
 */
import { DecodeError } from "@weft/codec";
import { BatchWriter } from "../batch/batch-writer.ts";
import { ColumnWriter } from "../batch/column-writer.ts";
import { UpdateReader } from "../batch/update-reader.ts";
import type { TakenIn } from "../log/admission.ts";
import { Cancellations } from "../log/cancellations.ts";
import { Journal } from "../log/journal.ts";
import { Log } from "../log/log.ts";
import type { OpTable } from "../log/op-table.ts";
import { Stroke } from "../log/stroke.ts";
import {
  CANCEL,
  DELETE_BACKWARD,
  DELETE_FORWARD,
  INSERT_LEFT,
  INSERT_RIGHT,
  OBJECT,
  PackedOp,
  type RESTORE,
} from "../op/packed-op.ts";
import { encodeTextSave, type OpenedTextSave, restoreTextSave } from "../save/text-save.ts";
import { buildRuns } from "../sequence/built-runs.ts";
import { LEFT, type PlacedRun, type ReportVisibility, RIGHT, type RunOfIds } from "../sequence/place.ts";
import { TextSequence } from "../sequence/text-sequence.ts";
import { OpSpace } from "../space/op-space.ts";
import type { ReplicaId, ReplicaIndex } from "../space/replica.ts";
import { type Patch, PatchFeed, type PatchListener } from "./patch.ts";

/** Fewer ops are sooner put into the tree one by one. */
const WORTH_BUILDING = 64;
/** Counters of all replicas: to build takes two bits each. */
const MAX_BUILT = 2 ** 25;

/** A text whose history is in memory, not only in a save. What its methods promise is written at `Text`. */
export class LiveText {
  /** This replica. */
  readonly replica: ReplicaId;
  readonly #space: OpSpace;
  readonly sequence: TextSequence;
  readonly log: Log;
  readonly #cancellations = new Cancellations();
  /** Whose ops are toggled in this call, and where cancelled ones began and ceased before it. */
  #toggled: Map<ReplicaIndex, readonly number[]> | null = null;
  readonly #patches = new PatchFeed();
  /** Whose the change is that is carried out. */
  #origin: Patch["origin"] = "local";
  /** Makes a patch of what vanished or appeared. */
  readonly #report: ReportVisibility = (index, length, shown) => {
    this.#addPatch(index, shown ? 0 : length, shown ? this.sequence.text(index, index + length) : "");
  };
  readonly stroke: Stroke;
  /** The own ops, and the records that each edit uses anew. */
  readonly #written: OpTable;
  readonly #run: PlacedRun;
  readonly #target: RunOfIds = { replica: 0, counter: 0, length: 0 };
  readonly #op = new PackedOp<never>();
  /** What was carried out last: the next update may go on from it. */
  #lastForm: PackedOp["form"] = OBJECT;
  #lastWriter: ReplicaIndex = -1;

  /** An empty text, or what was saved. Throws a `DecodeError` if that is impossible. */
  constructor(replica: ReplicaId, saved: OpenedTextSave | null) {
    this.replica = replica;
    const space = new OpSpace(replica);
    this.#space = space;
    const { own } = space;
    this.#run = { replica: own, counter: 0, length: 0, parentReplica: -1, parentCounter: 0, side: RIGHT };
    const journal = new Journal<never>(space);
    const writer = new BatchWriter<never>(space, [], new ColumnWriter([]));
    this.log = new Log({
      space,
      journal,
      writer,
      newSource: () => new UpdateReader<never>(space.replicas, []),
      carryOut: (op, replica) => this.#carryOut(op, replica),
      carryOutAll: (taken) => this.#buildAtOnce(taken),
      rules: null,
      given: [],
    });
    this.sequence = new TextSequence(space);
    const cancellations = this.#cancellations;
    const restored = saved ? restoreTextSave(saved, { space, journal, cancellations }) : null;
    if (restored) this.sequence.build(restored.runs);
    this.#written = journal.table(own);
    this.stroke = new Stroke(this.log, this.sequence);
    if (restored) this.#goOn(restored.waiting);
  }

  get length(): number {
    return this.sequence.visibleLength + this.stroke.growth;
  }

  insert(index: number, text: string): void {
    this.#checkRange(index, 0);
    if (typeof text !== "string") throw new TypeError("not a string");
    const { length } = text;
    if (length === 0) return;
    this.stroke.end();
    const { sequence } = this;
    const space = this.#space;
    const run = this.#run;
    const written = this.#written;
    const position = space.isWide && this.#splitsPair(index) ? index + 1 : index;
    const counter = space.ownKnown;
    space.take(length);
    space.ownText.appendText(counter, text);
    run.counter = counter;
    run.length = length;
    sequence.insertAt(position, run);
    const form = run.side === RIGHT ? INSERT_RIGHT : INSERT_LEFT;
    written.append(form, length, run.parentReplica, run.parentCounter);
    if (this.#patches.wanted) this.#tellOwn(position, 0, text);
    else if (isTypedBack(run, space.own)) this.stroke.beginTypingBack(space.own, position);
    else this.stroke.beginTyping(space.own, position + length);
  }

  delete(index: number, count: number): void {
    this.#checkRange(index, count);
    if (count === 0) return;
    this.stroke.end();
    const { sequence } = this;
    const target = this.#target;
    const written = this.#written;
    this.#space.take(count);
    for (let left = count; left > 0; left -= target.length) {
      sequence.coverAt(index, left, target);
      written.append(DELETE_FORWARD, target.length, target.replica, target.counter);
    }
    if (this.#patches.wanted) this.#tellOwn(index, count, "");
    else this.stroke.beginErasing(this.#space.own, index);
  }

  applyUpdate(update: Uint8Array): void {
    this.stroke.end();
    this.#origin = "remote";
    const applied = this.log.applyUpdate(update);
    if (!applied.ok) throw applied.error;
    this.#carryOutToggles();
    // What was carried out last is so no more once listeners, who may throw, have heard of it.
    const lastForm = this.#lastForm;
    this.#lastForm = OBJECT;
    if (this.#patches.wanted) this.#patches.tell();
    else if (this.log.isWaiting) return;
    else if (lastForm === INSERT_LEFT && isTypedBack(this.#run, this.#lastWriter))
      this.stroke.beginTypingBack(this.#lastWriter, 0);
    else if (lastForm <= INSERT_RIGHT) this.stroke.beginTyping(this.#lastWriter, 0);
    else if (lastForm !== OBJECT) this.stroke.beginErasing(this.#lastWriter, 0);
  }

  onPatch(listener: (patch: Patch) => void): () => void {
    this.stroke.end();
    return this.#patches.subscribe(listener as PatchListener);
  }

  save(options: { readonly deletedText?: boolean } = {}): Uint8Array<ArrayBuffer> {
    const { replica, sequence } = this;
    const space = this.#space;
    const waiting = this.log.waiting();
    const source = { replica, space, sequence, journal: this.log.journal, waiting };
    return encodeTextSave(source, { deletedText: options.deletedText !== false });
  }

  /** Makes own counters ineffective, or effective again. */
  toggle(form: typeof CANCEL | typeof RESTORE, counter: number, length: number): void {
    this.stroke.end();
    const space = this.#space;
    const op = this.#op;
    const fits = Number.isSafeInteger(counter) && Number.isSafeInteger(length) && counter >= 0 && length >= 0;
    if (!fits || counter + length > space.ownKnown) {
      throw new RangeError(`no ${length} own counters from ${counter} on`);
    }
    if (length === 0) return;
    this.#origin = "local";
    op.form = form;
    op.counter = space.ownKnown;
    op.length = 1;
    op.otherReplica = space.own;
    op.otherCounter = counter;
    op.toggled = length;
    space.take(1);
    this.#written.add(op);
    this.#carryOut(op, space.own);
    this.#carryOutToggles();
    this.#patches.tell();
  }

  /** Takes in what waited when the text was saved, and still does, and has nothing to send. */
  #goOn(waiting: Uint8Array): void {
    const known = this.#countersKnown();
    const applied = this.log.applyUpdate(waiting);
    if (!applied.ok) throw new DecodeError("impossible", applied.error.message);
    // What shows is in the save as it was without them.
    if (this.#countersKnown() > known) throw new DecodeError("impossible", "a batch that waits for nothing");
    this.log.markTaken();
  }

  #carryOut(op: PackedOp, writer: ReplicaIndex): void {
    const { form, counter, length, otherReplica, otherCounter } = op;
    const isOneOwn = length === 1 && otherReplica === writer;
    this.#lastForm = form <= INSERT_RIGHT || (form < CANCEL && isOneOwn) ? form : OBJECT;
    this.#lastWriter = writer;
    if (form <= INSERT_RIGHT) {
      const run = this.#run;
      run.replica = writer;
      run.counter = counter;
      run.length = length;
      run.parentReplica = otherReplica;
      run.parentCounter = otherCounter;
      run.side = form === INSERT_LEFT ? LEFT : RIGHT;
      this.#insertRun(run);
      run.replica = this.#space.own;
    } else if (form < CANCEL) this.#cover(op, 1);
    else {
      const cancellations = this.#cancellations;
      this.#toggled ??= new Map();
      const toggled = this.#toggled;
      if (!toggled.has(writer)) toggled.set(writer, cancellations.borders(writer));
      cancellations.set(writer, otherCounter, otherCounter + op.toggled, form === CANCEL);
    }
  }

  /** Counters of all replicas. */
  #countersKnown(): number {
    const space = this.#space;
    let counters = 0;
    for (let writer = 0; writer < space.replicas.size; writer++) counters += space.known(writer);
    return counters;
  }

  /** Puts the whole history in order at once, if a good part of it has come just now and nobody wants to hear of each part. */
  #buildAtOnce(taken: readonly TakenIn[]): boolean {
    const { sequence } = this;
    const space = this.#space;
    const cancellations = this.#cancellations;
    const { journal } = this.log;
    let fresh = 0;
    if (this.#patches.wanted) return false;
    for (const { replica, from, to } of taken) {
      const table = journal.table(replica);
      fresh += table.indexOf(to - 1) - table.indexOf(from) + 1;
    }
    if (fresh < WORTH_BUILDING) return false;
    let entries = 0;
    for (let writer = 0; writer < space.replicas.size; writer++) entries += journal.table(writer).count;
    if (fresh * 4 < entries || this.#countersKnown() > MAX_BUILT) return false;
    sequence.build(buildRuns({ space, journal, cancellations }));
    return true;
  }

  /** Carries out what the toggles of this call come to: one by one, each might go through all there is. */
  #carryOutToggles(): void {
    const cancellations = this.#cancellations;
    const toggled = this.#toggled;
    if (!toggled) return;
    this.#toggled = null;
    for (const [writer, before] of toggled) {
      cancellations.visitChanges(writer, before, (from, to, isCancelled) => {
        this.#setEffective(writer, from, to, isCancelled);
      });
    }
  }

  #insertRun(run: PlacedRun): void {
    this.sequence.insertRun(run);
    if (!this.#patches.wanted) return;
    const { replica, counter, length } = run;
    const { sequence } = this;
    this.#addPatch(sequence.positionOf(replica, counter), 0, sequence.textOf(replica, counter, length));
  }

  /** Takes the effect of known counters away, or gives it back. Toggles have no effect of their own to toggle. */
  #setEffective(writer: ReplicaIndex, from: number, to: number, isCancelled: boolean): void {
    const table = this.log.journal.table(writer);
    const part = new PackedOp<never>();
    for (let counter = from; counter < to; counter += part.length) {
      table.read(table.indexOf(counter), counter, part);
      part.length = Math.min(part.length, to - counter);
      if (part.form <= INSERT_RIGHT) {
        this.#coverRun(writer, counter, part.length, isCancelled ? 1 : -1);
      } else if (part.form < CANCEL) this.#cover(part, isCancelled ? -1 : 1);
    }
  }

  /** Covers what a deletion deletes, once more or once less. */
  #cover(deletion: PackedOp, delta: 1 | -1): void {
    const { form, length, otherReplica, otherCounter } = deletion;
    const first = form === DELETE_BACKWARD ? otherCounter - length + 1 : otherCounter;
    this.#coverRun(otherReplica, first, length, delta);
  }

  #coverRun(replica: ReplicaIndex, counter: number, length: number, delta: 1 | -1): void {
    this.sequence.cover(replica, counter, length, delta, this.#patches.wanted ? this.#report : undefined);
  }

  /** Tells of an own edit. */
  #tellOwn(index: number, removed: number, inserted: string): void {
    this.#origin = "local";
    this.#addPatch(index, removed, inserted);
    this.#patches.tell();
  }

  #addPatch(index: number, removed: number, inserted: string): void {
    this.#patches.add({ index, removed, inserted, origin: this.#origin });
  }

  #checkRange(index: number, count: number): void {
    // A length is below 2^32: what is a whole number below that stays itself.
    if (index >>> 0 !== index || count >>> 0 !== count || index + count > this.length) {
      throw new RangeError(`${count} at ${index} of ${this.length}`);
    }
  }

  #splitsPair(index: number): boolean {
    if (index === 0 || index === this.length) return false;
    if ((this.sequence.unitAt(index) & 0xfc00) !== 0xdc00) return false;
    return (this.sequence.unitAt(index - 1) & 0xfc00) === 0xd800;
  }
}

/** Whether this is a character straight before the one that its writer inserted last, as the left child of that. */
function isTypedBack(run: PlacedRun, writer: ReplicaIndex): boolean {
  return (
    run.side === LEFT &&
    run.length === 1 &&
    run.parentReplica === writer &&
    run.parentCounter === run.counter - 1
  );
}
