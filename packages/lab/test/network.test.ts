/** The line between two ends: what it does to frames, and what the session over it makes good. */
import { EditorState } from "@tiptap/pm/state";
import { seededRandom } from "@weft/base";
import { expect, test } from "vitest";
import { engineNamed, labSchema, parseDocument, Room } from "../src/index.ts";
import { OneWay } from "../src/network/line.ts";
import { Timeline } from "../src/network/timeline.ts";

const bad = { latencyMs: 50, jitterMs: 200, lossShare: 0.3, duplicateShare: 0.3 };

function sendThrough(channel: "any-order" | "in-order", count: number) {
  const timeline = new Timeline(0);
  const got: number[] = [];
  const deliver = (message: Uint8Array): void => void got.push(message[0] ?? -1);
  const line = new OneWay({ timeline, random: seededRandom(5), channel, conditions: () => bad, deliver });
  const run = (): void => {
    while (timeline.runNext());
  };
  for (let number = 0; number < count; number++) {
    if (number === count / 2) line.cut();
    line.send(Uint8Array.of(number));
    timeline.advance(10);
  }
  run();
  const beforeMending = got.length;
  line.mend();
  run();
  return { got, beforeMending, line };
}

test("in order: each message once, however often it was lost, doubled, overtaken or cut off", () => {
  const { got, line } = sendThrough("in-order", 100);
  expect(got).toEqual(Array.from({ length: 100 }, (_, number) => number));
  expect(line.traffic.lost).toBeGreaterThan(10);
  expect(line.traffic.doubled).toBeGreaterThan(10);
  expect(line.traffic.overtaken).toBeGreaterThan(10);
});

test("in any order: each message at least once, some more often and some out of order", () => {
  const { got, beforeMending } = sendThrough("any-order", 100);
  expect(new Set(got).size).toBe(100);
  expect(got.length).toBeGreaterThan(100);
  expect(got).not.toEqual([...got].sort((a, b) => a - b));
  expect(beforeMending).toBeLessThan(got.length);
});

test("time jumps from one event to the next, in order of time, then of wish", () => {
  const timeline = new Timeline(1_000);
  const happened: string[] = [];
  timeline.after(20, () => happened.push(`b${timeline.now()}`));
  timeline.after(10, () => happened.push(`a${timeline.now()}`));
  timeline.after(20, () => happened.push(`c${timeline.now()}`));
  timeline.after(5, () => happened.push("never")).cancel();
  timeline.advance(15);
  expect(happened).toEqual(["a1010"]);
  expect(timeline.now()).toBe(1_015);
  while (timeline.runNext());
  expect(happened).toEqual(["a1010", "b1020", "c1020"]);
  expect(timeline.isIdle).toBe(true);
});

test("each person's line may be another one", () => {
  const engine = engineNamed("weft");
  if (!engine) throw new RangeError("weft");
  const calm = { latencyMs: 10, jitterMs: 0, lossShare: 0, duplicateShare: 0 };
  const doc = parseDocument(labSchema, "a");
  const room = new Room({ engine, schema: labSchema, doc, peopleCount: 3, seed: 1, conditions: calm });
  room.setConditions(2, { ...calm, latencyMs: 1_000 });
  room.act(0, (replica) => replica.edit(EditorState.create({ doc: replica.doc }).tr.insertText("b", 2)));
  const seen = (): string[] => room.replicas.map((replica) => replica.doc.textContent);
  room.wait(100);
  expect(seen()).toEqual(["ab", "ab", "a"]);
  room.wait(1_000);
  expect(seen()).toEqual(["ab", "ab", "ab"]);
});
