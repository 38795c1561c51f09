/**
 * The batches of an update and their ops, one after another, in numbers (FORMAT.md). All that bytes alone can tell is
 * checked: whether a reference is to an element, and an older one, is for those to say who have the document.
 */
import { ByteReader, DecodeError, readPackedBytes } from "@weft/codec";
import {
  MAX_BATCH_BYTES,
  MAX_BATCH_DEPENDENCIES,
  MAX_COLUMNS_BYTES,
  MAX_COUNTER,
  MAX_LAMPORT,
} from "../limits.ts";
import { columnReaders, OP_COLUMN_NAMES, rowReaders } from "../op/op-columns.ts";
import { OpReader } from "../op/op-reader.ts";
import type { OpWriter } from "../op/op-writer.ts";
import {
  CANCEL,
  DELETE_BACKWARD,
  DELETE_FORWARD,
  INSERT_LEFT,
  INSERT_RIGHT,
  OBJECT,
  PackedOp,
  RESTORE,
} from "../op/packed-op.ts";
import { UnknownOpKindError } from "../op/update-errors.ts";
import type { ReplicaIndex, ReplicaTable } from "../space/replica.ts";
import { unitsOf } from "../space/unit-text.ts";
import {
  AFTER_PREVIOUS,
  ASCII_END,
  AT_START,
  CLOCK_FOLLOWS,
  CODE_CANCEL,
  CODE_DELETE,
  CODE_INSERT,
  CODE_RESTORE,
  COLUMNS,
  DELETE_ONE,
  DELETE_SEVERAL,
  INSERT_TEXT,
  INSERT_UNIT,
  IS_OTHERS,
  LEFT_OF,
  PLACE_OF_OTHERS,
  PLACE_WITH_PARENT,
  PLACES,
  RIGHT_OF,
  ROWS,
  TYPED_FIRST,
  TYPED_LAST,
} from "./batch-form.ts";

/** How ops look in bytes that are no ops of text. */
export interface ObjectCoder<Op> {
  /** Throws a `DecodeError`. */
  decode(code: number, reader: OpReader): Op;
  /** How many counters an op takes. */
  span(op: Op): number;
  codeOf(op: Op): number;
  encode(op: Op, writer: OpWriter): void;
  /** Throws a `DecodeError` if a document of these kinds has no such insertion of text. */
  checkText(op: PackedOp<Op>): void;
}

const NO_BYTES: Uint8Array = new Uint8Array(0);
const NO_DEPENDENCIES: readonly number[] = [];

export class UpdateReader<Op> {
  /** Who wrote the batch, numbered now if it was not, and its first counter. */
  replica: ReplicaIndex = 0;
  counter = 0;
  /** How many counters it takes. */
  count = 0;
  /** The Lamport timestamp of the first counter; the others run on with the counter. */
  lamport = 0;
  /** The highest counter of each other replica that the batch refers to: replica, counter, replica, counter … */
  dependencies: readonly number[] = NO_DEPENDENCIES;
  /** What `nextOp` went to. */
  readonly op = new PackedOp<Op>();
  private readonly replicas: ReplicaTable;
  private readonly given: readonly ReplicaIndex[];
  private readonly objects: ObjectCoder<Op> | null;
  private reader = new ByteReader(NO_BYTES);
  private start = 0;
  private form = 0;
  /** The ops of a batch in rows or columns. */
  private body = NO_BYTES;
  private ops: OpReader | null = null;
  /** The counter of the next op. */
  private next = 0;
  private readonly unit = new Uint8Array(1);

  /** `given`: replicas that everybody has, see `OpLog.give`. Without `objects` there are ops of text alone. */
  constructor(replicas: ReplicaTable, given: readonly ReplicaIndex[], objects: ObjectCoder<Op> | null) {
    this.replicas = replicas;
    this.given = given;
    this.objects = objects;
  }

  /** Goes to the beginning of an update. */
  begin(update: Uint8Array): void {
    this.reader = new ByteReader(update);
    this.start = 0;
  }

  /** Whether the batch is all of the update. */
  get isWhole(): boolean {
    return this.start === 0 && this.reader.remaining === 0;
  }

  /** The bytes of the batch: a view, or the update itself. */
  get bytes(): Uint8Array {
    const { input, position } = this.reader;
    return this.isWhole ? input : input.subarray(this.start, position);
  }

