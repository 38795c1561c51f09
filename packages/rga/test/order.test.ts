import { type Random, seededRandom } from "@weft/base";
import { describe, expect, test } from "vitest";
import {
  createText,
  LEFT,
  OpSpace,
  parseReplicaId,
  RIGHT,
  Sequence,
  START,
  splitBatches,
  type Text,
} from "../src/index.ts";
import { withSeeds } from "./seed.ts";
import { SequenceWorld } from "./sequence-world.ts";

function exchange(texts: readonly Text[]): void {
  const updates = texts.map((text) => text.updateSince(new Map()));
  for (const text of texts) for (const update of updates) text.applyUpdate(update);
  for (const text of texts) expect(text.toString()).toBe(texts[0]!.toString());
}

/** Writes `word` at `at`: forwards, backwards, or from the middle outwards. */
function write(text: Text, at: number, word: string, style: "forwards" | "backwards" | "passes"): void {
  if (style === "forwards") for (let k = 0; k < word.length; k++) text.insert(at + k, word[k]!);
  else if (style === "backwards") for (let k = word.length - 1; k >= 0; k--) text.insert(at, word[k]!);
  else {
    const middle = word.length >> 1;
    write(text, at, word.slice(middle), "forwards");
    write(text, at, word.slice(0, middle), "backwards");
  }
}

describe("[RGA-4] what several write at one place stays whole", () => {
  for (const first of ["forwards", "backwards", "passes"] as const) {
    for (const second of ["forwards", "backwards", "passes"] as const) {
      test(`${first} against ${second}, at the start, in the middle and at the end`, () => {
        for (const at of [0, 1, 2]) {
          const texts = ["cc", "aa", "bb"].map((end) => createText({ replica: `00000000000000${end}` }));
          texts[0]!.insert(0, "[]");
          exchange(texts);
          write(texts[0]!, at, "one!!!", first);
          write(texts[1]!, at, "two???", second);
          write(texts[2]!, at, "three...", "passes");
          exchange(texts);
          for (const word of ["one!!!", "two???", "three..."]) expect(texts[0]!.toString()).toContain(word);
        }
      });
    }
  }
});

describe("[RGA-2] where one's own typing goes", () => {
  const spaceOf = (): OpSpace => new OpSpace(parseReplicaId("00000000000000aa")!);

  test("after the left neighbour; before the right one if the left has right children, or only the right is own", () => {
    const space = spaceOf();
    const sequence = new Sequence(space);
    expect(sequence.placeAt(0)).toEqual(START);
    space.allocate(2);
    sequence.insert({ replica: 0, counter: 0, length: 2, place: START, text: "ab" });
    expect(sequence.placeAt(2)).toEqual({ parentReplica: 0, parentCounter: 1, side: RIGHT });
    expect(sequence.placeAt(1)).toEqual({ parentReplica: 0, parentCounter: 1, side: LEFT });
    expect(sequence.placeAt(0)).toEqual({ parentReplica: 0, parentCounter: 0, side: LEFT });
  });
});

describe("[RGA-3] a run takes in only right children", () => {
  test("a left child with the next counter, next to its older sibling in id, keeps its parent", () => {
    const space = new OpSpace(parseReplicaId("00000000000000aa")!);
    const other = space.replicas.indexOf(parseReplicaId("00000000000000bb")!);
    const sequence = new Sequence(space);
    space.accept(other, 0, 1, 0);
    sequence.insert({ replica: other, counter: 0, length: 1, place: START, text: "P" });
    space.allocate(2);
    const leftOfP = { parentReplica: other, parentCounter: 0, side: LEFT };
    sequence.insert({ replica: 0, counter: 0, length: 1, place: leftOfP, text: "x" });
    sequence.insert({ replica: 0, counter: 1, length: 1, place: leftOfP, text: "y" });
    expect(sequence.text()).toBe("xyP");
    expect(sequence.placeOf(0, 1)).toEqual(leftOfP);
    const late = space.replicas.indexOf(parseReplicaId("00000000000000a0")!);
    space.accept(late, 0, 1, 2);
    sequence.insert({ replica: late, counter: 0, length: 1, place: leftOfP, text: "z" });
    expect(sequence.text()).toBe("xzyP");
  });
});

test("[RGA-1] zig-zag: every turn of left and right children is walked to the place between them", () => {
  let contested = 0;
  withSeeds(30, (seed) => {
    const random = seededRandom(seed);
    const world = new SequenceWorld(random, 3);
    world.insert(0, 0, "PQ");
    world.settle();
    for (let turn = 0; turn < 30; turn++) zigzag(world, turn % 2 === 0 ? 0 : 1, random);
    zigzag(world, 2, random);
    zigzag(world, 2, random);
    world.settle();
    world.compareAll();
    world.compareWithEachOther();
    contested += world.coverage.contested;
  });
  if (process.env.WEFT_SEED === undefined) expect(contested).toBeGreaterThan(50);
});

