import { type Random, seededRandom } from "@weft/base";
import { type Element, type Place, parseReplicaId, START } from "@weft/rga";
import { describe, expect, it } from "vitest";
import { DocumentState } from "../src/document/document-state.ts";
import { genesisReplica } from "../src/index.ts";
import type { MarkEdge } from "../src/ops/mark-op.ts";
import type { RichTextOp } from "../src/ops/op-kinds.ts";
import { readBlock } from "../src/reading/block-reader.ts";
import { findBlock, findIndex, shownCount } from "../src/reading/display.ts";
import { readInline } from "../src/reading/inline-reader.ts";
import { renderSlowly, viewOf } from "./slow-document.ts";

const FIRST_SEED = Number(process.env.WEFT_SEED ?? 1);
const RUNS = Number(process.env.WEFT_RUNS ?? 16);
process.stdout.write(`raw ops of rich text: seeds ${FIRST_SEED} to ${FIRST_SEED + RUNS - 1}\n`);
const GENESIS = genesisReplica("raw");

/** Ops that no editor would write, but that are well-formed: whoever speaks the format may send them. */
describe("well-formed ops of a hostile client against the slow twin (WEFT_SEED and WEFT_RUNS pin and widen)", () => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
    it(`[RT-2] [RT-11] [RT-15] show the same in every order, seed ${seed}`, () => run(seed));
  }
});

function run(seed: number): void {
  const random = seededRandom(seed);
  const names = ["00000000000000a1", "b1000000000000b1", "00000000000000c1"];
  const states = names.map((name) => new DocumentState(parseReplicaId(name)!, GENESIS));
  const inboxes: Uint8Array[][] = names.map(() => []);
  for (let step = 0; step < 70; step++) {
    const index = random.below(states.length);
    const state = states[index]!;
    const inbox = inboxes[index]!;
    if (random.next() < 0.6) {
      for (let count = 0; count <= random.below(3); count++) {
        const op = randomOp(state, random);
        if (op) state.perform(op);
      }
      const update = state.log.takeUpdate();
      if (update) for (const [other, box] of inboxes.entries()) if (other !== index) box.push(update);
    } else if (inbox.length > 0) {
      const [update] = inbox.splice(random.below(inbox.length), 1);
      expect(state.log.applyUpdate(update!).ok).toBe(true);
    }
    if (step % 3 === 0) compare(state, `seed ${seed} step ${step}`);
  }
  for (const [index, state] of states.entries()) {
    for (const update of inboxes[index]!) expect(state.log.applyUpdate(update).ok).toBe(true);
    compare(state, `seed ${seed} end`);
    expect(show(state)).toEqual(show(states[0]!));
  }
}

function compare(state: DocumentState, where: string): void {
  const slow = renderSlowly("raw", state.log.updateSince(new Map()));
  expect(show(state).blocks, where).toEqual(slow.blocks);
}

function show({ parts: root }: DocumentState) {
  return viewOf({
    blockCount: shownCount(root),
    blockAt: (index) => {
      const { parts, segment } = findIndex(root, index)!;
      return readBlock(parts, segment);
    },
    inline: (id) => {
      const { parts, segment } = findBlock(root, id)!;
      return readInline(parts, segment, 0, parts.blocks.lengthOf(segment));
    },
  });
}

