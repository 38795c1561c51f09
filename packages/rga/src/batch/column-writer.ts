import { ByteWriter, writePackedBytes } from "@weft/codec";
import {
  CANCEL,
  DELETE_BACKWARD,
  INSERT_LEFT,
  INSERT_RIGHT,
  OBJECT,
  type PackedOp,
} from "../op/packed-op.ts";
import type { ReplicaIndex, ReplicaTable } from "../space/replica.ts";
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
  OTHER_KIND,
  PLACE_OF_OTHERS,
  PLACE_WITH_PARENT,
  RIGHT_OF,
  TYPED_FIRST,
  TYPED_LAST,
  UNIT_END,
} from "./batch-form.ts";
import type { ObjectCoder } from "./object-coder.ts";

/**
 * Writes ops of one replica in columns, or a single one in a row, where all columns are one: the twin of `UpdateReader`, and
 * it gathers what they refer to.
 */
export class ColumnWriter<Op> {
  readonly codes: ByteWriter;
  readonly fields: ByteWriter;
  readonly whose: ByteWriter;
  readonly low: ByteWriter;
  readonly high: ByteWriter;
  readonly texts: ByteWriter;
  /** What the ops so far depend on, in order of first mention: replica, highest counter, replica … */
  dependencies: number[] = [];
  private nears: number[] = [];
  private replica: ReplicaIndex = -1;
  private counter = 0;
  private readonly replicas: ReplicaTable;
  private readonly given: readonly ReplicaIndex[];
  private readonly objects: ObjectCoder<Op> | null;
  private readonly row: ByteWriter | null;
  private readonly keepsText: boolean;

  /** `given`: replicas that everybody has, see `OpLog.give`. They are never dependencies. */
  constructor(
    replicas: ReplicaTable,
    given: readonly ReplicaIndex[],
    objects: ObjectCoder<Op> | null,
    options: { readonly row?: ByteWriter; readonly keepsText?: boolean } = {},
  ) {
    const { row } = options;
    this.replicas = replicas;
    this.given = given;
    this.objects = objects;
    this.row = row ?? null;
    this.keepsText = options.keepsText ?? true;
    this.codes = row ?? new ByteWriter();
    this.fields = row ?? new ByteWriter();
    this.whose = row ?? new ByteWriter();
    this.low = row ?? new ByteWriter();
    this.high = row ?? new ByteWriter();
    this.texts = row ?? new ByteWriter();
  }

  /** Starts an empty batch of `replica` from `counter` on. */
  begin(replica: ReplicaIndex, counter: number): void {
    this.replica = replica;
    this.nears = [];
    this.nears[replica] = counter;
    this.dependencies = [];
    for (const column of this.columns()) column.truncate(0);
  }

  /** Goes on with the ops of another replica in the same columns. */
  turnTo(replica: ReplicaIndex): void {
    this.replica = replica;
  }

  /** Bytes so far. */
  get size(): number {
    let size = 0;
    for (const column of this.columns()) size += column.length;
    return size;
  }

  /** Writes the columns, packed. */
  seal(writer: ByteWriter): void {
    for (const column of this.columns()) writePackedBytes(writer, column.view());
  }

  /** The code of an op, by this replica. */
  codeOf(op: PackedOp<Op>, replica: ReplicaIndex): number {
    const { form, length, otherReplica } = op;
    const isOthers = otherReplica !== replica;
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
    if (form === OBJECT) return OTHER_KIND;
    return form === CANCEL ? CODE_CANCEL : CODE_RESTORE;
  }

  /** Writes the op and its code. */
  write(op: PackedOp<Op>): void {
    const code = this.codeOf(op, this.replica);
    this.codes.writeByte(code);
    this.writeParts(op, code, this.replica);
  }

  /** Writes what comes behind the code of an op. */
  writeParts(op: PackedOp<Op>, code: number, replica: ReplicaIndex): void {
    const { form, counter, length, otherReplica, otherCounter } = op;
    this.replica = replica;
    this.counter = counter;
    if (form <= INSERT_RIGHT) {
      if (code < TYPED_FIRST && (code & 7) >= PLACE_WITH_PARENT) {
        this.refer(otherReplica, otherCounter, otherCounter, false);
      }
      if (code < INSERT_TEXT) this.texts.writeByte(op.units[op.textStart]!);
      else if (code < TYPED_FIRST) this.writeUnits(op);
      this.nears[replica] = counter + length - 1;
    } else if (form < CANCEL) {
      const isBack = form === DELETE_BACKWARD && length > 1;
      const last = isBack ? otherCounter - length + 1 : otherCounter + length - 1;
      this.refer(otherReplica, otherCounter, Math.max(last, otherCounter), false);
      if (length > 1) this.fields.writeVarint(length);
      this.nears[otherReplica] = last;
    } else if (form < OBJECT) {
      this.refer(otherReplica, otherCounter, otherCounter, false);
      this.fields.writeVarint(op.toggled);
    } else {
      const objects = this.objects!;
      this.codes.writeVarint(objects.codeOf(op.object!));
      objects.encode(op.object!, this);
    }
  }

  /** A reference to an op of any replica, of the own one to an earlier counter than the op's first. */
  reference(replica: ReplicaIndex, counter: number): void {
    this.refer(replica, counter, counter, true);
  }

  /** Of what is referred to, `highest` is the highest counter. `tellsOwn`: the code has not told whose it is. */
  private refer(other: ReplicaIndex, counter: number, highest: number, tellsOwn: boolean): void {
    const { row, replica, nears } = this;
    const isOwn = other === replica;
    if (row) {
      if (!isOwn) {
        row.writeWord(this.replicas.highAt(other));
        row.writeWord(this.replicas.lowAt(other));
      }
      row.writeVarint(isOwn ? this.counter - counter : counter);
      return;
    }
    if (!isOwn || tellsOwn) this.whose.writeVarint(isOwn ? 0 : 1 + this.placeAmongOthers(other, highest));
    const distance = counter - (nears[other] ?? 0);
    const number = distance < 0 ? -2 * distance - 1 : 2 * distance;
    this.low.writeByte(number % 256);
    this.high.writeVarint(Math.floor(number / 256));
    nears[other] = counter;
  }

  private placeAmongOthers(replica: ReplicaIndex, highest: number): number {
    const { dependencies, given } = this;
    const place = given.indexOf(replica);
    if (place >= 0) return place;
    let at = 0;
    while (at < dependencies.length && dependencies[at] !== replica) at += 2;
    if (at === dependencies.length) dependencies.push(replica, highest);
    else if (dependencies[at + 1]! < highest) dependencies[at + 1] = highest;
    return given.length + at / 2;
  }

  private writeUnits({ units, textStart, length }: PackedOp<Op>): void {
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

  private columns(): readonly ByteWriter[] {
    return [this.codes, this.fields, this.whose, this.low, this.high, this.texts];
  }
}

/** Whether a unit takes more than a byte. */
export function isWideText(units: Uint8Array | Uint16Array, from: number, length: number): boolean {
  for (let at = from; at < from + length; at++) if (units[at]! >= UNIT_END) return true;
  return false;
}
