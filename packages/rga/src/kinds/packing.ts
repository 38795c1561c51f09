/** The ops of text between objects, as documents with more kinds of op have them, and numbers, as the log keeps them. */
import { assert } from "@weft/base";
import type { AnyOp, OpKinds } from "../op/op-kind.ts";
import {
  CANCEL,
  DELETE_BACKWARD,
  DELETE_FORWARD,
  INSERT_LEFT,
  INSERT_RIGHT,
  OBJECT,
  type PackedForm,
  type PackedOp,
  RESTORE,
} from "../op/packed-op.ts";
import { LEFT, RIGHT, START } from "../sequence/place.ts";
import { stringOf, unitsOf } from "../space/unit-text.ts";
import type { TextOp } from "../text/text-op.ts";

/** The kinds of text have the lowest codes. Others are kept as objects. */
const LAST_TEXT_CODE = 3;

/** The name of the kind of what is kept in this form, which is not OBJECT. */
export function typeOfForm(form: PackedForm): TextOp["type"] {
  if (form <= INSERT_RIGHT) return "insert";
  if (form < CANCEL) return "delete";
  return form === CANCEL ? "cancel" : "restore";
}

/** Writes into `into` an op whose first counter is `counter`. */
export function packOp<Op extends AnyOp>(
  op: Op,
  counter: number,
  kinds: OpKinds<Op>,
  into: PackedOp<Op>,
): void {
  const kind = kinds.of(op);
  into.counter = counter;
  into.length = kind.span(op);
  into.object = null;
  if (isTextOp(op, kind.code)) packText(op, into);
  else {
    into.form = OBJECT;
    into.object = op;
  }
}

/** The op in numbers, of this replica, as an object. */
export function unpackOp<Op extends AnyOp>(packed: PackedOp<Op>, kinds: OpKinds<Op>): Op {
  if (packed.form === OBJECT) {
    assert(packed.object !== null, "an object is there");
    return packed.object;
  }
  const op: AnyOp = unpackText(packed);
  assert(kinds.includes(op), "the kinds of text are among all kinds");
  return op;
}

function isTextOp(op: AnyOp, code: number): op is TextOp {
  return code <= LAST_TEXT_CODE && op.type.length > 0;
}

function packText(op: TextOp, into: PackedOp): void {
  switch (op.type) {
    case "insert":
      into.form = op.place.side === LEFT ? INSERT_LEFT : INSERT_RIGHT;
      into.otherReplica = op.place.parentReplica;
      into.otherCounter = op.place.parentCounter;
      into.units = unitsOf(op.text);
      into.textStart = 0;
      return;
    case "delete":
      into.form = op.direction > 0 ? DELETE_FORWARD : DELETE_BACKWARD;
      into.otherReplica = op.replica;
      into.otherCounter = op.counter;
      return;
    default:
      into.form = op.type === "cancel" ? CANCEL : RESTORE;
      into.otherReplica = op.replica;
      into.otherCounter = op.counter;
      into.toggled = op.length;
  }
}

function unpackText(packed: PackedOp): TextOp {
  const { form, length, otherReplica, otherCounter } = packed;
  if (form <= INSERT_RIGHT) {
    const side = form === INSERT_LEFT ? LEFT : RIGHT;
    const place =
      otherReplica < 0 ? START : { parentReplica: otherReplica, parentCounter: otherCounter, side };
    const text = stringOf(packed.units, packed.textStart, packed.textStart + length);
    return { type: "insert", place, text };
  }
  if (form < CANCEL) {
    const direction = form === DELETE_FORWARD || length === 1 ? 1 : -1;
    return { type: "delete", replica: otherReplica, counter: otherCounter, length, direction };
  }
  const type = form === CANCEL ? "cancel" : "restore";
  return { type, replica: otherReplica, counter: otherCounter, length: packed.toggled };
}
