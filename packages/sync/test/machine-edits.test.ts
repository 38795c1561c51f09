import { encodeVersion } from "@weft/rga";
import { expect, test } from "vitest";
import { batchKey } from "../src/machine/outbox-batch.ts";
import { commonVersion, isCaughtUp, provenVersion } from "../src/machine/sync-state.ts";
import { statusOf, unsavedFrom } from "../src/sync-status.ts";
import {
  acknowledged,
  batch,
  incarnation,
  MachineProbe,
  own,
  sibling,
  stranger,
  welcome,
} from "./machine-fixture.ts";

test("[SY-3] an edit is stored, then told to the tabs and sent, in this order", () => {
  const probe = new MachineProbe();
  probe.join();
  expect(probe.feed({ type: "edited" }).map((effect) => effect.type)).toEqual(["takeEdits"]);
  probe.feed({ type: "taken", batches: [batch(0)] });
  expect(probe.types()).toEqual(["store"]);
  probe.feed({ type: "stored", keys: [batchKey(batch(0))] });
  expect(probe.types()).toEqual(["clearTimer", "tellTabs", "send", "setTimer"]);
});

test("[SY-3] [SY-27] a device that cannot store says so and lets the edit out", () => {
  const probe = new MachineProbe();
  probe.join();
  probe.feed({ type: "edited" }, { type: "taken", batches: [batch(0)] });
  probe.feed({
    type: "notStored",
    keys: [batchKey(batch(0))],
    failure: { kind: "quota", sentence: "no room" },
  });
  expect(probe.sent()).toEqual([[0]]);
  expect(statusOf(probe.state)).toMatchObject({
    state: "storage-full",
    keepsLocally: false,
    storedHere: 0,
    unsavedEdits: 1,
  });
  probe.feed({ type: "timer", timer: "storeAgain" });
  expect(probe.effects).toMatchObject([{ type: "store", batches: [{ counter: 0 }] }]);
  probe.feed({ type: "stored", keys: [batchKey(batch(0))] });
  expect(statusOf(probe.state)).toMatchObject({ keepsLocally: true, storedHere: 1 });
});

test("[SY-5] what is typed while a commit runs is taken in one go after it", () => {
  const probe = new MachineProbe();
  probe.join();
  probe.feed({ type: "edited" }, { type: "taken", batches: [batch(0)] });
  probe.feed({ type: "edited" }, { type: "edited" }, { type: "edited" });
  expect(probe.types()).toEqual([]);
  expect(statusOf(probe.state).unsavedEdits).toBe(4);
  probe.feed({ type: "stored", keys: [batchKey(batch(0))] });
  expect(probe.types()).toContain("takeEdits");
  probe.feed({ type: "taken", batches: [batch(1, { count: 3 })] });
  expect(statusOf(probe.state).unsavedEdits).toBe(4);
});

test("[SY-2] [SY-8] saved is said when the watermark has passed everything, and not before", () => {
  const probe = new MachineProbe();
  probe.join();
  expect(statusOf(probe.state).state).toBe("saved");
  expect(unsavedFrom(probe.state)).toBeNull();
  probe.feed({ type: "edited" });
  expect([statusOf(probe.state).state, unsavedFrom(probe.state)]).toEqual(["saving", 0]);
  probe.feed({ type: "taken", batches: [batch(0)] }, { type: "stored", keys: [batchKey(batch(0))] });
  expect([statusOf(probe.state).state, unsavedFrom(probe.state)]).toEqual(["saving", 0]);
  probe.edit(batch(1));
  probe.nowMs = 5000;
  probe.frame(acknowledged(1, 1));
  expect([statusOf(probe.state).state, unsavedFrom(probe.state)]).toEqual(["saving", 1]);
  probe.frame(acknowledged(2, 2));
  expect([statusOf(probe.state).state, unsavedFrom(probe.state)]).toEqual(["saved", null]);
  expect(statusOf(probe.state).savedAt).toBe(5000);
});

test("[SY-6] [PR-18] batches go out in order, once a session, and stop at the limit of what is unsettled", () => {
  const probe = new MachineProbe();
  const many = Array.from({ length: 1500 }, (_, counter) => batch(counter));
  probe.edit(...many);
  probe.join();
  expect(probe.sent().map((frame) => frame.length)).toEqual([256, 256, 256, 256]);
  probe.frame(acknowledged(1000, 1000));
  expect(probe.sent().map((frame) => frame.length)).toEqual([256, 220]);
  const heavy = new MachineProbe();
  heavy.edit(
    ...Array.from({ length: 40 }, (_, counter) => batch(counter, { bytes: new Uint8Array(200 * 1024) })),
  );
  heavy.join();
  expect(heavy.sent().map((frame) => frame.length)).toEqual([5, 5, 5, 5]);
});

