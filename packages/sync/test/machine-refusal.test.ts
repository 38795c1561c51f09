import { expect, test } from "vitest";
import { statusOf } from "../src/sync-status.ts";
import { acknowledged, batch, MachineProbe, own, sibling, stranger, welcome } from "./machine-fixture.ts";

const sentence = "You may read this document, not edit it.";

test("[SY-20] a refused batch goes aside with all that builds on it, and nothing else", () => {
  const probe = new MachineProbe();
  probe.join();
  probe.edit(batch(0));
  probe.edit(batch(1));
  const onOwn = batch(0, { replica: sibling, lamport: 5, dependencies: [{ replica: own, counter: 1 }] });
  const onSibling = batch(0, {
    replica: stranger,
    lamport: 6,
    dependencies: [{ replica: sibling, counter: 0 }],
  });
  const free = batch(3, {
    replica: "d".repeat(16) as typeof own,
    lamport: 7,
    dependencies: [{ replica: own, counter: 0 }],
  });
  probe.feed({ type: "siblingBatches", batches: [onOwn, onSibling, free], stored: true });
  probe.edit(batch(2, { lamport: 8 }));
  probe.frame({ type: "refused", batch: 1, reason: "role", sentence });
  expect(probe.effects.slice(1)).toEqual([
    {
      type: "keep",
      batches: [batch(1), onOwn, onSibling, batch(2, { lamport: 8 })],
      replicas: new Set([own, sibling, stranger]),
      reason: "role",
      sentence,
    },
  ]);
  expect(probe.state.queue.map((pending) => pending.batch)).toEqual([batch(0), free]);
  probe.frame({ type: "refused", batch: 5, reason: "after-refusal", sentence });
  expect(probe.types()).toEqual(["setTimer"]);
  probe.frame(acknowledged(6, 2, 2));
  expect(probe.state.queue).toEqual([]);
  expect(probe.effects).toContainEqual(expect.objectContaining({ type: "receive", saved: [batch(0), free] }));
  probe.feed({ type: "keptPieces", count: 1, sentence });
  expect(statusOf(probe.state)).toMatchObject({ state: "refused", reason: sentence, keptPieces: 1 });
});

test("[PR-19] [SY-20] a refusal that a comparison can mend is mended once, then it stands", () => {
  for (const reason of ["overlap", "gap", "missing-dependency", "clock"] as const) {
    const probe = new MachineProbe();
    probe.join();
    probe.edit(batch(0));
    probe.frame({ type: "refused", batch: 0, reason, sentence });
    expect(probe.types()).not.toContain("keep");
    expect(probe.types()).toContain("openSocket");
    probe.feed({ type: "socketOpened" });
    probe.welcomed();
    expect(probe.types()).toContain("findLost");
    expect(probe.sent()).toEqual([[0]]);
    probe.frame({ type: "refused", batch: 0, reason, sentence });
    expect(probe.types()).toContain("keep");
  }
});

test("[SY-20] a tab whose sibling's edit was refused puts aside what builds on it", () => {
  const probe = new MachineProbe();
  const refused = batch(0, { replica: sibling });
  probe.feed({ type: "siblingBatches", batches: [refused], stored: true });
  probe.edit(batch(0, { lamport: 1, dependencies: [{ replica: sibling, counter: 0 }] }));
  probe.feed({ type: "siblingKept", keys: [`${sibling}:0`], reason: "role", sentence });
  expect(probe.effects).toMatchObject([{ type: "keep", batches: [{ replica: own }] }]);
  expect(probe.state.queue).toEqual([]);
});

test("[SY-22] what a copied profile took along unsent, and the other side has sent, is not written again", () => {
  const probe = new MachineProbe();
  probe.join();
  probe.edit(batch(0));
  probe.edit(batch(1));
  probe.feed({ type: "notMerged", problem: "reused-id", sentence: "", replica: own, counter: 1 });
  expect(probe.effects).toContainEqual(expect.objectContaining({ type: "keep", batches: [batch(1)] }));
  expect(probe.state.queue.map((pending) => pending.batch)).toEqual([batch(0)]);
});

test("[SY-22] ids that exist with other content put the own unaccepted batches aside and compare by version", () => {
  const probe = new MachineProbe({ outbox: [batch(0), batch(1)] });
  probe.join();
  probe.feed({ type: "notMerged", problem: "reused-id", sentence: "", replica: own });
  expect(probe.effects).toContainEqual(expect.objectContaining({ type: "keep", reason: "reused-id" }));
  probe.feed({ type: "socketOpened" });
  expect(probe.effects).toContainEqual({ type: "sendHello", fromNothing: false, place: null, partial: null });
});

test("[SY-23] a viewer is told before anything is refused", () => {
  const probe = new MachineProbe();
  probe.join(welcome({ role: "viewer" }));
  expect(statusOf(probe.state)).toMatchObject({ state: "read-only", role: "viewer" });
  probe.frame({ type: "roleChanged", role: "editor" });
  expect(statusOf(probe.state).state).toBe("saved");
});

test("[SY-27] a full disk at the server is said, and batches wait for the session after it", () => {
  const probe = new MachineProbe();
  probe.join();
  probe.frame({ type: "status", storage: "full", sentence: "The server's disk is full." });
  probe.edit(batch(0));
  expect(probe.sent()).toEqual([]);
  expect(statusOf(probe.state)).toMatchObject({
    state: "storage-full",
    reason: "The server's disk is full.",
  });
});

test("[SY-29] a follower sends nothing itself, tells its batches, and learns from the leader that they are saved", () => {
  const probe = new MachineProbe();
  probe.edit(batch(0));
  expect(probe.types()).toEqual(["takeEdits", "store", "clearTimer", "tellTabs"]);
  const phase = { name: "open" as const };
  const leader = {
    phase,
    origin: null,
    failures: 0,
    caughtUp: true,
    role: "owner" as const,
    serverStorage: "writable" as const,
    savedAtMs: null,
  };
  probe.feed({ type: "leaderState", leader });
  expect(statusOf(probe.state)).toMatchObject({ state: "saving", connected: true, role: "owner" });
  probe.feed({ type: "siblingSaved", keys: [`${own}:0`], savedAtMs: 9 });
  expect(statusOf(probe.state)).toMatchObject({ state: "saved", savedAt: 9 });
});

test("[SY-29] a follower that takes over offers what the store holds of all tabs", () => {
  const probe = new MachineProbe();
  probe.edit(batch(0, { lamport: 4 }));
  probe.feed({ type: "lead", outbox: [batch(0, { replica: sibling }), batch(0, { lamport: 4 })] });
  probe.feed({ type: "socketOpened" });
  probe.welcomed();
  expect(probe.effects).toContainEqual(expect.objectContaining({ type: "send" }));
  expect(probe.state.session.unsettled).toHaveLength(2);
});

test("[PR-28] a refusal that comes twice does not stand in the count for one that was lost", () => {
  const probe = new MachineProbe();
  probe.join();
  probe.edit(batch(0));
  probe.edit(batch(1));
  probe.frame({ type: "refused", batch: 1, reason: "after-refusal", sentence });
  probe.frame({ type: "refused", batch: 1, reason: "after-refusal", sentence });
  expect(probe.types()).toContain("closeSocket");
  expect(probe.state.queue.map((pending) => pending.batch)).toEqual([batch(0)]);
});
