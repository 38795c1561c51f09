import { describe, expect, test } from "vitest";
import { createText, loadText, MAX_LAMPORT, type Patch, type Text } from "../src/index.ts";
import { forged } from "./forge.ts";

const A = "00000000000000aa";
const B = "00000000000000bb";

/** A text of `replica` that holds `content`, all taken. */
function textOf(content: string, replica = A) {
  const text = createText({ replica });
  text.insert(0, content);
  text.takeUpdate();
  return text;
}

describe("[RGA-15] positions", () => {
  test.each([
    [-1, 0],
    [4, 0],
    [0, 4],
    [2, 2],
    [0.5, 0],
    [Number.NaN, 0],
    [0, Number.NaN],
    [0, -1],
    [0, 1.5],
    [Number.POSITIVE_INFINITY, 0],
  ])("%d, %d are not within abc: nothing changes", (index, count) => {
    const text = textOf("abc");
    expect(() => text.delete(index, count)).toThrow(RangeError);
    if (count === 0) expect(() => text.insert(index, "x")).toThrow(RangeError);
    expect(text.toString()).toBe("abc");
    expect(text.takeUpdate()).toBeNull();
  });

  test("nothing to do makes no op", () => {
    const text = textOf("abc");
    text.insert(1, "");
    text.delete(1, 0);
    expect(text.takeUpdate()).toBeNull();
  });

  test("an insertion never tears a surrogate pair", () => {
    const text = textOf("a👋b");
    const patches: Patch[] = [];
    text.onPatch((patch) => patches.push(patch));
    text.insert(2, "x");
    expect(text.toString()).toBe("a👋xb");
    expect(patches).toEqual([{ index: 3, removed: 0, inserted: "x", origin: "local" }]);
  });

  test("lone surrogates and half pairs come through", () => {
    const text = textOf("\ud800-\udc00👋");
    text.delete(3, 1);
    const other = createText({ replica: B });
    other.applyUpdate(text.updateSince(new Map()));
    expect(other.toString()).toBe("\ud800-\udc00\udc4b");
    expect(loadText(other.save()).toString()).toBe(other.toString());
  });

  test("what is no text, no bytes, no version and no replica id is refused, and nothing changes", () => {
    const text = textOf("abc");
    const wrong = (value: unknown): never => value as never;
    for (const value of [5, null, undefined, ["a"], { length: 2 }]) {
      expect(() => text.insert(0, wrong(value))).toThrow(TypeError);
    }
    for (const value of [null, undefined, "abc", 5, {}, [1], new ArrayBuffer(4), new Uint16Array(2)]) {
      expect(() => text.applyUpdate(wrong(value))).toThrow(TypeError);
      expect(() => loadText(wrong(value))).toThrow();
    }
    for (const known of [-1, 0.5, Number.NaN, "1"]) {
      expect(() => text.updateSince(new Map([[text.replica, wrong(known)]]))).toThrow(RangeError);
    }
    expect(() => createText({ replica: wrong(1234567890123456) })).toThrow(RangeError);
    expect(text.toString()).toBe("abc");
    expect(text.takeUpdate()).toBeNull();
  });

  test("a deletion for which the clock has no room left changes nothing", () => {
    const text = textOf("ab");
    text.insert(1, "x");
    const clock = MAX_LAMPORT - 3;
    text.applyUpdate(forged({ replica: B, lamport: clock, ops: { codes: [0x11], texts: [0x78] } }));
    const before = text.toString();
    expect(() => text.delete(0, 3)).toThrow(RangeError);
    expect(text.toString()).toBe(before);
    text.delete(0, 1);
    expect(() => text.insert(0, "12")).toThrow(RangeError);
    expect(text.toString()).toBe(before.slice(1));
  });

  test("a replica id is 16 hexadecimal digits", () => {
    expect(() => createText({ replica: "xyz" })).toThrow(RangeError);
    expect(createText({ replica: "00000000000000AA" }).replica).toBe(A);
  });
});

