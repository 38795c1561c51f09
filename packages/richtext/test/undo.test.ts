import { seededRandom, VirtualClock } from "@weft/base";
import { describe, expect, it } from "vitest";
import { createRichText, type RichText } from "../src/index.ts";
import { attempt, randomEdits, structuralEdits } from "./random-edits.ts";
import { deleteFrom, mark, paragraphs, placeOf, show } from "./two-people.ts";

function make(clock = new VirtualClock()): RichText {
  return createRichText({ documentId: "undo", replica: "00000000000000a1", clock });
}

function type(document: RichText, text: string, pauseMs = 0, clock = new VirtualClock()): void {
  for (const character of text) {
    document.edit([{ type: "insertText", at: document.length, text: character }]);
    clock.advance(pauseMs);
  }
}

describe("undo", () => {
  it("[RT-40] takes back own ops only; nothing is copied, nobody else's character goes or comes twice", () => {
    const a = make();
    paragraphs("shared text")(a);
    const b = createRichText({ documentId: "undo", replica: "00000000000000b1", saved: a.save() });
    a.takeUpdate();
    deleteFrom("shared ")(a);
    b.edit([{ type: "insertText", at: 8, text: "NEW " }]);
    deleteFrom("text")(b);
    a.applyUpdate(b.takeUpdate()!);
    expect(a.text()).toBe("NEW ");
    a.undo();
    expect(a.text()).toBe("shared NEW ");
    a.undo();
    expect(a.text()).toBe("NEW ");
    b.applyUpdate(a.takeUpdate()!);
    expect(b.text()).toBe("NEW ");
    b.undo();
    expect(b.text()).toBe("NEW ");
    b.undo();
    expect([b.text(), b.canUndo, b.undo()]).toEqual(["", false, false]);
    a.redo();
    a.applyUpdate(b.takeUpdate()!);
    a.redo();
    expect([a.text(), a.canRedo, a.redo()]).toEqual(["text", false, false]);
  });

  it("[RT-41] groups typing by pause, word and place", () => {
    const clock = new VirtualClock();
    const a = make(clock);
    type(a, "two words", 100, clock);
    a.undo();
    expect(a.text()).toBe("two ");
    a.undo();
    expect(a.text()).toBe("");
    type(a, "slow", 600, clock);
    a.undo();
    expect(a.text()).toBe("slo");
    type(a, "ab", 10, clock);
    a.endUndoGroup();
    type(a, "cd", 10, clock);
    a.undo();
    expect(a.text()).toBe("sloab");
    a.edit([{ type: "insertText", at: 1, text: "x" }]);
    a.undo();
    expect(a.text()).toBe("sloab");
  });

  it("[RT-41] typing stays one group while others write before it", () => {
    const a = make();
    paragraphs("start ")(a);
    const b = createRichText({ documentId: "undo", replica: "00000000000000b1", saved: a.save() });
    a.takeUpdate();
    a.endUndoGroup();
    for (const character of "word") {
      a.edit([{ type: "insertText", at: a.length, text: character }]);
      b.edit([{ type: "insertText", at: 1, text: "-" }]);
      a.applyUpdate(b.takeUpdate()!);
    }
    a.undo();
    expect(a.text()).toBe("----start ");
  });

  it("[RT-41] groups single deletions, and the edits of one call", () => {
    const a = make();
    paragraphs("one two")(a);
    for (let at = 8; at > 5; at--) a.edit([{ type: "deleteRange", from: at - 1, to: at }]);
    expect(a.text()).toBe("one ");
    a.undo();
    expect(a.text()).toBe("one two");
    a.edit([
      { type: "deleteRange", from: 1, to: 5 },
      { type: "setProperty", key: "title", value: "t" },
      { type: "splitBlock", at: 2 },
    ]);
    a.edit([{ type: "insertText", at: 2, text: "!" }]);
    a.undo();
    a.undo();
    expect([a.text(), a.property("title")]).toEqual(["one two", undefined]);
  });

  it("[RT-42] redo gives back, and a new edit forgets what could be redone", () => {
    const a = make();
    paragraphs("one")(a);
    mark("one", "bold")(a);
    a.undo();
    expect([show(a), a.canRedo]).toEqual(["one", true]);
    a.redo();
    expect([show(a), a.canRedo]).toEqual(["**one**", false]);
    a.undo();
    a.edit([{ type: "insertText", at: placeOf(a, "one"), text: "x" }]);
    expect([a.canRedo, a.redo(), show(a)]).toEqual([false, false, "xone"]);
  });
});