test("[SY-6] an outbox in which a tab's older batch came later takes nothing twice", () => {
  const probe = new MachineProbe();
  const [newer, older] = [batch(0, { lamport: 12 }), batch(0, { lamport: 9, replica: sibling })];
  probe.feed(
    { type: "lead", outbox: [newer, older] },
    { type: "siblingBatches", batches: [newer], stored: true },
  );
  expect(probe.state.queue.map((pending) => pending.batch)).toEqual([older, newer]);
});

test("[SY-6] another tab's batch that came before its cause is sent after it", () => {
  const probe = new MachineProbe();
  probe.feed({ type: "lead", outbox: [] });
  const effect = batch(7, { replica: sibling, lamport: 9, dependencies: [{ replica: own, counter: 0 }] });
  probe.feed({ type: "siblingBatches", batches: [effect], stored: true });
  probe.feed({ type: "siblingBatches", batches: [batch(0, { lamport: 3 })], stored: true });
  probe.feed({ type: "socketOpened" });
  probe.welcomed();
  expect(probe.sent()).toEqual([[0, 7]]);
});

test("[SY-32] another tab's edit that found no room is sent, and is not said to be kept here until it is", () => {
  const probe = new MachineProbe();
  probe.feed({ type: "lead", outbox: [] });
  const unstored = batch(0, { replica: sibling });
  probe.feed({ type: "siblingBatches", batches: [unstored], stored: false });
  expect(statusOf(probe.state)).toMatchObject({ unsavedEdits: 1, storedHere: 0 });
  probe.feed({ type: "siblingBatches", batches: [unstored], stored: true });
  expect(statusOf(probe.state)).toMatchObject({ unsavedEdits: 1, storedHere: 1 });
  probe.feed({ type: "siblingBatches", batches: [unstored], stored: false });
  expect(statusOf(probe.state)).toMatchObject({ storedHere: 1 });
  probe.feed({ type: "socketOpened" });
  probe.welcomed();
  expect(probe.sent()).toEqual([[0]]);
});

test("[SY-14] what was not acknowledged when the socket went is sent again, the rest is not", () => {
  const probe = new MachineProbe();
  probe.join();
  probe.edit(batch(0), batch(1), batch(2));
  probe.frame(acknowledged(1, 1));
  probe.feed(
    { type: "socketClosed", code: 1006 },
    { type: "timer", timer: "reconnect" },
    { type: "socketOpened" },
  );
  probe.frame(welcome({ lastSeq: 1, reply: { kind: "tail", afterSeq: 1 } }));
  expect(probe.sent()).toEqual([[1, 2]]);
  probe.frame(acknowledged(2, 3));
  expect(statusOf(probe.state).state).toBe("saved");
});

test("[SY-15] the place that is kept goes on from the one before, and a tail may begin beyond it", () => {
  const probe = new MachineProbe({ place: { incarnation, seq: 3 } });
  probe.join(welcome({ lastSeq: 9, reply: { kind: "tail", afterSeq: 5 } }));
  expect(probe.effects).toContainEqual({
    type: "receive",
    updates: [],
    saved: [],
    after: { incarnation, seq: 3 },
    place: { incarnation, seq: 5 },
  });
  expect(isCaughtUp(probe.state)).toBe(false);
  probe.frame({ type: "entries", afterSeq: 5, throughSeq: 9, entries: [] });
  expect(probe.effects).toMatchObject([{}, { type: "receive", after: { seq: 5 }, place: { seq: 9 } }]);
  expect(isCaughtUp(probe.state)).toBe(true);
});

test("[PR-15] [SY-17] what the server has lost is offered before own batches, and marked as such", () => {
  const probe = new MachineProbe({ place: { incarnation, seq: 8 }, outbox: [batch(4)] });
  const version = encodeVersion(new Map([[own, 2]]));
  probe.feed({ type: "lead", outbox: [] }, { type: "socketOpened" });
  probe.frame(welcome({ lastSeq: 5, version }));
  expect(probe.effects).toContainEqual({ type: "findLost", version });
  expect(probe.sent()).toEqual([]);
  expect(statusOf(probe.state).state).toBe("saving");
  probe.feed({ type: "reoffers", batches: [batch(1, { replica: stranger }), batch(3)] });
  expect(probe.effects[0]).toMatchObject({
    type: "send",
    frame: {
      batches: [
        { origin: "reoffered" },
        { origin: "reoffered" },
        { origin: "written", bytes: Uint8Array.of(4) },
      ],
    },
  });
  expect(probe.effects).toHaveLength(2);
});

test("[SY-16] the version that is claimed leaves out own batches that may not be in the log, and gaps of the store", () => {
  const probe = new MachineProbe({ outbox: [batch(3), batch(4), batch(0, { replica: sibling })] });
  const document = new Map([
    [own, 5],
    [sibling, 2],
    [stranger, 7],
  ]);
  const proven = provenVersion(probe.state, document);
  expect([...proven]).toEqual([
    [own, 3],
    [sibling, 0],
    [stranger, 7],
  ]);
  expect([...commonVersion(proven, new Map([[stranger, 6]]))]).toEqual([[stranger, 6]]);
});