  /** Goes to the next batch. Throws a `DecodeError`. */
  nextBatch(): boolean {
    const { reader } = this;
    if (reader.remaining === 0) return false;
    this.start = reader.position;
    const firstByte = reader.readByte();
    const form = firstByte & ~CLOCK_FOLLOWS;
    if (!isForm(form)) throw new DecodeError("version", `a batch of the form ${firstByte} is not known`);
    this.form = form;
    this.replica = this.readReplica();
    this.counter = reader.readVarintUpTo(MAX_COUNTER, "a counter");
    this.lamport = this.counter;
    if (firstByte >= CLOCK_FOLLOWS) {
      const clock = reader.readVarintUpTo(MAX_LAMPORT, "a Lamport timestamp");
      if (clock === 0) throw new DecodeError("malformed", "a clock in a longer form than it needs");
      this.lamport += clock;
    }
    this.ops = null;
    this.next = this.counter;
    this.dependencies = NO_DEPENDENCIES;
    if (form <= COLUMNS) this.readExtent();
    else this.readOneOp();
    if (this.counter + this.count > MAX_COUNTER || this.lamport + this.count > MAX_LAMPORT) {
      throw new DecodeError("limit", "a counter or a clock above the limit");
    }
    if (reader.position - this.start > MAX_BATCH_BYTES) throw new DecodeError("limit", "a batch is too long");
    return true;
  }

  /** Goes to the next op of the batch; false if there is none. Throws a `DecodeError`. */
  nextOp(): boolean {
    const end = this.counter + this.count;
    if (this.form > COLUMNS) {
      const isFirst = this.next < end;
      this.next = end;
      return isFirst;
    }
    this.ops ??= this.openOps();
    const { ops, op } = this;
    if (!ops.hasNext) {
      ops.expectEnd();
      if (this.next < end) throw new DecodeError("truncated", "ops of fewer counters than the batch says");
      return false;
    }
    op.counter = this.next;
    ops.counter = this.next;
    this.readOp(ops, ops.code());
    this.next += op.length;
    if (this.next > end) throw new DecodeError("malformed", "ops of more counters than the batch says");
    return true;
  }

  private readReplica(): ReplicaIndex {
    const high = this.reader.readWord();
    const replica = this.replicas.indexOfWords(high, this.reader.readWord());
    if (this.given.length > 0 && this.given.includes(replica)) {
      throw new DecodeError("impossible", "a batch by or upon a replica that everybody has");
    }
    return replica;
  }

  /** What comes before the ops in rows or columns. */
  private readExtent(): void {
    const { reader } = this;
    this.count = reader.readVarint();
    if (this.count === 0) throw new DecodeError("malformed", "a batch without ops");
    const size = reader.readVarintUpTo(MAX_BATCH_DEPENDENCIES, "the number of dependencies");
    const dependencies: number[] = [];
    const seen = new Set([this.replica]);
    for (let index = 0; index < size; index++) {
      const replica = this.readReplica();
      dependencies.push(replica, reader.readVarintUpTo(MAX_COUNTER, "a counter"));
      seen.add(replica);
    }
    if (seen.size <= size) throw new DecodeError("malformed", "a dependency that is named twice");
    this.dependencies = dependencies;
    this.body = reader.readBytes();
  }

  private openOps(): OpReader {
    const reader = new ByteReader(this.body);
    let columns = rowReaders(reader);
    if (this.form === COLUMNS) {
      let room = MAX_COLUMNS_BYTES;
      const parts = OP_COLUMN_NAMES.map(() => {
        const column = readPackedBytes(reader, room);
        room -= column.length;
        return column;
      });
      reader.expectEnd();
      columns = columnReaders(parts);
    }
    return new OpReader(columns, this, this.given, this.dependencies);
  }

  private readOp(ops: OpReader, code: number): void {
    const { op, objects } = this;
    if (code === CODE_INSERT) {
      this.readPlace(ops);
      this.readText(ops.texts, ops.bytes.readVarint());
      objects?.checkText(op);
    } else if (code === CODE_DELETE) {
      const head = ops.bytes.readVarintUpTo(MAX_COUNTER * 2 + 1, "a number of deletions");
      ops.readReference();
      this.setDeletion(head, ops.otherReplica, ops.otherCounter);
    } else if (code === CODE_CANCEL || code === CODE_RESTORE) {
      const toggled = ops.bytes.readVarint();
      ops.readReference();
      const first = ops.otherCounter - toggled + 1;
      if (toggled === 0 || first < 0 || ops.otherReplica !== this.replica) {
        throw new DecodeError("impossible", "a toggle of what are no own ops");
      }
      op.form = code === CODE_CANCEL ? CANCEL : RESTORE;
      op.length = 1;
      op.otherReplica = this.replica;
      op.otherCounter = first;
      op.toggled = toggled;
    } else {
      if (!objects) throw new UnknownOpKindError(code);
      op.object = objects.decode(code, ops);
      op.form = OBJECT;
      op.length = objects.span(op.object);
    }
  }

