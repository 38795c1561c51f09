import { type Random, seededRandom } from "@weft/base";
import { type Element, type Place, parseReplicaId } from "@weft/rga";
import { describe, expect, it } from "vitest";
import { DocumentState } from "../src/document/document-state.ts";
import { genesisReplica } from "../src/index.ts";
import type { MarkEdge } from "../src/ops/mark-op.ts";
import type { RichTextOp } from "../src/ops/op-kinds.ts";
import { readBlock } from "../src/reading/block-reader.ts";
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

function show({ parts }: DocumentState) {
  const { blocks } = parts;
  return viewOf({
    blockCount: blocks.blockCount,
    blockAt: (index) => readBlock(parts, blocks.blockAt(index)!),
    inline: (id) => {
      for (let index = 0; ; index++) {
        const block = blocks.blockAt(index)!;
        if (block.id === id) return readInline(parts, block, 0, blocks.lengthOf(block));
      }
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
      return { type: "removeBlocks", markers: [pick(ids.markers), pick(ids.markers)] };
    case 6:
      return {
        type: "keep",
        marker: pick(ids.markers),
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

function placeBeside(element: Element, random: Random): Place {
  return {
    parentReplica: element.replica,
    parentCounter: element.counter,
    side: random.next() < 0.4 ? 0 : 1,
  };
}

function knownIds(state: DocumentState) {
  const { space } = state.parts;
  const elements: Element[] = [];
  const markers: Element[] = [];
  const containers: Element[] = [];
  const deletions: Element[] = [];
  for (let replica = 0; replica < space.replicas.size; replica++) {
    state.log.journal.visit(replica, 0, space.known(replica), (op, first) => {
      const count = op.type === "insert" ? op.text.length : 1;
      const isElement = ["insert", "atom", "marker", "slot"].includes(op.type);
      for (let offset = 0; isElement && offset < count; offset++)
        elements.push({ replica, counter: first + offset });
      if (op.type === "marker") markers.push({ replica, counter: first });
      if (op.type === "container") containers.push({ replica, counter: first });
      if (op.type === "removeBlocks" || op.type === "delete" || op.type === "marker") {
        deletions.push({ replica, counter: first });
      }
    });
  }
  return { elements, markers, containers, deletions };
}