describe("[RGA-13] cancelling own ops", () => {
  test("takes back an insertion, then a deletion, for everybody", () => {
    const a = textOf("hello");
    const b = createText({ replica: B });
    b.applyUpdate(a.updateSince(new Map()));
    a.delete(0, 2);
    a.cancel(5, 2);
    expect(a.toString()).toBe("hello");
    a.cancel(0, 5);
    expect(a.toString()).toBe("");
    a.restore(1, 2);
    b.applyUpdate(a.takeUpdate()!);
    expect([a.toString(), b.toString()]).toEqual(["el", "el"]);
  });

  test("a character that another deleted too stays deleted", () => {
    const a = textOf("ab");
    const b = createText({ replica: B });
    b.applyUpdate(a.updateSince(new Map()));
    a.delete(0, 1);
    b.delete(0, 1);
    a.applyUpdate(b.takeUpdate()!);
    a.cancel(2, 1);
    expect(a.toString()).toBe("b");
    b.applyUpdate(a.takeUpdate()!);
    b.cancel(0, 1);
    expect(b.toString()).toBe("ab");
  });

  test("is idempotent, passes over toggles, and knows only own counters", () => {
    const a = textOf("ab");
    a.cancel(0, 1);
    a.cancel(0, 2);
    a.cancel(0, 4);
    expect(a.toString()).toBe("");
    a.restore(0, 2);
    expect(a.toString()).toBe("ab");
    expect(() => a.cancel(0, 99)).toThrow(RangeError);
    expect(() => a.cancel(-1, 1)).toThrow(RangeError);
  });
});

test("[RGA-13] [RGA-14] many toggles in one update come to what they come to in the end", () => {
  const a = textOf("");
  for (const character of "edcba") a.insert(0, character);
  const b = createText({ replica: B });
  b.applyUpdate(a.updateSince(new Map()));
  a.delete(1, 2);
  for (let round = 0; round < 5; round++) {
    a.cancel(0, 7);
    a.restore(round, 7 - round);
  }
  const patches: Patch[] = [];
  let mirror = b.toString();
  b.onPatch((patch) => {
    patches.push(patch);
    mirror = mirror.slice(0, patch.index) + patch.inserted + mirror.slice(patch.index + patch.removed);
  });
  b.applyUpdate(a.updateSince(b.version()));
  expect(b.toString()).toBe("a");
  expect(a.toString()).toBe("a");
  expect(mirror).toBe("a");
  // "a" and both deletions are restored last: nothing comes in between that would go again.
  expect(patches.every(({ inserted }) => inserted === "")).toBe(true);
  expect(loadText(b.save()).toString()).toBe("a");
});

describe("[RGA-14] patches", () => {
  test("come after the work, may lead to edits, and end with the subscription", () => {
    const a = textOf("ab");
    const told: string[] = [];
    const stop = a.onPatch((patch) => {
      told.push(`${patch.index} -${patch.removed} +${patch.inserted} ${a.toString()}`);
      if (patch.inserted === "?") a.insert(a.length, "!");
    });
    a.insert(2, "?");
    a.delete(0, 2);
    stop();
    a.insert(0, "x");
    expect(told).toEqual(["2 -0 +? ab?", "3 -0 +! ab?!", "0 -2 + ?!"]);
  });
});

describe("[RGA-14] listeners among each other", () => {
  /** A text that a remote update with three patches waits for. */
  const waiting = () => {
    const a = textOf("abcdef");
    const b = loadText(a.save(), { replica: B });
    a.delete(0, 1);
    a.delete(2, 1);
    a.insert(0, "Z");
    return { text: b, update: a.takeUpdate()! };
  };
  const mirrorOf = (text: Text): (() => string) => {
    let mirror = text.toString();
    text.onPatch(({ index, removed, inserted }) => {
      mirror = mirror.slice(0, index) + inserted + mirror.slice(index + removed);
    });
    return () => mirror;
  };

  test("one that throws keeps no other from hearing all, and its first error comes out", () => {
    const { text, update } = waiting();
    let thrown = 0;
    text.onPatch(() => {
      throw new Error(`error ${++thrown}`);
    });
    const mirror = mirrorOf(text);
    expect(() => text.applyUpdate(update)).toThrow("error 1");
    expect(thrown).toBe(3);
    expect(text.toString()).toBe("Zbcef");
    expect(mirror()).toBe("Zbcef");
    expect(() => text.insert(0, "!")).toThrow("error 4");
    expect(mirror()).toBe("!Zbcef");
  });

  test("one that begins while patches are told hears only of later ones", () => {
    const { text, update } = waiting();
    let mirror: (() => string) | null = null;
    text.onPatch(() => {
      mirror ??= mirrorOf(text);
    });
    text.applyUpdate(update);
    expect(mirror!()).toBe("Zbcef");
    text.insert(1, "?");
    expect(mirror!()).toBe("Z?bcef");
  });

  test("one that is ended by another, or by itself, hears no more", () => {
    const { text, update } = waiting();
    let heard = 0;
    const stops: (() => void)[] = [];
    stops.push(
      text.onPatch(() => {
        for (const stop of stops) stop();
      }),
    );
    stops.push(text.onPatch(() => heard++));
    const mirror = mirrorOf(text);
    text.applyUpdate(update);
    expect(heard).toBe(0);
    expect(mirror()).toBe("Zbcef");
  });
});

