/**
 * A plain text that merges: one sequence over one log, with the op kinds of text. Everything hard is below;
 * this is the composition, and the model for documents with more kinds of op.
 */
import { type Random, systemRandom } from "@weft/base";
import { DecodeError } from "@weft/codec";
import { Cancellations } from "../log/cancellations.ts";
import type { MissingCause } from "../log/causal-buffer.ts";
import type { PackedSink } from "../log/live-path.ts";
import { OpLog } from "../log/op-log.ts";
import type { OpTable } from "../log/op-table.ts";
import type { RefusedBatch } from "../log/plan.ts";
import { Stroke } from "../log/stroke.ts";
import { OpKinds } from "../op/op-kind.ts";
import type { UpdateError } from "../op/update-errors.ts";
import {
  type Element,
  type PlacedRun,
  type ReportVisibility,
  RIGHT,
  type RunOfIds,
} from "../sequence/place.ts";
import { Sequence } from "../sequence/sequence.ts";
import { OpSpace } from "../space/op-space.ts";
import { parseReplicaId, type ReplicaId, randomReplicaId } from "../space/replica.ts";
import type { Version } from "../space/version.ts";
import { deleteKind, firstTarget } from "./delete-kind.ts";
import { LEFT_OUT } from "./gapped-text.ts";
import { insertKind } from "./insert-kind.ts";
import { type Patch, PatchFeed, type PatchListener } from "./patch.ts";
import type { DeleteOp, TextOp, ToggleOp } from "./text-op.ts";
import { decodeTextSave, encodeTextSave } from "./text-save.ts";
import { cancelKind, restoreKind } from "./toggle-kind.ts";

const kinds = new OpKinds<TextOp>([insertKind, deleteKind, cancelKind, restoreKind]);

/** A plain-text CRDT. Positions count visible UTF-16 code units. */
export class Text {
  /** This replica. */
  readonly replica: ReplicaId;
  private readonly space: OpSpace;
  private readonly sequence: Sequence;
  private readonly log: OpLog<TextOp>;
  private readonly cancellations: Cancellations<TextOp>;
  private readonly patches = new PatchFeed();
  /** The own ops, and the records that each edit uses anew. */
  private readonly written: OpTable<TextOp>;
  private readonly run: PlacedRun;
  private readonly stroke: Stroke;
  private readonly target: RunOfIds = { replica: 0, counter: 0, length: 0 };

  constructor(replica: ReplicaId) {
    this.replica = replica;
    this.space = new OpSpace(replica);
    this.sequence = new Sequence(this.space);
    const { own } = this.space;
    this.run = { replica: own, counter: 0, length: 0, parentReplica: -1, parentCounter: 0, side: RIGHT };
    const apply = (op: TextOp, writer: number, counter: number): void =>
      this.apply(op, writer, counter, "remote");
    const sink: PackedSink = {
      insert: (run) => {
        this.insertRun(run, "remote");
        if (!this.patches.wanted) this.stroke.beginReadingTyped(run.replica);
      },
      delete: (target, counter, length, writer) => {
        this.sequence.cover(target, counter, length, 1, this.reporter("remote"));
        if (target === writer && !this.patches.wanted) this.stroke.beginReadingErased(writer, counter - 1);
      },
    };
    this.log = new OpLog({ space: this.space, kinds, apply, sink });
    this.written = this.log.journal.table(own);
    this.stroke = new Stroke(this.space, this.sequence, (writer) => this.log.journal.table(writer));
    this.cancellations = new Cancellations(kinds, this.log.journal);
  }

  /** Visible UTF-16 code units. */
  get length(): number {
    return this.sequence.visibleLength + this.stroke.growth;
  }

  /**
   * Inserts `text` before the code unit at `index`; between the halves of a surrogate pair it goes after the
   * pair. RangeError, nothing changed, unless `index` is a whole number in 0..length; TypeError, nothing changed,
   * unless `text` is a string. No text, no op.
   */
  insert(index: number, text: string): void {
    if (typeof text === "string" && this.stroke.type(index, text)) return;
    this.checkRange(index, 0);
    if (typeof text !== "string") throw new TypeError("what is inserted has to be a string");
    const { length } = text;
    if (length === 0) return;
    this.stroke.end();
    const { space, sequence, run, written } = this;
    const position = space.isWide && this.splitsPair(index) ? index + 1 : index;
    const counter = space.ownKnown;
    space.take(length);
    space.ownText.append(counter, text);
    run.counter = counter;
    run.length = length;
    sequence.insertAt(position, run);
    written.appendInsert(length, run.parentReplica, run.parentCounter, run.side === RIGHT);
    if (this.patches.wanted) {
      this.patches.add({ index: position, removed: 0, inserted: text, origin: "local" });
      this.patches.tell();
    } else this.stroke.beginTyping(position + length);
  }