  private readPlace(ops: OpReader): void {
    const { op } = this;
    const place = ops.code();
    if (place === AFTER_PREVIOUS || place === AT_START) {
      this.setPlace(place);
      return;
    }
    if (place > RIGHT_OF) throw new DecodeError("malformed", `an unknown place ${place}`);
    ops.readReference();
    op.otherReplica = ops.otherReplica;
    op.otherCounter = ops.otherCounter;
    op.form = place === LEFT_OF ? INSERT_LEFT : INSERT_RIGHT;
    this.expectShortest();
  }

  /** The places without a reference. */
  private setPlace(place: number): void {
    const { op } = this;
    op.form = INSERT_RIGHT;
    op.otherReplica = place === AT_START ? -1 : this.replica;
    op.otherCounter = place === AT_START ? 0 : op.counter - 1;
    if (op.otherCounter < 0) throw new DecodeError("impossible", "the first op has none before it");
  }

  private expectShortest(): void {
    const { form, counter, otherReplica, otherCounter } = this.op;
    if (form === INSERT_RIGHT && otherReplica === this.replica && otherCounter === counter - 1) {
      throw new DecodeError("malformed", "a place in a longer form than it needs");
    }
  }

  private readText(texts: ByteReader, head: number): void {
    const { op } = this;
    const size = head / 2;
    const at = head % 2 === 0 ? texts.skipAscii(size) : -1;
    op.units = at >= 0 ? texts.input : unitsOf(texts.readTextBody(head));
    op.textStart = Math.max(0, at);
    op.length = at >= 0 ? size : op.units.length;
    if (op.length === 0) throw new DecodeError("malformed", "an insertion of nothing");
  }

  private setDeletion(head: number, replica: ReplicaIndex, last: number): void {
    const { op } = this;
    const isBack = head % 2 === 1;
    const length = Math.floor(head / 2);
    if (length === 0 || (isBack && length === 1)) throw new DecodeError("malformed", "a deletion of nothing");
    if (length > last + 1) throw new DecodeError("impossible", "a deletion of counters below zero");
    op.form = isBack ? DELETE_BACKWARD : DELETE_FORWARD;
    op.length = length;
    op.otherReplica = replica;
    op.otherCounter = isBack ? last : last - length + 1;
  }

  /** A batch of one op of text behind its clock. */
  private readOneOp(): void {
    const { reader, form, op } = this;
    op.counter = this.counter;
    if (form >= TYPED_FIRST) {
      this.setPlace(AFTER_PREVIOUS);
      this.setUnit(form);
    } else if (form < INSERT_UNIT) {
      this.readReference((form & IS_OTHERS) !== 0);
      const head = form < DELETE_SEVERAL ? 2 : reader.readVarintUpTo(MAX_COUNTER, "a number of deletions");
      if (form >= DELETE_SEVERAL && head < 4) throw new DecodeError("malformed", "one deletion as several");
      this.setDeletion(head, op.otherReplica, op.otherCounter);
    } else {
      const place = form & 7;
      if (place < PLACE_WITH_PARENT) this.setPlace(place);
      else {
        this.readReference(place >= PLACE_OF_OTHERS);
        op.form = place % 2 === 0 ? INSERT_LEFT : INSERT_RIGHT;
        this.expectShortest();
      }
      if (form < INSERT_TEXT) this.setUnit(reader.readByte());
      else this.readText(reader, reader.readVarint());
      const first = op.units[op.textStart]!;
      const isUnit = op.length === 1 && first < ASCII_END;
      const isTyped = isUnit && place === AFTER_PREVIOUS && first >= TYPED_FIRST && first <= TYPED_LAST;
      if (isUnit !== form < INSERT_TEXT || isTyped) {
        throw new DecodeError("malformed", "a text in a form that is not its own");
      }
    }
    this.count = op.length;
    if (form >= INSERT_UNIT) this.objects?.checkText(op);
  }

  private setUnit(unit: number): void {
    const { op } = this;
    this.unit[0] = unit;
    op.units = this.unit;
    op.textStart = 0;
    op.length = 1;
  }

  private readReference(isOthers: boolean): void {
    const { op, reader } = this;
    const replica = isOthers ? this.readReplica() : this.replica;
    const counter = reader.readVarintUpTo(MAX_COUNTER, "a counter");
    const isSelf = isOthers && replica === this.replica;
    if (isSelf || (!isOthers && (counter === 0 || counter > this.counter))) {
      throw new DecodeError(isSelf ? "malformed" : "impossible", "a reference to an op that is not earlier");
    }
    op.otherReplica = replica;
    op.otherCounter = isOthers ? counter : this.counter - counter;
    if (isOthers) this.dependencies = [replica, counter];
  }
}

function isForm(form: number): boolean {
  if (form >= TYPED_FIRST) return form <= TYPED_LAST;
  if (form >= INSERT_UNIT) return (form & 7) < PLACES;
  return form === ROWS || form === COLUMNS || (form >= DELETE_ONE && form <= DELETE_SEVERAL + IS_OTHERS);
}
