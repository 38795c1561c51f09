import { expect, test } from "vitest";
import { parseTabMemory } from "../src/document/tab-memory.ts";

test("a tab's memory is what was noted, or nothing", () => {
  const noted = { replica: "a".repeat(16), undoMemory: "AQID", selections: "[]" };
  expect(parseTabMemory(JSON.stringify(noted))).toEqual({ ...noted, undoMemory: new Uint8Array([1, 2, 3]) });
  const damaged = [
    null,
    "",
    "{",
    "null",
    "[]",
    "7",
    JSON.stringify({ ...noted, undoMemory: "*" }),
    JSON.stringify({ ...noted, undoMemory: 7 }),
    JSON.stringify({ ...noted, replica: null }),
    JSON.stringify({ ...noted, selections: [] }),
  ];
  expect(damaged.map(parseTabMemory)).toEqual(damaged.map(() => null));
});
