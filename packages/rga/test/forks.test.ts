/** Replica ids that come back while something leans on what they wrote before. */
import { describe, expect, test } from "vitest";
import { createText, loadText, parseReplicaId, ReusedIdError, type Text } from "../src/index.ts";

const A = parseReplicaId("00000000000000aa")!;
const B = parseReplicaId("00000000000000bb")!;

/** What B wrote behind the "abcdef" of A, of which `restored`, who has A's id again, knows but "abc". */
function fork(): { readonly restored: Text; readonly fromB: Uint8Array } {
  const before = createText({ replica: A });
  before.insert(0, "abcdef");
  const b = createText({ replica: B });
  b.applyUpdate(before.takeUpdate()!);
  b.insert(6, "XYZ");
  const restored = createText({ replica: A });
  restored.insert(0, "abc");
  restored.takeUpdate();
  return { restored, fromB: b.takeUpdate()! };
}

function type(text: Text): void {
  for (const key of "def") text.insert(text.length, key);
}

describe("[RGA-9] own counters that are written here over those for which something waits", () => {
  test.each([
    ["a deletion", (text: Text) => text.delete(0, 3)],
    ["an insertion", (text: Text) => text.insert(3, "def!")],
    ["keys", type],
  ])("%s: what waits is taken out and told, and the save can be opened", (_name, write) => {
    const { restored, fromB } = fork();
    restored.applyUpdate(fromB);
    expect(restored.missing()).toEqual([{ replica: A, counter: 3 }]);
    write(restored);
    const shown = restored.toString();
    expect(restored.refused()).toEqual([{ replica: B, counter: 0, error: new ReusedIdError(A, 5) }]);
    expect(restored.missing()).toEqual([]);
    const loaded = loadText(restored.save(), { replica: A });
    expect(loaded.version()).toEqual(restored.version());
    expect(loaded.toString()).toBe(shown);
    loaded.insert(0, "!");
    expect(loaded.toString()).toBe(`!${shown}`);
  });

  test("what the replica gets back of its own is no fork", () => {
    const { restored, fromB } = fork();
    restored.applyUpdate(fromB);
    restored.insert(3, "d");
    expect(restored.missing()).toEqual([{ replica: A, counter: 4 }]);
    const before = createText({ replica: A });
    before.insert(0, "abcdef");
    restored.applyUpdate(before.takeUpdate()!);
    expect(restored.toString()).toBe("abcdefXYZ");
    expect(restored.refused()).toEqual([]);
  });
});
