import { ByteWriter, writePackedBytes } from "@weft/codec";
import { CANCEL, DELETE_BACKWARD, INSERT_LEFT, INSERT_RIGHT, type PackedOp } from "../op/packed-op.ts";
import type { ReplicaIndex } from "../space/replica.ts";
import {
  AFTER_PREVIOUS,
  AT_START,
  CODE_CANCEL,
  CODE_RESTORE,
  DELETE_BACK,
  DELETE_ON,
  DELETE_ONE,
  INSERT_TEXT,
  INSERT_UNIT,
  IS_OTHERS,
  LEFT_OF,
  PLACE_OF_OTHERS,
  PLACE_WITH_PARENT,
  RIGHT_OF,
  TYPED_FIRST,
  TYPED_LAST,
  UNIT_END,
} from "./batch-form.ts";

/** Writes ops of one replica in columns: the twin of `UpdateReader`, and it gathers what they refer to. */
export class ColumnWriter<Op> {
  readonly codes: ByteWriter;
  readonly fields: ByteWriter;
  readonly whose: ByteWriter;
  readonly low: ByteWriter;
  readonly high: ByteWriter;
  readonly texts: ByteWriter;
  /** Who wrote the ops that come. */
  replica: ReplicaIndex = -1;
  /** Whether characters are written, and not only how many. */
  keepsText = true;
  /** What the ops so far depend on, in order of first mention: replica, highest counter, replica … */
  dependencies: number[] = [];
  /** The first counter of the op that is written. */
  protected counter = 0;
  #nears: number[] = [];
  readonly #given: readonly ReplicaIndex[];

  /** `given`: replicas that everybody has, see `OpLog.give`. They are never dependencies. With `one`, all columns are that. */
  constructor(given: readonly ReplicaIndex[], one: ByteWriter | null = null) {
    this.#given = given;
    this.codes = one ?? new ByteWriter();
    this.fields = one ?? new ByteWriter();
    this.whose = one ?? new ByteWriter();
    this.low = one ?? new ByteWriter();
    this.high = one ?? new ByteWriter();
    this.texts = one ?? new ByteWriter();
  }

  /** Starts an empty batch of `replica` from `counter` on. */
  begin(replica: ReplicaIndex, counter: number): void {
    this.replica = replica;
    this.#nears = [];
    this.#nears[replica] = counter;
    this.dependencies = [];
    for (const column of this.#columns()) column.truncate(0);
  }

  /** Bytes so far. */
  get size(): number {
    let size = 0;
    for (const column of this.#columns()) size += column.length;
    return size;
  }

  /** Writes the columns, packed. */
  seal(writer: ByteWriter): void {
    for (const column of this.#columns()) writePackedBytes(writer, column.view());
  }

  /** The code of an op. */
  codeOf(op: PackedOp<unknown>): number {
    const { form, length, otherReplica } = op;
    const isOthers = otherReplica !== this.replica;
    if (form <= INSERT_RIGHT) {
      let place = form === INSERT_LEFT ? LEFT_OF : RIGHT_OF;
      if (otherReplica < 0) place = AT_START;
      else if (isOthers) place += PLACE_OF_OTHERS - PLACE_WITH_PARENT;
      else if (form === INSERT_RIGHT && op.otherCounter === op.counter - 1) place = AFTER_PREVIOUS;
      const unit = length === 1 && this.keepsText ? op.units[op.textStart]! : UNIT_END;
      if (unit >= UNIT_END) return INSERT_TEXT + place;
      return place === AFTER_PREVIOUS && unit >= TYPED_FIRST && unit <= TYPED_LAST
        ? unit
        : INSERT_UNIT + place;
    }
    if (form < CANCEL) {
      const several = form === DELETE_BACKWARD ? DELETE_BACK : DELETE_ON;
      return (length > 1 ? several : DELETE_ONE) + (isOthers ? IS_OTHERS : 0);
    }
    return form === CANCEL ? CODE_CANCEL : CODE_RESTORE;
  }

  /** Writes the op and its code. */
  write(op: PackedOp<Op>): void {
    const code = this.codeOf(op);
    this.codes.writeByte(code);
    this.writeParts(op, code);
  }

  /** Writes what comes behind the code of an op of text. */
  writeParts(op: PackedOp<unknown>, code: number): void {
    const { form, counter, length, otherReplica, otherCounter } = op;
    this.counter = counter;
    if (form <= INSERT_RIGHT) {
      if (code < TYPED_FIRST && (code & 7) >= PLACE_WITH_PARENT) this.refer(otherReplica, otherCounter, 0);
      if (code < INSERT_TEXT) this.texts.writeByte(op.units[op.textStart]!);
      else if (code < TYPED_FIRST) this.#writeUnits(op);
      this.#nears[this.replica] = counter + length - 1;
    } else if (form < CANCEL) {
      const isBack = form === DELETE_BACKWARD && length > 1;
      const distance = isBack ? 1 - length : length - 1;
      this.refer(otherReplica, otherCounter, Math.max(distance, 0));
      if (length > 1) this.fields.writeVarint(length);
      this.#nears[otherReplica] = otherCounter + distance;
    } else {
      this.refer(otherReplica, otherCounter, 0);
      this.fields.writeVarint(op.toggled);
    }
  }

  /** Writes a reference to an element, and to `further` counters above it. */
  protected refer(other: ReplicaIndex, counter: number, further: number): void {
    const nears = this.#nears;
    if (other !== this.replica) this.whose.writeVarint(1 + this.#placeAmongOthers(other, counter + further));
    const distance = counter - (nears[other] ?? 0);
    const number = distance < 0 ? -2 * distance - 1 : 2 * distance;
    this.low.writeByte(number % 256);
    this.high.writeVarint(Math.floor(number / 256));
    nears[other] = counter;
  }

  #placeAmongOthers(replica: ReplicaIndex, highest: number): number {
    const { dependencies } = this;
    const given = this.#given;
    const place = given.indexOf(replica);
    if (place >= 0) return place;
    let at = 0;
    while (at < dependencies.length && dependencies[at] !== replica) at += 2;
    if (at === dependencies.length) dependencies.push(replica, highest);
    else if (dependencies[at + 1]! < highest) dependencies[at + 1] = highest;
    return given.length + at / 2;
  }

  #writeUnits({ units, textStart, length }: PackedOp<unknown>): void {
    const { texts, fields } = this;
    if (!this.keepsText) {
      fields.writeVarint(length);
      return;
    }
    const isWide = isWideText(units, textStart, length);
    fields.writeVarint(length * 2 + (isWide ? 1 : 0));
    const end = textStart + length;
    for (let at = textStart; at < end; at++) texts.writeByte(units[at]!);
    if (isWide) for (let at = textStart; at < end; at++) texts.writeByte(units[at]! >> 8);
  }

  #columns(): readonly ByteWriter[] {
    return [this.codes, this.fields, this.whose, this.low, this.high, this.texts];
  }
}

/** Whether a unit takes more than a byte. */
export function isWideText(units: Uint8Array | Uint16Array, from: number, length: number): boolean {
  for (let at = from; at < from + length; at++) if (units[at]! >= UNIT_END) return true;
  return false;
}