function randomOp(state: DocumentState, random: Random): RichTextOp | null {
  const { space } = state.parts;
  const ids = knownIds(state);
  const pick = <Item>(items: readonly Item[]): Item => items[random.below(items.length)]!;
  const element = pick(ids.elements);
  const container =
    random.next() < 0.5 ? null : (ids.containers[random.below(ids.containers.length)] ?? null);
  const shape = {
    type: pick(["p", "h", "li"]),
    attributes: random.next() < 0.5 ? {} : { level: random.below(3) },
  };
  const own = space.known(space.own);
  const back = own === 0 ? 0 : random.below(Math.min(own, 3));
  const edge = (): MarkEdge => ({ element: pick(ids.elements), side: pick(["before", "after"] as const) });
  const tableOp = random.next() < 0.25 ? randomTableOp(ids, random, back) : null;
  if (tableOp) return tableOp;
  switch (random.below(15)) {
    case 0:
    case 1:
      return { type: "insert", place: placeBeside(element, random), text: pick(["a", "bc", "def"]) };
    case 2:
      return {
        type: "marker",
        place: placeBeside(element, random),
        shape,
        container,
        madeEmpty: random.next() < 0.5,
        back,
      };
    case 3:
      return { type: "atom", place: placeBeside(element, random), shape, back };
    case 4:
      return { type: "delete", ...element, length: 1, direction: 1 };
    case 5:
      return { type: "removeBlocks", markers: [pick(ids.markers), pick([...ids.markers, ...ids.lines])] };
    case 6:
      return {
        type: "keep",
        marker: pick([...ids.markers, ...ids.lines]),
        deletions: ids.deletions.filter(() => random.next() < 0.5),
      };
    case 7:
      return { type: "container", shape, parent: container, back };
    case 8: {
      const target = pick([...ids.markers, ...ids.containers]);
      const seen = random.next() < 0.5 ? [] : [target];
      const values = [{ key: "type", value: pick(["p", "h"]), seen }];
      return { type: "write", target, values, house: { container, seen }, back };
    }
    case 9:
      return {
        type: "mark",
        from: edge(),
        to: random.next() < 0.2 ? null : edge(),
        markType: "b",
        attributes: pick([null, {}]),
        back,
      };
    case 10:
    case 11:
    case 12: {
      const purpose = random.next() < 0.5 ? "block" : "inline";
      const end = purpose === "inline" || random.next() < 0.3 ? null : pick(ids.markers);
      const marker = pick(ids.markers);
      return { type: "slot", purpose, place: placeBeside(element, random), marker, end, seen: [], back };
    }
    default: {
      if (own === 0) return null;
      const counter = random.below(own);
      const length = Math.min(own - counter, 1 + random.below(4));
      return { type: pick(["cancel", "cancel", "restore"] as const), replica: space.own, counter, length };
    }
  }
}

/** Tables, also in cells, their lines, and cells of whatever lines. */
function randomTableOp(ids: Ids, random: Random, back: number): RichTextOp | null {
  const pick = <Item>(items: readonly Item[]): Item => items[random.below(items.length)]!;
  const dice = random.next();
  if (dice < 0.15 || ids.tables.length === 0) {
    const place = placeBeside(pick(ids.elements), random);
    return { type: "table", place, shape: { type: "table", attributes: {} }, container: null, back };
  }
  if (dice < 0.6) {
    if (ids.lines.length > 12) return null;
    const axis = pick(["row", "column"] as const);
    if (random.next() < 0.6 || ids.lines.length === 0) {
      return { type: "line", first: { table: pick(ids.tables), axis }, place: START, back };
    }
    return { type: "line", first: null, place: placeBeside(pick(ids.lines), random), back };
  }
  if (ids.lines.length === 0) return null;
  return { type: "cell", row: pick(ids.lines), column: pick(ids.lines) };
}

function placeBeside(element: Element, random: Random): Place {
  return {
    parentReplica: element.replica,
    parentCounter: element.counter,
    side: random.next() < 0.4 ? 0 : 1,
  };
}

type Ids = ReturnType<typeof knownIds>;

function knownIds(state: DocumentState) {
  const { space } = state.parts;
  const elements: Element[] = [];
  const markers: Element[] = [];
  const containers: Element[] = [];
  const tables: Element[] = [];
  const lines: Element[] = [];
  const deletions: Element[] = [];
  for (let replica = 0; replica < space.replicas.size; replica++) {
    state.log.journal.visit(replica, 0, space.known(replica), (op, first) => {
      const count = op.type === "insert" ? op.text.length : 1;
      const isElement = ["insert", "atom", "marker", "slot", "table", "cell"].includes(op.type);
      for (let offset = 0; isElement && offset < count; offset++)
        elements.push({ replica, counter: first + offset });
      if (["marker", "table", "cell"].includes(op.type)) markers.push({ replica, counter: first });
      if (op.type === "table") tables.push({ replica, counter: first });
      if (op.type === "line") lines.push({ replica, counter: first });
      if (op.type === "container") containers.push({ replica, counter: first });
      if (op.type === "removeBlocks" || op.type === "delete" || op.type === "marker") {
        deletions.push({ replica, counter: first });
      }
    });
  }
  return { elements, markers, containers, deletions, tables, lines };
}
