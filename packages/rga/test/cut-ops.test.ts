/** Ops of other kinds than text, which are objects: what happens to them where a batch has to end in their middle. */
import { expect, test } from "vitest";
import {
  cancelKind,
  deleteKind,
  type Element,
  insertKind,
  type OpKind,
  OpKinds,
  OpLog,
  OpSpace,
  parseReplicaId,
  type ReplicaId,
  restoreKind,
  START,
  type TextOp,
} from "../src/index.ts";

interface PairOp {
  readonly type: "pair";
  readonly targets: readonly Element[];
}

/** An op of another kind that takes a counter for each element that it names. */
const pairKind: OpKind<PairOp> = {
  type: "pair",
  code: 16,
  isElement: false,
  span: (op) => op.targets.length,
  encode(op, writer) {
    writer.bytes.writeVarint(op.targets.length);
    for (const { replica, counter } of op.targets) writer.reference(replica, counter);
  },
  decode(reader) {
    const count = reader.bytes.readVarintUpTo(2, "a number of targets");
    return { type: "pair", targets: Array.from({ length: count }, () => reader.reference()) };
  },
  references: (op, visit) => {
    for (const { replica, counter } of op.targets) visit(replica, counter);
  },
  slice: (op, from, to) => ({ type: "pair", targets: op.targets.slice(from, to) }),
  equal: (a, b) => JSON.stringify(a) === JSON.stringify(b),
  check: () => null,
};

const kinds = new OpKinds<TextOp | PairOp>([insertKind, deleteKind, cancelKind, restoreKind, pairKind]);

function open(id: string, seen: string[] = []): OpLog<TextOp | PairOp> {
  const replica: ReplicaId = parseReplicaId(id)!;
  const apply = (op: TextOp | PairOp, _replica: number, counter: number): void => {
    seen.push(`${op.type} ${counter}`);
  };
  return new OpLog({ space: new OpSpace(replica), kinds, apply });
}

test("[RGA-17] an op that has to be cut goes out, is kept and is taken in part by part", () => {
  const a = open("00000000000000aa");
  const b = open("00000000000000bb");
  a.record({ type: "insert", place: START, text: "a" });
  b.applyUpdate(a.takeUpdate()!);
  b.record({ type: "insert", place: START, text: "b" });
  a.applyUpdate(b.takeUpdate()!);
  a.record({ type: "insert", place: { parentReplica: 1, parentCounter: 0, side: 1 }, text: "c" });
  b.applyUpdate(a.takeUpdate()!);
  const targets = [
    { replica: 1, counter: 0 },
    { replica: 1, counter: 1 },
  ];
  b.record({ type: "pair", targets });
  a.applyUpdate(b.takeUpdate()!);
  const seen: string[] = [];
  const c = open("00000000000000cc", seen);
  expect(c.applyUpdate(a.updateSince(new Map())).ok).toBe(true);
  expect(seen).toEqual(["insert 0", "insert 0", "pair 1", "insert 1", "pair 2"]);
  const again: string[] = [];
  const d = open("00000000000000dd", again);
  for (const log of [a, b, c]) expect(d.applyUpdate(log.updateSince(new Map())).ok).toBe(true);
  expect(again).toEqual(seen);
});
