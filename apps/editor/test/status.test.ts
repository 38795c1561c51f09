/** The status tells the truth: what each state says, and what none may ever say. */
import type { SyncStateName, SyncStatus } from "@weft/sync";
import { expect, test } from "vitest";
import { describeStatus } from "../src/status/describe-status.ts";

const calm: SyncStatus = {
  state: "saved",
  unsavedEdits: 0,
  storedHere: 0,
  keepsLocally: true,
  connected: true,
  caughtUp: true,
  role: "owner",
  savedAt: new Date(2026, 10, 23, 14, 2).getTime(),
  waitingSince: null,
  keptPieces: 0,
  reason: null,
};

const names: readonly SyncStateName[] = [
  "saved",
  "saving",
  "connecting",
  "reconnecting",
  "offline",
  "read-only",
  "refused",
  "storage-full",
  "needs-update",
  "needs-auth",
  "no-access",
  "damaged",
];

const saidOf = (status: SyncStatus): string => {
  const { word, aside, sentences } = describeStatus(status);
  return [word, aside ?? "", ...sentences].join(" ");
};

test("the word Saved stands for the state saved alone", () => {
  for (const state of names)
    expect(describeStatus({ ...calm, state }).word === "Saved", state).toBe(state === "saved");
});

test("offline: the edits are counted and said to be kept on this device", () => {
  const view = describeStatus({ ...calm, state: "offline", unsavedEdits: 3, storedHere: 3 });
  expect(view).toMatchObject({
    word: "Offline",
    aside: "3 edits kept on this device",
    pending: 3,
    canTry: true,
  });
  expect(view.sentences.join(" ")).toContain("We kept your 3 edits on this device");
});

test("nothing is said to be kept on a device that keeps nothing", () => {
  for (const state of names) {
    const said = saidOf({ ...calm, state, unsavedEdits: 2, storedHere: 0, keepsLocally: false });
    expect(said, state).not.toMatch(/kept on this device|We kept|are safe/);
    if (state === "offline" || state === "saving") expect(said).toContain("in this window only");
  }
});

test("what is only half way to this device's disk is not called safe", () => {
  const said = saidOf({ ...calm, state: "saving", unsavedEdits: 5, storedHere: 4 });
  expect(said).toContain("5 edits");
  expect(said).not.toContain("safe");
});

test("a refusal says how much is kept and that nothing is thrown away", () => {
  const said = saidOf({ ...calm, state: "refused", keptPieces: 1, reason: "This link can only read." });
  expect(said).toContain("1 piece kept aside");
  expect(said).toContain("Nothing is thrown away");
});

test("one edit is one edit", () => {
  expect(saidOf({ ...calm, state: "saving", unsavedEdits: 1, storedHere: 1 })).toContain(
    "1 edit is on the way",
  );
});

test("what cannot go out from this page is said to be stuck, and never that it goes out by itself", () => {
  for (const state of ["needs-auth", "no-access", "needs-update", "damaged"] as const) {
    const view = describeStatus({ ...calm, state, unsavedEdits: 2, storedHere: 2, reason: "No." });
    expect(view.stuck, state).toBe(true);
    expect(view.aside).toBe("2 edits kept on this device");
    expect(view.sentences.join(" ")).not.toContain("by themselves");
    expect(describeStatus({ ...calm, state }).stuck).toBe(false);
  }
});

test("who may only comment is told so, and where the comments are", () => {
  const status = { ...calm, state: "read-only", role: "commenter" } as const;
  expect(describeStatus(status).word).toBe("Comments only");
  expect(saidOf(status)).toContain("on the server's disk");
  expect(saidOf({ ...status, unsavedEdits: 1, storedHere: 1 })).not.toContain("on the server's disk");
  expect(describeStatus({ ...status, role: "viewer" }).word).toBe("Read-only");
});
