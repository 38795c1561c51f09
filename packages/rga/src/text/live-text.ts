/**
 * A plain text that merges: one sequence over one log, with the op kinds of text. Everything hard is below;
 * this is the composition, and the model for documents with more kinds of op.
 */
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
import { encodeTextSave, type OpenedTextSave, restoreTextSave } from "../save/text-save.ts";
import {
  type Element,
  type PlacedRun,
  type ReportVisibility,
  RIGHT,
  type RunOfIds,
} from "../sequence/place.ts";
import { Sequence } from "../sequence/sequence.ts";
import { OpSpace } from "../space/op-space.ts";
import type { ReplicaId } from "../space/replica.ts";
import type { Version } from "../space/version.ts";
import { deleteKind, firstTarget } from "./delete-kind.ts";
import { insertKind } from "./insert-kind.ts";
import { type Patch, PatchFeed, type PatchListener } from "./patch.ts";
import type { DeleteOp, TextOp, ToggleOp } from "./text-op.ts";
import { cancelKind, restoreKind } from "./toggle-kind.ts";

const kinds = new OpKinds<TextOp>([insertKind, deleteKind, cancelKind, restoreKind]);

/** A text whose history is in memory, not only in a save. What its methods promise is written at `Text`. */
export class LiveText {
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

  /** An empty text, or what was saved. Throws a `DecodeError` if that is impossible. */
  constructor(replica: ReplicaId, saved: OpenedTextSave | null) {
    this.replica = replica;
    this.space = new OpSpace(replica);
    const { space } = this;
    const { own } = space;
    this.run = { replica: own, counter: 0, length: 0, parentReplica: -1, parentCounter: 0, side: RIGHT };
    const apply = (op: TextOp, writer: number, counter: number): void =>
      this.apply(op, writer, counter, "remote");
    const sink: PackedSink = {
      insert: (run) => this.insertRun(run, "remote"),
      delete: (target, counter, length) =>
        this.sequence.cover(target, counter, length, 1, this.reporter("remote")),
      typedAlone: (writer) => {
        if (!this.patches.wanted) this.stroke.beginReadingTyped(writer);
      },
      deletedAlone: (writer) => {
        if (!this.patches.wanted) this.stroke.beginReadingErased(writer);
      },
    };
    this.log = new OpLog({ space, kinds, apply, sink });
    const { journal } = this.log;
    this.cancellations = new Cancellations(kinds, journal);
    const { cancellations } = this;
    const restored = saved ? restoreTextSave(saved, { space, journal, cancellations }) : null;
    this.sequence = restored?.sequence ?? new Sequence(space);
    this.written = journal.table(own);
    this.stroke = new Stroke(space, this.sequence, (writer) => journal.table(writer));
    if (restored) this.goOn(restored.waiting);
  }

  get length(): number {
    return this.sequence.visibleLength + this.stroke.growth;
  }

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

  cancel(counter: number, length: number): void {
    this.toggle("cancel", counter, length);
  }

  restore(counter: number, length: number): void {
    this.toggle("restore", counter, length);
  }

  toString(): string {
    this.stroke.settle();
    return this.sequence.text();
  }

  takeUpdate(): Uint8Array<ArrayBuffer> | null {
    this.stroke.settle();
    return this.log.takeUpdate();
  }

  applyUpdate(update: Uint8Array): void {
    if (this.stroke.read(update)) return;
    this.stroke.end();
    const applied = this.log.applyUpdate(update);
    if (!applied.ok) throw applied.error;
    this.patches.tell();
  }

  onPatch(listener: (patch: Patch) => void): () => void {
    this.stroke.end();
    return this.patches.subscribe(listener as PatchListener);
  }

  version(): Version {
    this.stroke.settle();
    return this.log.version();
  }

  updateSince(version: Version): Uint8Array<ArrayBuffer> {
    this.stroke.settle();
    return this.log.updateSince(version);
  }

  missing(): readonly MissingCause[] {
    return this.log.missing();
  }

  refused(): readonly RefusedBatch[] {
    return this.log.refused();
  }

  save(options: { readonly deletedText?: boolean } = {}): Uint8Array<ArrayBuffer> {
    this.stroke.settle();
    const { replica, space, sequence } = this;
    const waiting = this.log.waiting();
    const source = { replica, space, sequence, journal: this.log.journal, waiting };
    return encodeTextSave(source, { deletedText: options.deletedText !== false });
  }

  /** Takes in what waited when the text was saved, and has nothing to send. */
  private goOn(waiting: Uint8Array): void {
    const applied = this.log.applyUpdate(waiting);
    if (!applied.ok) throw asDecodeError(applied.error);
    this.log.markTaken();
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

function asDecodeError(error: UpdateError): DecodeError {
  return error instanceof DecodeError ? error : new DecodeError("impossible", error.message);
}