describe("undo across a reload", () => {
  const reload = (document: RichText, memory: Uint8Array | null = null, clock = new VirtualClock()) => {
    const { replica } = document;
    const options = memory ? { undoMemory: memory } : {};
    return createRichText({ documentId: "undo", replica, saved: document.save(), clock, ...options });
  };

  it("[RT-44] goes on with exactly the groups that were kept, undone ones included", () => {
    const clock = new VirtualClock();
    const a = make(clock);
    a.edit([{ type: "insertText", at: 1, text: "one paste of many words" }]);
    type(a, "abc", 600, clock);
    a.undo();
    const b = reload(a, a.undoMemory());
    expect([b.canUndo, b.canRedo, b.text()]).toEqual([true, true, "one paste of many wordsab"]);
    b.redo();
    expect(b.text()).toBe("one paste of many wordsabc");
    for (const text of [
      "one paste of many wordsab",
      "one paste of many wordsa",
      "one paste of many words",
      "",
    ]) {
      b.undo();
      expect(b.text()).toBe(text);
    }
    expect(b.canUndo).toBe(false);
  });

  it("[RT-44] without them reads words, commands and what was undone off the log", () => {
    const a = make();
    paragraphs("two words")(a);
    a.edit([
      { type: "setProperty", key: "title", value: "t" },
      { type: "splitBlock", at: 5 },
      { type: "setProperty", key: "icon", value: "i" },
    ]);
    deleteFrom("words")(a);
    a.undo();
    const b = reload(a);
    expect([show(b), b.canRedo]).toEqual(["two  | words", true]);
    b.redo();
    expect(show(b)).toBe("two  | (empty)");
    b.undo();
    b.undo();
    expect([show(b), b.property("title"), b.property("icon")]).toEqual(["two words", undefined, undefined]);
    b.undo();
    expect(show(b)).toBe("two ");
    b.undo();
    expect([show(b), b.canUndo]).toEqual(["(empty)", false]);
    b.edit([{ type: "insertText", at: 1, text: "new" }]);
    expect(b.canRedo).toBe(false);
  });

  it("[RT-44] what was written after the memory was kept is read off the log, and a memory from elsewhere is left aside", () => {
    const a = make();
    a.edit([{ type: "insertText", at: 1, text: "one paste " }]);
    const memory = a.undoMemory();
    mark("paste", "bold")(a);
    const b = reload(a, memory);
    b.undo();
    expect(show(b)).toBe("one paste ");
    b.undo();
    expect([show(b), b.canUndo]).toEqual(["(empty)", false]);
    const later = a.undoMemory();
    for (const bytes of [later, memory.slice(1), new Uint8Array(), memory.map((byte) => byte ^ 1)]) {
      const c = createRichText({ documentId: "undo", replica: "00000000000000c1", undoMemory: bytes });
      expect([c.canUndo, c.canRedo, c.undo(), c.redo()]).toEqual([false, false, false, false]);
    }
    const empty = createRichText({ documentId: "undo", replica: a.replica, undoMemory: later });
    empty.edit([{ type: "insertText", at: 1, text: "x" }]);
    empty.undo();
    expect([empty.text(), empty.canUndo]).toEqual(["", false]);
  });

  it("[RT-44] a group has the name of its first counter, while it is done, undone, and after a reload", () => {
    const a = make();
    expect([a.undoCounter, a.redoCounter]).toEqual([null, null]);
    a.edit([{ type: "insertText", at: 1, text: "one paste " }]);
    const first = a.undoCounter;
    a.edit([{ type: "insertText", at: 1, text: "another " }]);
    const second = a.undoCounter;
    expect([first, second]).toEqual([0, "one paste ".length]);
    a.undo();
    expect([a.undoCounter, a.redoCounter]).toEqual([first, second]);
    const b = reload(a, a.undoMemory());
    expect([b.undoCounter, b.redoCounter]).toEqual([first, second]);
  });

  it("[RT-45] leaves records alone, also those that the log shows", () => {
    const a = make();
    type(a, "words");
    a.undo();
    a.edit([{ type: "setProperty", key: ".met", value: 1 }]);
    expect(a.canRedo).toBe(true);
    a.redo();
    a.edit([{ type: "setProperty", key: ".met", value: 2 }]);
    for (const one of [a, reload(a), reload(a, a.undoMemory())]) {
      expect(one.undo()).toBe(true);
      expect([one.text(), one.property(".met"), one.canUndo, one.canRedo]).toEqual(["", 2, false, true]);
    }
  });

  it("[RT-44] another replica id begins with nothing to undo", () => {
    const a = make();
    paragraphs("one")(a);
    const b = createRichText({ documentId: "undo", replica: "00000000000000b1", saved: a.save() });
    expect([b.canUndo, b.undo(), b.text()]).toEqual([false, false, "one"]);
  });
});

