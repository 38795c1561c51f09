/** Keys that come together are taken in as one insertion: the same must come of it as of one key after the other. */
import { concatBytes, type Random, seededRandom } from "@weft/base";
import { DecodeError } from "@weft/codec";
import { describe, expect, test } from "vitest";
import { createText, loadText, ReusedIdError, type Text } from "../src/index.ts";
import { withSeeds } from "./seed.ts";

const A = "00000000000000aa";
const B = "00000000000000bb";
const keys = 300;
/** What keeps a key from going on from the one before: another writer, another place, a clock that jumps, a wide character. */
const characters = ["a", "b", " ", "~", "\n", "é", "字"];

/** Two who type key by key, each at a place of their own, and now and then hear of the other. */
function typeTogether(random: Random): Uint8Array[] {
  const writers = [createText({ replica: A }), createText({ replica: B })];
  const sent: Uint8Array[] = [];
  const heard = [0, 0];
  let who = 0;
  for (let key = 0; key < keys; key++) {
    if (random.below(12) === 0) who = 1 - who;
    const text = writers[who]!;
    if (random.below(20) === 0) {
      text.applyUpdate(concatBytes(sent.slice(heard[who])));
      heard[who] = sent.length;
    }
    const at = random.below(15) === 0 ? random.below(text.length + 1) : text.length;
    if (text.length > 0 && random.below(10) === 0) text.delete(Math.min(at, text.length - 1), 1);
    else text.insert(at, random.below(4) > 0 ? "x" : characters[random.below(characters.length)]!);
    sent.push(text.takeUpdate()!.slice());
  }
  return sent;
}

function errorOf(work: () => void): unknown {
  try {
    work();
    return null;
  } catch (error) {
    return error;
  }
}

/** What one sees of a text, whoever came first. */
function seen(text: Text): unknown {
  const others = createText({ replica: "00000000000000cc" });
  others.applyUpdate(text.updateSince(new Map()));
  return [text.toString(), [...text.version()].sort(), text.missing(), others.toString()];
}

test("[RGA-6] keys that come in one update give what they give one by one, cut, doubled and late", () => {
  withSeeds(20, (seed) => {
    const random = seededRandom(seed);
    const sent = typeTogether(random);
    const single = createText({ replica: "0000000000000001" });
    for (const update of sent) single.applyUpdate(update);
    let joined = createText({ replica: "0000000000000002" });
    for (let at = 0; at < sent.length; ) {
      // Some come again, and some that come now have not had their causes.
      const from = Math.max(0, at - random.below(20));
      const to = at + 1 + random.below(60);
      if (random.below(3) === 0) joined.applyUpdate(concatBytes(sent.slice(to, to + 20)));
      joined.applyUpdate(concatBytes(sent.slice(from, to)));
      if (random.below(4) === 0) joined = loadText(joined.save(), { replica: "0000000000000002" });
      at = to;
    }
    expect(seen(joined)).toEqual(seen(single));
    const whole = createText({ replica: "0000000000000003" });
    whole.applyUpdate(concatBytes(sent));
    expect(seen(whole)).toEqual(seen(single));
  });
});

describe("a key among those that go on from one another", () => {
  const typed = (): Uint8Array[] => {
    const text = createText({ replica: A });
    return [..."weft"].map((key, index) => {
      text.insert(index, key);
      return text.takeUpdate()!.slice();
    });
  };

  test("[RGA-9] that says something else than before is refused by its own counter, with all that came with it", () => {
    const updates = typed();
    const text = createText({ replica: B });
    text.applyUpdate(concatBytes(updates.slice(0, 3)));
    const other = updates.map((update) => update.slice());
    other[2]![0] = "x".charCodeAt(0);
    const error = errorOf(() => text.applyUpdate(concatBytes(other)));
    expect(error).toBeInstanceOf(ReusedIdError);
    expect(error).toMatchObject({ counter: 2 });
    expect(text.toString()).toBe("wef");
  });

  test("[RGA-7] that is missing makes those behind it wait, and no more", () => {
    const updates = typed();
    const text = createText({ replica: B });
    text.applyUpdate(concatBytes([updates[0]!, updates[1]!, updates[3]!]));
    expect(text.toString()).toBe("we");
    expect(text.missing()).toEqual([{ replica: A, counter: 2 }]);
    text.applyUpdate(updates[2]!);
    expect(text.toString()).toBe("weft");
  });

  test("[RGA-8] that is cut off refuses all", () => {
    const updates = typed();
    const whole = concatBytes(updates);
    const last = updates.at(-1)!.length;
    for (let cut = 1; cut <= last; cut++) {
      const text = createText({ replica: B });
      const isWhole = cut === last;
      const error = errorOf(() => text.applyUpdate(whole.slice(0, -cut)));
      expect(error, `${cut} bytes less`).toEqual(isWhole ? null : expect.any(DecodeError));
      expect(text.toString()).toBe(isWhole ? "wef" : "");
    }
  });

  test("[RGA-6] of more than fit into one insertion is taken in as well", () => {
    const text = createText({ replica: A });
    const updates: Uint8Array[] = [];
    for (let key = 0; key < 1_000; key++) {
      text.insert(key, String.fromCharCode(97 + (key % 26)));
      updates.push(text.takeUpdate()!.slice());
    }
    const other = createText({ replica: B });
    other.applyUpdate(concatBytes(updates));
    expect(other.toString()).toBe(text.toString());
    expect(other.version()).toEqual(text.version());
  });
});