describe("[RGA-16] saves", () => {
  test("the same replica continues its counters, another begins its own", () => {
    const a = textOf("abc");
    const again = loadText(a.save(), { replica: A });
    again.insert(3, "d");
    expect(again.version()).toEqual(new Map([[A, 4]]));
    const other = loadText(a.save(), { replica: B });
    other.insert(3, "x");
    expect(other.version()).toEqual(
      new Map([
        [A, 3],
        [B, 1],
      ]),
    );
    a.applyUpdate(again.takeUpdate()!);
    a.applyUpdate(other.takeUpdate()!);
    expect(a.toString()).toBe("abcxd");
  });

  test("without deleted text, what is restored is a replacement character, and originals are still recognised", () => {
    const a = textOf("secret!");
    a.delete(0, 6);
    const original = a.updateSince(new Map());
    const saved = a.save({ deletedText: false });
    expect(Buffer.from(saved).includes("secret")).toBe(false);
    expect(Buffer.from(a.save()).includes("secret")).toBe(true);
    const b = loadText(saved, { replica: A });
    b.applyUpdate(original);
    expect(b.toString()).toBe("!");
    b.cancel(7, 6);
    expect(b.toString()).toBe(`${"\uFFFD".repeat(6)}!`);
  });

  test("without deleted text is smaller, and what is left is whole: pairs, halves, typed U+FFFD, long gaps", () => {
    const a = textOf(`x👋y\uFFFDz\ud800${"gone ".repeat(2000)}end`);
    a.delete(7, 10_000);
    a.delete(2, 1);
    const saved = a.save({ deletedText: false });
    expect(saved.length).toBeLessThan(a.save().length / 4);
    const b = loadText(saved, { replica: A });
    expect(b.toString()).toBe("x\ud83dy\uFFFDz\ud800end");
    expect(b.toString()).toBe(a.toString());
    const c = createText({ replica: B });
    c.applyUpdate(b.updateSince(new Map()));
    expect(c.toString()).toBe(a.toString());
    c.applyUpdate(a.updateSince(new Map()));
    a.insert(0, "on ");
    c.applyUpdate(a.takeUpdate()!);
    expect(c.toString()).toBe(a.toString());
    expect(b.save({ deletedText: false })).toEqual(b.save());
  });

  test("own ops that were never taken are in the save, and others get them by updateSince", () => {
    const a = textOf("abc");
    const b = createText({ replica: B });
    b.applyUpdate(a.updateSince(new Map()));
    a.insert(3, "d");
    const again = loadText(a.save(), { replica: A });
    expect(again.takeUpdate()).toBeNull();
    again.insert(4, "e");
    b.applyUpdate(again.takeUpdate()!);
    expect(b.missing()).toEqual([{ replica: A, counter: 3 }]);
    b.applyUpdate(again.updateSince(b.version()));
    expect(b.missing()).toEqual([]);
    expect(b.toString()).toBe("abcde");
    a.applyUpdate(again.updateSince(a.version()));
    expect(a.takeUpdate()).not.toBeNull();
    expect(a.toString()).toBe("abcde");
  });

  test("any damaged byte, any missing end, is refused", () => {
    const a = textOf("some text");
    a.delete(2, 3);
    const saved = a.save();
    for (let at = 0; at < saved.length; at++) {
      const damaged = saved.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      expect(() => loadText(damaged)).toThrow(expect.objectContaining({ name: "DecodeError" }));
      expect(() => loadText(saved.slice(0, at))).toThrow(expect.objectContaining({ name: "DecodeError" }));
    }
  });
});

test("[RGA-13] [RGA-16] a part of what was erased or typed at one go, taken back, is as it was after a save", () => {
  for (const forwards of [false, true]) {
    const text = createText({ replica: "00000000000000aa" });
    text.insert(0, "abcdefgh");
    for (let count = 0; count < 5; count++) text.delete(forwards ? 2 : 6 - count, 1);
    const { length } = text;
    text.cancel(9, 2);
    expect(text.length).toBe(length + 2);
    text.cancel(1, 2);
    const loaded = loadText(text.save(), { replica: text.replica });
    for (const same of [text, loaded]) {
      same.restore(10, 1);
      same.restore(1, 1);
    }
    expect(loaded.toString()).toBe(text.toString());
    expect(loadText(loaded.save()).toString()).toBe(text.toString());
  }
});