  /**
   * Deletes `count` code units from `index` on. RangeError, nothing changed, unless both are whole numbers and
   * the range lies within the text. Nothing to delete, no op.
   */
  delete(index: number, count: number): void {
    if (count === 1 && this.stroke.erase(index)) return;
    this.checkRange(index, count);
    if (count === 0) return;
    this.stroke.end();
    const { sequence, target, written } = this;
    this.space.take(count);
    for (let left = count; left > 0; left -= target.length) {
      sequence.coverAt(index, left, target);
      written.appendDelete(target.length, target.replica, target.counter, 1);
    }
    if (this.patches.wanted) {
      this.patches.add({ index, removed: count, inserted: "", origin: "local" });
      this.patches.tell();
    } else this.stroke.beginErasing(index);
  }

  /**
   * Makes own ops ineffective: their insertions vanish, what their deletions alone hid shows again. `counter`
   * and `length` name own counters (`version()` tells how many there are); RangeError if they are not known.
   */
  cancel(counter: number, length: number): void {
    this.toggle("cancel", counter, length);
  }

  /** Takes back `cancel` for these own counters. */
  restore(counter: number, length: number): void {
    this.toggle("restore", counter, length);
  }

  /** The visible text, or a part of it. */
  toString(): string {
    this.stroke.settle();
    return this.sequence.text();
  }

  /**
   * Own ops since the last call as batches one after another; null if there are none. The bytes stay as they are, but may be
   * a view of a larger buffer: copy them (`slice`) before the buffer is transferred or cloned whole.
   */
  takeUpdate(): Uint8Array<ArrayBuffer> | null {
    this.stroke.settle();
    return this.log.takeUpdate();
  }

  /**
   * Takes in an update in any order, any number of times; the bytes are the caller's again afterwards. Throws a
   * `DecodeError`, `ReusedIdError` or `BufferFullError` (a TypeError for what are no bytes) and leaves all as it was.
   */
  applyUpdate(update: Uint8Array): void {
    if (this.stroke.read(update)) return;
    this.stroke.end();
    const applied = this.log.applyUpdate(update);
    if (!applied.ok) throw applied.error;
    this.patches.tell();
  }

  /**
   * Hears of every later change until the returned function is called. A mirror that starts as `toString()` here and
   * follows always equals the text. Listeners are called at the end of the edit or update that caused the change and
   * may themselves edit; what one throws comes out of that call, which has done its work all the same, when all
   * listeners have heard all.
   */
  onPatch(listener: (patch: Patch) => void): () => void {
    this.stroke.end();
    return this.patches.subscribe(listener as PatchListener);
  }

  /** How many counters of each replica are known. */
  version(): Version {
    this.stroke.settle();
    return this.log.version();
  }

  /**
   * All that a replica with `version` lacks: batches one after another, causes first. Empty if nothing. RangeError
   * if a number in `version` is not whole or below zero; replicas that are not known here do not matter.
   */
  updateSince(version: Version): Uint8Array<ArrayBuffer> {
    this.stroke.settle();
    return this.log.updateSince(version);
  }

  /** What waiting updates need. */
  missing(): readonly MissingCause[] {
    return this.log.missing();
  }

  /** Updates that had waited and proved impossible when their causes came: they were taken out. The newest last. */
  refused(): readonly RefusedBatch[] {
    return this.log.refused();
  }

  /**
   * The whole document: text, history, clock and the updates that wait. With `deletedText: false` the characters of
   * what is deleted now are left out and their number stays: if a replica loaded from it restores them, or sends
   * them on, they are U+FFFD, so that it shows other text than replicas that still had them.
   */
  save(options: { readonly deletedText?: boolean } = {}): Uint8Array<ArrayBuffer> {
    this.stroke.settle();
    const rewrite = (op: TextOp, at: Element): TextOp => this.withoutDeletedText(op, at);
    const history = options.deletedText === false ? this.log.history(rewrite) : this.log.history();
    const { replica } = this;
    return encodeTextSave({ replica, text: this.toString(), history, waiting: this.log.waiting() });
  }

  /** The state in `bytes` as a new replica's. Throws a `DecodeError`. */
  static load(bytes: Uint8Array, replica: ReplicaId): Text {
    const save = decodeTextSave(bytes);
    if (!save.ok) throw save.error;
    const text = new Text(replica);
    for (const update of [save.value.history, save.value.waiting]) {
      const applied = text.log.applyUpdate(update);
      if (!applied.ok) throw asDecodeError(applied.error);
    }
    if (text.toString() !== save.value.text) throw new DecodeError("impossible", "a text unlike its history");
    text.log.markTaken();
    return text;
  }

  private toggle(type: ToggleOp["type"], counter: number, length: number): void {
    this.stroke.end();
    const fits = Number.isSafeInteger(counter) && Number.isSafeInteger(length) && counter >= 0 && length >= 0;
    if (!fits || counter + length > this.space.known(this.space.own)) {
      throw new RangeError(`this replica has not written ${length} counters from ${counter} on`);
    }
    if (length === 0) return;
    const op: ToggleOp = { type, replica: this.space.own, counter, length };
    this.apply(op, this.space.own, this.log.record(op).counter, "local");
    this.patches.tell();
  }

