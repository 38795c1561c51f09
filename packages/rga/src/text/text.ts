import { type Random, systemRandom } from "@weft/base";
import type { MissingCause } from "../log/causal-buffer.ts";
import type { RefusedBatch } from "../log/intake.ts";
import type { Stroke } from "../log/stroke.ts";
import { CANCEL, RESTORE } from "../op/packed-op.ts";
import { type OpenedTextSave, openTextSave } from "../save/text-save.ts";
import { parseReplicaId, type ReplicaId, randomReplicaId } from "../space/replica.ts";
import type { Version } from "../space/version.ts";
import { LiveText } from "./live-text.ts";
import type { Patch } from "./patch.ts";

/**
 * A plain-text CRDT. Positions count visible UTF-16 code units.
 *
 * A loaded text knows its length and what shows at once. Its history is read from the save when anything else is asked of
 * it: what cannot be behind a right check sum is a `DecodeError` then, from whatever was asked, and nothing has changed.
 */
export class Text {
  /** This replica. */
  readonly replica: ReplicaId;
  #saved: OpenedTextSave | null;
  #live: LiveText | null = null;
  /** What comes one key after another need not be told to `live`. */
  #stroke: Stroke | null = null;

  constructor(replica: ReplicaId, saved: OpenedTextSave | null) {
    this.replica = replica;
    this.#saved = saved;
    if (!saved) this.#awake();
  }

  /** Visible UTF-16 code units. */
  get length(): number {
    return this.#live ? this.#live.length : (this.#saved?.text.length ?? 0);
  }

  /**
   * Inserts `text` before the code unit at `index`; between the halves of a surrogate pair it goes after the
   * pair. RangeError, nothing changed, unless `index` is a whole number in 0..length; TypeError, nothing changed,
   * unless `text` is a string. No text, no op.
   */
  insert(index: number, text: string): void {
    if (!this.#stroke?.type(index, text)) this.#awake().insert(index, text);
  }

  /**
   * Deletes `count` code units from `index` on. RangeError, nothing changed, unless both are whole numbers and
   * the range lies within the text. Nothing to delete, no op.
   */
  delete(index: number, count: number): void {
    if (count !== 1 || !this.#stroke?.erase(index)) this.#awake().delete(index, count);
  }

  /**
   * Makes own ops ineffective: their insertions vanish, what their deletions alone hid shows again. `counter`
   * and `length` name own counters (`version()` tells how many there are); RangeError if they are not known.
   */
  cancel(counter: number, length: number): void {
    this.#awake().toggle(CANCEL, counter, length);
  }

  /** Takes back `cancel` for these own counters. */
  restore(counter: number, length: number): void {
    this.#awake().toggle(RESTORE, counter, length);
  }

  /** The visible text, or a part of it. */
  toString(): string {
    return this.#saved ? this.#saved.text : this.#settled().sequence.text();
  }

  /**
   * Own ops since the last call as batches one after another; null if there are none. The bytes stay as they are, but may be
   * a view of a larger buffer: copy them (`slice`) before the buffer is transferred or cloned whole.
   */
  takeUpdate(): Uint8Array<ArrayBuffer> | null {
    return this.#stroke?.takeKey() ?? this.#settled().log.takeUpdate();
  }

  /**
   * Takes in an update in any order, any number of times; the bytes are the caller's again afterwards. Throws a
   * `DecodeError`, `ReusedIdError` or `BufferFullError` (a TypeError for what are no bytes) and leaves all as it was.
   */
  applyUpdate(update: Uint8Array): void {
    if (!this.#stroke?.read(update)) this.#awake().applyUpdate(update);
  }

  /**
   * Hears of every later change until the returned function is called. A mirror that starts as `toString()` here and
   * follows always equals the text. Listeners are called at the end of the edit or update that caused the change and
   * may themselves edit; what one throws comes out of that call, which has done its work all the same, when all
   * listeners have heard all.
   */
  onPatch(listener: (patch: Patch) => void): () => void {
    return this.#awake().onPatch(listener);
  }

  /** How many counters of each replica are known. */
  version(): Version {
    return this.#settled().log.version();
  }

  /**
   * All that a replica with `version` lacks: batches one after another, causes first. Empty if nothing. RangeError
   * if a number in `version` is not whole or below zero; replicas that are not known here do not matter.
   */
  updateSince(version: Version): Uint8Array<ArrayBuffer> {
    return this.#settled().log.updateSince(version);
  }

  /** What waiting updates need. */
  missing(): readonly MissingCause[] {
    return this.#settled().log.missing();
  }

  /** Updates that had waited and proved impossible when their causes came: they were taken out. The newest last. */
  refused(): readonly RefusedBatch[] {
    return this.#settled().log.refused();
  }

  /**
   * The whole document: text, history, clock and the updates that wait. With `deletedText: false` the characters of
   * what is deleted now are left out and their number stays: if a replica loaded from it restores them, or sends
   * them on, they are U+FFFD, so that it shows other text than replicas that still had them.
   */
  save(options: { readonly deletedText?: boolean } = {}): Uint8Array<ArrayBuffer> {
    return this.#settled().save(options);
  }

  /** Reads the history out of the save if that was not done. Throws a `DecodeError`, nothing changed. */
  #awake(): LiveText {
    if (this.#live) return this.#live;
    const live = new LiveText(this.replica, this.#saved);
    this.#live = live;
    this.#stroke = live.stroke;
    this.#saved = null;
    return live;
  }

  /** `awake`, with all keys written down. */
  #settled(): LiveText {
    const live = this.#awake();
    live.stroke.settle();
    return live;
  }
}

/** A new, empty text. RangeError if `replica` is given and is not 16 hexadecimal digits. */
export function createText(options: { readonly replica?: string; readonly random?: Random } = {}): Text {
  return new Text(chosenReplica(options), null);
}

/**
 * A saved text, continued by a new replica, or by `replica`. Throws a `DecodeError` for what is damaged; RangeError as
 * `createText`. The bytes are the caller's again afterwards.
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
  const replica = chosenReplica(options);
  const opened = openTextSave(bytes);
  if (!opened.ok) throw opened.error;
  return new Text(replica, opened.value);
}

/** What shows in a saved text, for readers that want no more: no history is read. Throws a `DecodeError`. */
export function readSavedText(bytes: Uint8Array): string {
  const opened = openTextSave(bytes);
  if (!opened.ok) throw opened.error;
  return opened.value.text;
}

function chosenReplica(options: { readonly replica?: string; readonly random?: Random }): ReplicaId {
  if (options.replica === undefined) return randomReplicaId(options.random ?? systemRandom);
  const replica = parseReplicaId(options.replica);
  if (replica === null) throw new RangeError(`not 16 hexadecimal digits: ${options.replica}`);
  return replica;
}