/** One replica puts a character somewhere in the middle third, on a side of its own choice. */
function zigzag(world: SequenceWorld, writer: number, random: Random): void {
  const { slow } = world.members[writer]!;
  const middle = slow.totalLength / 3;
  const element = slow.elementAtRank(Math.floor(middle + random.below(Math.max(1, Math.ceil(middle)))));
  const side = random.below(2) === 0 ? LEFT : RIGHT;
  world.insert(writer, 0, "z", { parentReplica: element.replica, parentCounter: element.counter, side });
  if (random.below(3) === 0) world.deliver(1 - (writer % 2), writer);
}

test("[RGA-1] thousands of runs: many leaves, deep trees, long siblings", () => {
  const random = seededRandom(5);
  const texts = ["aa", "bb", "cc"].map((end) => createText({ replica: `00000000000000${end}` }));
  for (let round = 0; round < 4; round++) {
    for (const text of texts) {
      for (let k = 0; k < 700; k++) {
        if (text.length > 20 && random.below(3) === 0)
          text.delete(random.below(text.length - 3), 1 + random.below(3));
        else
          text.insert(random.below(4) === 0 ? 0 : random.below(text.length + 1), "xy".slice(random.below(2)));
      }
    }
    exchange(texts);
  }
  const copy = createText({ replica: "00000000000000dd" });
  copy.applyUpdate(texts[1]!.updateSince(new Map()));
  expect(copy.toString()).toBe(texts[0]!.toString());
});

describe("[RGA-1] thousands of turns at one place, in whatever order they come", () => {
  const pair = (): [Text, Text] => {
    const a = createText({ replica: "00000000000000aa" });
    const b = createText({ replica: "00000000000000bb" });
    a.insert(0, "[]");
    b.applyUpdate(a.takeUpdate()!);
    return [a, b];
  };
  const shuffledCopy = (text: Text): string => {
    const split = splitBatches(text.updateSince(new Map()));
    const batches = split.ok ? split.value.reverse() : [];
    const copy = createText();
    for (const batch of batches) copy.applyUpdate(batch);
    expect(copy.missing()).toEqual([]);
    return copy.toString();
  };

  test("two writers from the end to the beginning, letter by letter and word by word", () => {
    for (const word of ["x", "abc"]) {
      const [a, b] = pair();
      for (let round = 0; round < 2000; round++) {
        for (const text of [a, b]) write(text, 1, word, "forwards");
      }
      exchange([a, b]);
      expect(shuffledCopy(a)).toBe(a.toString());
    }
  });

  test("two writers who answer each other in the middle of what the other wrote", () => {
    const [a, b] = pair();
    for (let round = 0; round < 2000; round++) {
      a.insert(a.length >> 1, "a");
      b.applyUpdate(a.takeUpdate()!);
      b.insert(b.length >> 1, "b");
      a.applyUpdate(b.takeUpdate()!);
    }
    expect(b.toString()).toBe(a.toString());
    expect(shuffledCopy(a)).toBe(a.toString());
  });

  test("many who have not seen each other", () => {
    const [a] = pair();
    const updates = Array.from({ length: 300 }, (_, k) => {
      const text = createText({ replica: (0x1000 + ((k * 7919) % 300)).toString(16).padStart(16, "0") });
      text.applyUpdate(a.updateSince(new Map()));
      text.insert(1, `<${k}>`);
      return text.takeUpdate()!;
    });
    const [first, second] = [createText(), createText()];
    for (const update of updates) first.applyUpdate(update);
    for (const update of updates.toReversed()) second.applyUpdate(update);
    for (const text of [first, second]) text.applyUpdate(a.updateSince(new Map()));
    expect(second.toString()).toBe(first.toString());
    for (let k = 0; k < 300; k++) expect(first.toString()).toContain(`<${k}>`);
  });
});

test("[RGA-13] elements are told in order with how many deletions cover them", () => {
  const space = new OpSpace(parseReplicaId("00000000000000aa")!);
  const sequence = new Sequence(space);
  space.allocate(6);
  sequence.insert({ replica: 0, counter: 0, length: 6, place: START, text: "abcdef" });
  sequence.cover(0, 1, 3, 1);
  sequence.cover(0, 2, 1, 1);
  const told = (from: number, to: number): string[] => {
    const runs: string[] = [];
    sequence.coveredRuns(from, to, (_replica, counter, length, covers, rank) => {
      runs.push(`${rank}: ${counter}+${length} under ${covers}`);
    });
    return runs;
  };
  expect(told(0, 6)).toEqual([
    "0: 0+1 under 0",
    "1: 1+1 under 1",
    "2: 2+1 under 2",
    "3: 3+1 under 1",
    "4: 4+2 under 0",
  ]);
  expect(told(2, 5)).toEqual(["2: 2+1 under 2", "3: 3+1 under 1", "4: 4+1 under 0"]);
  expect(told(3, 3)).toEqual([]);
});