  private apply(op: TextOp, writer: number, counter: number, origin: Patch["origin"]): void {
    const report = this.reporter(origin);
    switch (op.type) {
      case "insert": {
        const { place, text } = op;
        const { parentReplica, parentCounter, side } = place;
        const { length } = text;
        this.insertRun({ replica: writer, counter, length, parentReplica, parentCounter, side }, origin);
        return;
      }
      case "delete":
        this.sequence.cover(op.replica, firstTarget(op), op.length, 1, report);
        return;
      case "cancel":
        this.cancellations.cancel(op.replica, op.counter, op.length, (part, at, from, to) => {
          this.setEffective(part, { replica: op.replica, counter: at }, { from, to, delta: 1 }, report);
        });
        return;
      case "restore":
        this.cancellations.restore(op.replica, op.counter, op.length, (part, at, from, to) => {
          this.setEffective(part, { replica: op.replica, counter: at }, { from, to, delta: -1 }, report);
        });
    }
  }

  private insertRun(run: PlacedRun, origin: Patch["origin"]): void {
    this.sequence.insertRun(run);
    if (!this.patches.wanted) return;
    const { replica, counter, length } = run;
    const index = this.sequence.positionOf(replica, counter);
    const inserted = this.sequence.textOf(replica, counter, length);
    this.patches.add({ index, removed: 0, inserted, origin });
  }

  /** `delta` 1 takes the part's effect away, -1 gives it back. Toggles have no effect of their own to toggle. */
  private setEffective(
    op: TextOp,
    at: Element,
    part: { readonly from: number; readonly to: number; readonly delta: 1 | -1 },
    report: ReportVisibility | undefined,
  ): void {
    const { from, to, delta } = part;
    if (op.type === "insert") {
      this.sequence.cover(at.replica, at.counter + from, to - from, delta, report);
    } else if (op.type === "delete") {
      const deletion: DeleteOp = {
        ...op,
        counter: op.counter + from * op.direction,
        length: to - from,
      };
      this.sequence.cover(op.replica, firstTarget(deletion), to - from, delta === 1 ? -1 : 1, report);
    }
  }

  private reporter(origin: Patch["origin"]): ReportVisibility | undefined {
    if (!this.patches.wanted) return undefined;
    return (index, length, shown) => {
      const inserted = shown ? this.sequence.text(index, index + length) : "";
      this.patches.add({ index, removed: shown ? 0 : length, inserted, origin });
    };
  }

  private withoutDeletedText(op: TextOp, at: Element): TextOp {
    if (op.type !== "insert") return op;
    let text = "";
    for (let offset = 0; offset < op.text.length; offset++) {
      text += this.sequence.isVisible(at.replica, at.counter + offset) ? op.text[offset] : LEFT_OUT;
    }
    return { ...op, text };
  }

  private checkRange(index: number, count: number): void {
    const whole = Number.isSafeInteger(index) && Number.isSafeInteger(count);
    if (!whole || index < 0 || count < 0 || index + count > this.length) {
      throw new RangeError(`${index}, ${count} is not within a text of ${this.length}`);
    }
  }

  private splitsPair(index: number): boolean {
    if (index === 0 || index === this.length) return false;
    if ((this.sequence.unitAt(index) & 0xfc00) !== 0xdc00) return false;
    return (this.sequence.unitAt(index - 1) & 0xfc00) === 0xd800;
  }
}

/** A new, empty text. RangeError if `replica` is given and is not 16 hexadecimal digits. */
export function createText(options: { readonly replica?: string; readonly random?: Random } = {}): Text {
  return new Text(chosenReplica(options));
}

/**
 * A saved text, continued by a new replica, or by `replica`. Throws a `DecodeError`; RangeError as `createText`.
 *
 * Only the newest save of a replica may go on under its own id: after an older one the next edits would take ids
 * that exist already, which all others refuse (`ReusedIdError`). Nothing counts as untaken after loading. What the
 * saver had written and never taken goes to others by `updateSince` of their version, without which
 * they wait for it.
 */
export function loadText(
  bytes: Uint8Array,
  options: { readonly replica?: string; readonly random?: Random } = {},
): Text {
  return Text.load(bytes, chosenReplica(options));
}

function chosenReplica(options: { readonly replica?: string; readonly random?: Random }): ReplicaId {
  if (options.replica === undefined) return randomReplicaId(options.random ?? systemRandom);
  const replica = parseReplicaId(options.replica);
  if (replica === null) throw new RangeError(`not a replica id of 16 hexadecimal digits: ${options.replica}`);
  return replica;
}

function asDecodeError(error: UpdateError): DecodeError {
  return error instanceof DecodeError ? error : new DecodeError("impossible", error.message);
}
