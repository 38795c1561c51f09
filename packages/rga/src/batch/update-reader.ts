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
import {
  CANCEL,
  DELETE_BACKWARD,
  DELETE_FORWARD,
  INSERT_LEFT,
  INSERT_RIGHT,
  NO_UNITS,
  PackedOp,
  RESTORE,
} from "../op/packed-op.ts";
import { UnknownOpKindError } from "../op/update-errors.ts";
import type { ReplicaIndex, ReplicaTable } from "../space/replica.ts";
import { wideUnits } from "../space/unit-text.ts";
import {
  AT_START,
  CLOCK_FOLLOWS,
  CODE_CANCEL,
  COLUMNS,
  DELETE_BACK,
  DELETE_ON,
  DELETE_ONE,
  INSERT_TEXT,
  INSERT_UNIT,
  IS_OTHERS,
  isTextCode,
  OTHER_KIND,
  PLACE_OF_OTHERS,
  PLACE_WITH_PARENT,
  TYPED_FIRST,
} from "./batch-form.ts";
import { readTypedRows } from "./typed-rows.ts";

const EMPTY = new ByteReader(NO_UNITS);
const NOBODY = Number.MAX_SAFE_INTEGER;
const NO_DEPENDENCIES: readonly number[] = [];
/** As many batches as one takes in that goes on; the next goes on from there. */
const TYPED_AT_ONCE = 256;

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
  /** Whether it is one op of text alone. */
  isRow = false;
  /** What `nextOp` went to. */
  readonly op = new PackedOp<Op>();
  /** The columns. Of a batch of one op, all are the update. */
  codes = EMPTY;
  fields = EMPTY;
  whose = EMPTY;
  low = EMPTY;
  high = EMPTY;
  texts = EMPTY;
  /** The counter of the next op. */
  protected next = 0;
  /** The element that was referred to or made last, by its replica. */
  protected nears: number[] = [];
  protected keepsText = true;
  readonly #replicas: ReplicaTable;
  protected given: readonly ReplicaIndex[];
  #reader = EMPTY;
  #start = 0;
  /** The replica that was read last; it may have been taken back since. */
  #met: ReplicaIndex = NOBODY;
  /** The columns of the batch until they are read. */
  #body: Uint8Array | null = null;
  /** The units of a batch of one character, and of those that go on from it. */
  readonly #typed = new Uint8Array(TYPED_AT_ONCE);

  /** `given`: replicas that everybody has, see `OpLog.give`. */
  constructor(replicas: ReplicaTable, given: readonly ReplicaIndex[]) {
    this.#replicas = replicas;
    this.given = given;
  }

  /** Goes to the beginning of an update. */
  begin(update: Uint8Array): void {
    this.#reader = new ByteReader(update);
    this.#start = 0;
  }

  /** The bytes of the batch: a view. */
  get bytes(): Uint8Array {
    return this.#reader.input.subarray(this.#start, this.#reader.position);
  }

  /** Whether there are bytes behind the batch. */
  get hasMore(): boolean {
    return this.#reader.remaining > 0;
  }

  /** Goes to the next batch. Throws a `DecodeError`. */
  nextBatch(): boolean {
    const reader = this.#reader;
    if (reader.remaining === 0) return false;
    this.#start = reader.position;
    const firstByte = reader.readByte();
    const form = firstByte & ~CLOCK_FOLLOWS;
    this.isRow = form !== COLUMNS;
    if (this.isRow && !isTextCode(form)) {
      throw new DecodeError("version", `a batch of the form ${firstByte} is not known`);
    }
    this.replica = this.#readReplica();
    this.counter = reader.readVarintUpTo(MAX_COUNTER, "a counter");
    this.lamport = this.counter;
    if (firstByte >= CLOCK_FOLLOWS) {
      const clock = reader.readVarintUpTo(MAX_LAMPORT, "a Lamport timestamp");
      if (clock === 0) throw new DecodeError("malformed", "a clock of 0");
      this.lamport += clock;
    }
    this.next = this.counter;
    this.dependencies = NO_DEPENDENCIES;
    if (this.isRow) {
      this.fields = reader;
      this.texts = reader;
      this.readOp(form);
      this.count = this.op.length;
    } else this.#readExtent();
    this.expectRoom(this.count);
    if (reader.position - this.#start > MAX_BATCH_BYTES)
      throw new DecodeError("limit", "a batch is too long");
    return true;
  }

  /**
   * Makes those batches after one of a single character that are typed straight on from it, a character each, part of
   * it: what was sent key by key is taken in as one insertion, as it was typed.
   */
  takeTyped(): void {
    const { op, counter } = this;
    if (!this.isRow || op.units !== this.#typed || op.form > INSERT_RIGHT) return;
    const most = Math.min(TYPED_AT_ONCE, MAX_COUNTER - counter, MAX_LAMPORT - this.lamport);
    op.length = readTypedRows(this.#reader, this.#start, this, this.#typed, most);
    this.count = op.length;
  }

  /** Goes to the next op of the batch; false, and `op` is as it was, if there is none. Throws a `DecodeError`. */
  nextOp(): boolean {
    const end = this.counter + this.count;
    if (this.isRow) {
      const isFirst = this.next < end;
      this.next = end;
      return isFirst;
    }
    if (this.#body) {
      const reader = new ByteReader(this.#body);
      this.#body = null;
      this.openColumns(reader, MAX_COLUMNS_BYTES);
      reader.expectEnd();
    }
    if (this.codes.remaining === 0) {
      this.expectEnd();
      if (this.next < end) throw new DecodeError("truncated", "too few ops");
      return false;
    }
    this.readOp(this.codes.readByte());
    this.next += this.op.length;
    if (this.next > end) throw new DecodeError("malformed", "too many ops");
    return true;
  }

  /**
   * Reads a reference into `op.otherReplica` and `op.otherCounter`; gives the highest counter that it may be to. `whose` is 0
   * for the writer itself, otherwise the place from 1 on among the given replicas and the dependencies. Throws a `DecodeError`.
   */
  readReference(whose: number): number {
    const { nears, replica } = this;
    let other = replica;
    let highest = this.op.counter - 1;
    if (whose > 0) {
      const { given, dependencies } = this;
      const at = (whose - 1 - given.length) * 2;
      other = (at < 0 ? given[whose - 1] : dependencies[at]) ?? -1;
      if (other < 0) throw new DecodeError("impossible", "a reference to no dependency");
      if (other !== replica) highest = at < 0 ? MAX_COUNTER : dependencies[at + 1]!;
    }
    const number = this.low.readByte() + this.high.readVarintUpTo(MAX_COUNTER >>> 7, "a distance") * 256;
    const counter = (nears[other] ?? 0) + (number % 2 === 0 ? number / 2 : -(number + 1) / 2);
    nears[other] = counter;
    return this.setReference(other, counter, highest);
  }

  /** Reads the columns, which are packed. */
  protected openColumns(reader: ByteReader, maxBytes: number): void {
    let room = maxBytes;
    const next = (): ByteReader => {
      const column = readPackedBytes(reader, room);
      room -= column.length;
      return new ByteReader(column);
    };
    this.codes = next();
    this.fields = next();
    this.whose = next();
    this.low = next();
    this.high = next();
    this.texts = next();
    this.nears = [];
    this.nears[this.replica] = this.counter;
  }

  /** Keeps no column. */
  protected closeColumns(): void {
    this.codes = EMPTY;
    this.fields = EMPTY;
    this.whose = EMPTY;
    this.low = EMPTY;
    this.high = EMPTY;
    this.texts = EMPTY;
  }

  /** Throws a `DecodeError` unless `count` counters from the first on are within the limits. */
  protected expectRoom(count: number): void {
    if (this.counter + count > MAX_COUNTER || this.lamport + count > MAX_LAMPORT) {
      throw new DecodeError("limit", "a counter or a clock");
    }
  }

  /** Throws a `DecodeError` unless all columns were read. */
  protected expectEnd(): void {
    const { codes, fields, whose, low, high, texts } = this;
    for (const column of [codes, fields, whose, low, high, texts]) column.expectEnd();
  }

  /** Reads the op with this code, which takes the next counters. */
  protected readOp(code: number): void {
    const { op } = this;
    op.counter = this.next;
    if (code >= INSERT_UNIT) this.#readInsertion(code);
    else if (code >= CODE_CANCEL && code <= DELETE_BACK + IS_OTHERS) this.#readReferring(code);
    else throw new UnknownOpKindError(code === OTHER_KIND ? this.codes.readVarint() : code);
  }

  #readInsertion(code: number): void {
    const { op } = this;
    if (!isTextCode(code)) throw new UnknownOpKindError(code);
    const place = code < TYPED_FIRST ? code & 7 : 0;
    op.form = INSERT_RIGHT;
    if (place >= PLACE_WITH_PARENT) {
      if (place % 2 === 0) op.form = INSERT_LEFT;
      this.refer(place >= PLACE_OF_OTHERS);
    } else if (place === AT_START) {
      op.otherReplica = -1;
      op.otherCounter = 0;
    } else {
      op.otherReplica = this.replica;
      op.otherCounter = op.counter - 1;
      expectWithin(op.otherCounter, MAX_COUNTER);
    }
    if (code >= INSERT_TEXT && code < TYPED_FIRST) this.#readUnits();
    else {
      this.#typed[0] = code < INSERT_TEXT ? this.texts.readByte() : code;
      op.units = this.#typed;
      op.textStart = 0;
      op.length = 1;
    }
    if (!this.isRow) this.nears[this.replica] = op.counter + op.length - 1;
  }

  /** Units a byte each, or the lower bytes of all, then the higher ones. */
  #readUnits(): void {
    const { op, texts } = this;
    const head = this.#readLength();
    op.length = head;
    op.textStart = 0;
    op.units = NO_UNITS;
    if (!this.keepsText) return;
    const length = head >>> 1;
    op.length = length;
    if (length === 0) throw new DecodeError("malformed", "an insertion of nothing");
    const { input, position } = texts;
    texts.skip(head & 1 ? length * 2 : length);
    op.units = input;
    op.textStart = position;
    if (head & 1) {
      op.units = wideUnits(input, position, length);
      op.textStart = 0;
    }
  }

  /** A deletion or a toggle. */
  #readReferring(code: number): void {
    const { op } = this;
    const isDeletion = code >= DELETE_ONE;
    const highest = this.refer(isDeletion && (code & IS_OTHERS) !== 0);
    const length = isDeletion && code < DELETE_ON ? 1 : this.#readLength();
    const { otherReplica, otherCounter } = op;
    const isBack = code >= DELETE_BACK;
    const last = isBack ? otherCounter - length + 1 : otherCounter + length - 1;
    expectWithin(last, highest);
    if (!isDeletion) {
      op.form = code === CODE_CANCEL ? CANCEL : RESTORE;
      op.length = 1;
      op.toggled = length;
      return;
    }
    op.form = isBack ? DELETE_BACKWARD : DELETE_FORWARD;
    op.length = length;
    if (!this.isRow) this.nears[otherReplica] = last;
    else if (otherReplica !== this.replica) this.dependencies = [otherReplica, Math.max(last, otherCounter)];
  }

  #readLength(): number {
    const length = this.fields.readVarintUpTo(MAX_COUNTER, "a length");
    if (length === 0) throw new DecodeError("malformed", "an op of nothing");
    return length;
  }

  /** `readReference` of an op of text. */
  protected refer(isOthers: boolean): number {
    if (!this.isRow) return this.readReference(isOthers ? this.whose.readVarint() : 0);
    const other = isOthers ? this.expectOther(this.#readReplica()) : this.replica;
    const number = this.#reader.readVarintUpTo(MAX_COUNTER, "a counter");
    if (!isOthers) return this.setReference(other, this.op.counter - number, this.op.counter - 1);
    this.dependencies = [other, number];
    return this.setReference(other, number, MAX_COUNTER);
  }

  /** Gives back a replica that is not the writer; else throws a `DecodeError`. */
  protected expectOther(replica: ReplicaIndex): ReplicaIndex {
    if (replica === this.replica) throw new DecodeError("malformed", "the writer as another");
    return replica;
  }

  /** Notes the reference that was read: `highest` is the highest counter that it may be to. Throws a `DecodeError`. */
  protected setReference(other: ReplicaIndex, counter: number, highest: number): number {
    expectWithin(counter, highest);
    this.op.otherReplica = other;
    this.op.otherCounter = counter;
    return highest;
  }

  #readReplica(): ReplicaIndex {
    const reader = this.#reader;
    const replicas = this.#replicas;
    const met = this.#met;
    const high = reader.readWord();
    const low = reader.readWord();
    // Most batches are by who wrote the one before.
    if (met < replicas.size && replicas.highAt(met) === high && replicas.lowAt(met) === low) return met;
    const replica = replicas.indexOfWords(high, low);
    if (this.given.length > 0 && this.given.includes(replica)) {
      throw new DecodeError("impossible", "a batch by or upon a given replica");
    }
    this.#met = replica;
    return replica;
  }

  /** What comes before the columns. */
  #readExtent(): void {
    const reader = this.#reader;
    this.count = reader.readVarint();
    if (this.count === 0) throw new DecodeError("malformed", "a batch without ops");
    const size = reader.readVarintUpTo(MAX_BATCH_DEPENDENCIES, "dependencies");
    const dependencies: number[] = [];
    const seen = new Set([this.replica]);
    for (let index = 0; index < size; index++) {
      const replica = this.#readReplica();
      dependencies.push(replica, reader.readVarintUpTo(MAX_COUNTER, "a counter"));
      seen.add(replica);
    }
    if (seen.size <= size) throw new DecodeError("malformed", "a dependency named twice");
    this.dependencies = dependencies;
    this.#body = reader.readBytes();
  }
}

function expectWithin(counter: number, highest: number): void {
  if (counter < 0 || counter > highest) {
    throw new DecodeError("impossible", "a reference to what is not earlier");
  }
}