describe("undo among others (WEFT_SEED and WEFT_RUNS pin and widen)", () => {
  const first = Number(process.env.WEFT_SEED ?? 1);
  const runs = Number(process.env.WEFT_RUNS ?? 25);
  process.stdout.write(`undo of rich text among others: seeds ${first} to ${first + runs - 1}\n`);
  for (let seed = first; seed < first + runs; seed++) {
    it(`[RT-40] takes, revives and doubles nothing of theirs, seed ${seed}`, () => amongOthers(seed));
  }
});

/** Three people; what somebody's undo does to a character that they neither typed nor deleted is: nothing. */
function amongOthers(seed: number): void {
  const random = seededRandom(seed);
  const clock = new VirtualClock();
  let unit = 0x4e00;
  const names = ["00000000000000aa", "0000000000000abb", "f00000000000000c"];
  const people = names.map((replica) => ({
    document: createRichText({ documentId: "undo", replica, clock }),
    inbox: [] as Uint8Array[],
    touched: new Set<string>(),
  }));
  for (let step = 0; step < 90; step++) {
    clock.advance(random.below(900));
    const person = people[random.below(people.length)]!;
    const before = person.document.text();
    const dice = random.next();
    if (dice < 0.4) {
      const letter = (): string => String.fromCharCode(unit++);
      const structural = random.next() < 0.4;
      const { document } = person;
      attempt(
        document,
        structural ? structuralEdits(document, random) : randomEdits(document, random, letter),
      );
      const after = document.text();
      for (const character of before) if (!after.includes(character)) person.touched.add(character);
      for (const character of after) if (!before.includes(character)) person.touched.add(character);
    } else if (dice < 0.7) {
      if (random.next() < 0.6) person.document.undo();
      else person.document.redo();
      const after = person.document.text();
      const others = (text: string): string[] =>
        [...text].filter((one) => one >= "\u4e00" && one < "\uf000" && !person.touched.has(one)).sort();
      expect(others(after), `seed ${seed} step ${step}`).toEqual(others(before));
      expect(new Set(others(after)).size).toBe(others(after).length);
    } else {
      const [update] = person.inbox.splice(random.below(Math.max(1, person.inbox.length)), 1);
      if (update) person.document.applyUpdate(update);
    }
    const update = person.document.takeUpdate();
    if (update) for (const other of people) if (other !== person) other.inbox.push(update);
  }
}
