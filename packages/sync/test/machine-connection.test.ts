import { crc32 } from "@weft/codec";
import {
  closeCodes,
  type DownFrame,
  helloDelayMsMax,
  reconnectDelayMsFirst,
  reconnectDelayMsMax,
  silenceMsMax,
} from "@weft/protocol";
import { expect, test } from "vitest";
import { backoffMs } from "../src/machine/connection.ts";
import { apartMs } from "../src/machine/server-frames.ts";
import { missingPatienceMs, settlingPatienceMs, unreadableMax } from "../src/machine/step.ts";
import { isCaughtUp } from "../src/machine/sync-state.ts";
import { statusOf } from "../src/sync-status.ts";
import { acknowledged, batch, incarnation, MachineProbe, welcome } from "./machine-fixture.ts";

test("[SY-9] the backoff doubles up to its cap, half fixed and half by chance", () => {
  for (const [failures, times] of [
    [1, 1],
    [2, 2],
    [3, 4],
  ] as const) {
    expect(backoffMs(failures, 0)).toBe((reconnectDelayMsFirst * times) / 2);
    expect(backoffMs(failures, 0.999_999)).toBe(reconnectDelayMsFirst * times);
  }
  expect(backoffMs(50, 0)).toBe(reconnectDelayMsMax / 2);
  expect(backoffMs(50, 0.5)).toBe(reconnectDelayMsMax * 0.75);
});

test("[SY-9] whatever chance says, a client is back within a second of an outage of half a second", () => {
  const outageMs = 500;
  for (const jitter of [0, 0.25, 0.5, 0.75, 0.999]) {
    let nowMs = 0;
    for (let failures = 1; nowMs < outageMs; failures++) nowMs += backoffMs(failures, jitter);
    expect(nowMs - outageMs).toBeLessThanOrEqual(1000);
  }
});

test("[SY-9] a welcome and a person's wish start the backoff over", () => {
  const probe = new MachineProbe();
  probe.feed({ type: "lead", outbox: [] });
  for (let failure = 0; failure < 4; failure++) {
    probe.feed({ type: "socketClosed", code: 1006 }, { type: "timer", timer: "reconnect" });
  }
  expect(statusOf(probe.state).state).toBe("offline");
  probe.feed({ type: "socketOpened" });
  probe.welcomed();
  expect(probe.state.connection.failures).toBe(0);
  probe.feed({ type: "socketClosed", code: 1006 });
  expect(statusOf(probe.state).state).toBe("reconnecting");
  probe.feed({ type: "socketClosed", code: 1006 }, { type: "tryNow" });
  expect(probe.types()).toContain("openSocket");
  expect(probe.state.connection.failures).toBe(0);
});

test("[SY-33] a long time offline meets what the server has, however many batches waited", () => {
  const outbox = Array.from({ length: 200_000 }, (_, counter) => batch(counter));
  for (const waitedMs of [apartMs - 1, apartMs]) {
    const probe = new MachineProbe();
    probe.nowMs = waitedMs;
    probe.feed({ type: "lead", outbox }, { type: "socketOpened" });
    probe.welcomed();
    expect(probe.types().includes("meet")).toBe(waitedMs >= apartMs);
  }
});

test("[SY-9] when the platform says that the network is gone, the status says so at once", () => {
  const probe = new MachineProbe();
  probe.join();
  probe.feed({ type: "networkLost" });
  expect(probe.types()).toContain("closeSocket");
  expect(statusOf(probe.state).state).toBe("offline");
});

test("[SY-10] a socket is given up when nothing comes on it", () => {
  const probe = new MachineProbe();
  probe.feed({ type: "lead", outbox: [] });
  expect(probe.effects).toContainEqual({ type: "setTimer", timer: "silence", delayMs: helloDelayMsMax });
  probe.feed({ type: "socketOpened" });
  probe.welcomed();
  expect(probe.effects).toContainEqual({ type: "setTimer", timer: "silence", delayMs: silenceMsMax });
  probe.feed({ type: "timer", timer: "ping" });
  expect(probe.effects).toMatchObject([{ type: "send", frame: { type: "ping" } }, { type: "setTimer" }]);
  probe.feed({ type: "timer", timer: "silence" });
  expect(probe.types()).toContain("closeSocket");
  expect(probe.state.connection.phase.name).toBe("waiting");
});

test("[SY-11] stop stops until a person tries again; rejoin goes at once, but not twice without progress", () => {
  const probe = new MachineProbe();
  probe.join();
  probe.feed({ type: "socketClosed", code: closeCodes.unauthorized });
  expect(statusOf(probe.state).state).toBe("no-access");
  expect(probe.types()).not.toContain("setTimer");
  probe.feed({ type: "tryNow" });
  expect(probe.types()).toContain("openSocket");
  const other = new MachineProbe();
  other.join();
  other.feed({ type: "socketClosed", code: closeCodes.resync });
  expect(other.types()).toContain("openSocket");
  other.feed({ type: "socketOpened" }, { type: "frame", frame: welcome() });
  other.feed({ type: "socketClosed", code: closeCodes.resync });
  expect(other.types()).not.toContain("openSocket");
  expect(other.effects).toMatchObject([{}, {}, { type: "setTimer", timer: "reconnect" }, {}]);
});

test("[SY-11] a server of a newer protocol asks for an update", () => {
  const probe = new MachineProbe();
  probe.join();
  probe.feed({ type: "socketClosed", code: closeCodes.unsupportedVersion });
  expect(statusOf(probe.state).state).toBe("needs-update");
});

test("[SY-12] a server that breaks the protocol is left", () => {
  const wrongs = [
    acknowledged(1, 1),
    welcome(),
    { type: "chunk" as const, offset: 0, totalBytes: 1, checksum: 0, bytes: Uint8Array.of(1) },
  ];
  for (const frame of wrongs) {
    const probe = new MachineProbe();
    probe.join();
    probe.frame(frame);
    expect(probe.types(), frame.type).toContain("closeSocket");
    expect(probe.state.connection.phase.name).toBe("waiting");
  }
  const early = new MachineProbe();
  early.feed({ type: "lead", outbox: [] }, { type: "socketOpened" });
  early.frame({ type: "entries", afterSeq: 0, throughSeq: 0, entries: [] });
  expect(early.state.connection.phase.name).toBe("waiting");
});

const bytes = Uint8Array.from({ length: 10 }, (_, index) => index);
const snapshot = { kind: "snapshot" as const, seq: 4, totalBytes: 10, checksum: crc32(bytes), offset: 0 };
const chunk = (from: number, to: number) => {
  const part = bytes.slice(from, to);
  return { type: "chunk" as const, offset: from, totalBytes: 10, checksum: crc32(part), bytes: part };
};

test("[SY-13] a snapshot is merged when it is whole, then what overtook it", () => {
  const probe = new MachineProbe();
  probe.join(welcome({ lastSeq: 4, reply: snapshot }));
  probe.frame(chunk(0, 6));
  probe.frame({
    type: "entries",
    afterSeq: 4,
    throughSeq: 5,
    entries: [{ seq: 5, timeMs: 0, author: "", bytes: Uint8Array.of(77) }],
  });
  expect(probe.types()).toEqual(["setTimer"]);
  expect(isCaughtUp(probe.state)).toBe(false);
  probe.frame(chunk(6, 10));
  expect(probe.effects.slice(1)).toEqual([
    { type: "receiveSnapshot", bytes, place: { incarnation, seq: 4 } },
    {
      type: "receive",
      updates: [Uint8Array.of(77)],
      saved: [],
      after: { incarnation, seq: 4 },
      place: { incarnation, seq: 5 },
    },
  ]);
  expect(isCaughtUp(probe.state)).toBe(true);
});

test("[SY-13] a snapshot that was cut off is continued, or begun again if the server has another", () => {
  const probe = new MachineProbe();
  probe.join(welcome({ lastSeq: 4, reply: snapshot }));
  probe.frame(chunk(0, 6));
  probe.feed(
    { type: "socketClosed", code: 1006 },
    { type: "timer", timer: "reconnect" },
    { type: "socketOpened" },
  );
  expect(probe.effects).toContainEqual({
    type: "sendHello",
    fromNothing: false,
    place: null,
    partial: { incarnation, seq: 4, offset: 6 },
  });
  const again = new MachineProbe();
  again.state = probe.state;
  probe.frame(welcome({ lastSeq: 4, reply: { ...snapshot, offset: 6 } }));
  probe.frame(chunk(6, 10));
  expect(probe.types()).toContain("receiveSnapshot");
  again.frame(welcome({ lastSeq: 4, reply: snapshot }));
  again.frame(chunk(0, 10));
  expect(again.types()).toContain("receiveSnapshot");
});

test("[SY-13] a chunk that is damaged, or another than the next, ends the session", () => {
  for (const wrong of [chunk(6, 10), { ...chunk(0, 6), checksum: 1 }, { ...chunk(0, 6), totalBytes: 11 }]) {
    const probe = new MachineProbe();
    probe.join(welcome({ lastSeq: 4, reply: snapshot }));
    probe.frame(wrong);
    expect(probe.state.connection.phase.name).toBe("waiting");
  }
});

test("[SY-18] updates that wait too long for their causes make the client compare by version", () => {
  const probe = new MachineProbe({ place: { incarnation, seq: 0 } });
  probe.join();
  probe.feed({ type: "merged", missingCauses: 2 });
  expect(probe.effects).toEqual([{ type: "setTimer", timer: "missing", delayMs: missingPatienceMs }]);
  probe.feed({ type: "timer", timer: "missing" });
  expect(probe.types()).toContain("openSocket");
  probe.feed({ type: "socketOpened" });
  expect(probe.effects).toContainEqual({ type: "sendHello", fromNothing: false, place: null, partial: null });
  const patient = new MachineProbe();
  patient.join();
  patient.feed({ type: "merged", missingCauses: 2 }, { type: "merged", missingCauses: 0 });
  expect(patient.effects).toContainEqual({ type: "clearTimer", timer: "missing" });
});

test("[SY-19] ops that are not known stop the connection and ask for an update", () => {
  const probe = new MachineProbe({ outbox: [batch(0)] });
  probe.join();
  probe.feed({ type: "notMerged", problem: "unknown", sentence: "Reload.", replica: null });
  expect(statusOf(probe.state)).toMatchObject({ state: "needs-update", reason: "Reload.", unsavedEdits: 1 });
  expect(probe.types()).toContain("closeSocket");
});

test("[SY-12] entries out of the log's order, and a refusal of what was never sent, end the session", () => {
  const entry = (seq: number) => ({ seq, timeMs: 0, author: "ben", bytes: Uint8Array.of(seq) });
  const wrongs = [
    { type: "entries" as const, afterSeq: 0, throughSeq: 3, entries: [entry(3), entry(2)] },
    { type: "entries" as const, afterSeq: 0, throughSeq: 3, entries: [entry(2), entry(2)] },
    { type: "entries" as const, afterSeq: 0, throughSeq: 3, entries: [entry(4)] },
    { type: "refused" as const, batch: 0, reason: "malformed" as const, sentence: "" },
  ];
  for (const frame of wrongs) {
    const probe = new MachineProbe();
    probe.join();
    probe.frame(frame);
    expect(probe.state.connection.phase.name).toBe("waiting");
    expect(probe.types()).not.toContain("receive");
  }
});

test("[SY-12] a session that settles nothing for long is given up, unless the server has no space", () => {
  const probe = new MachineProbe();
  probe.join();
  probe.edit(batch(0));
  expect(probe.effects).toContainEqual({ type: "setTimer", timer: "settling", delayMs: settlingPatienceMs });
  probe.frame({ type: "status", storage: "full", sentence: "" });
  probe.feed({ type: "timer", timer: "settling" });
  expect(probe.state.connection.phase.name).toBe("open");
  probe.frame({ type: "status", storage: "writable", sentence: "" });
  probe.feed({ type: "timer", timer: "settling" });
  expect(probe.state.connection.phase.name).toBe("waiting");
  expect(probe.types()).toContain("closeSocket");
  expect(statusOf(probe.state)).toMatchObject({ unsavedEdits: 1 });
});

test("[SY-15] what could not be read is asked for again, with patience, and never passed over", () => {
  const probe = new MachineProbe({ place: { incarnation, seq: 0 } });
  const problem = { type: "notMerged", problem: "malformed", sentence: "unreadable", replica: null } as const;
  for (let times = 1; times <= unreadableMax; times++) {
    if (times === 1) probe.join();
    else {
      probe.feed({ type: "timer", timer: "reconnect" }, { type: "socketOpened" });
      expect(probe.effects).toContainEqual({
        type: "sendHello",
        fromNothing: false,
        place: null,
        partial: null,
      });
      probe.welcomed();
    }
    probe.frame({ type: "entries", afterSeq: 0, throughSeq: times, entries: [] });
    probe.feed(problem);
    expect(probe.state.place).toBeNull();
    expect(probe.state.connection.phase.name).toBe(times < unreadableMax ? "waiting" : "stopped");
  }
  expect(statusOf(probe.state)).toMatchObject({ state: "damaged", reason: "unreadable" });
  probe.feed({ type: "tryNow" }, { type: "socketOpened" });
  expect(probe.effects).toContainEqual({ type: "sendHello", fromNothing: false, place: null, partial: null });
});

test("[PR-16] [PR-28] batches are numbered through the session, and anew in the next", () => {
  const probe = new MachineProbe();
  probe.join();
  const numbers = () =>
    probe.effects.flatMap((effect) =>
      effect.type === "send" && effect.frame.type === "batches" ? [effect.frame.firstNumber] : [],
    );
  probe.edit(batch(0), batch(1));
  expect(numbers()).toEqual([0]);
  probe.frame(acknowledged(1, 1));
  probe.edit(batch(2));
  expect(numbers()).toEqual([2]);
  probe.feed({ type: "socketClosed", code: 1006 }, { type: "timer", timer: "reconnect" });
  probe.feed({ type: "socketOpened" });
  probe.frame(welcome({ lastSeq: 1, reply: { kind: "tail", afterSeq: 1 } }));
  expect(numbers()).toEqual([0]);
});

test("[PR-28] a frame that was lost or doubled on the way ends the session, and nothing is settled by it", () => {
  const entry = (seq: number) => ({ seq, timeMs: 0, author: "ben", bytes: Uint8Array.of(seq) });
  const heard = { type: "entries" as const, afterSeq: 0, throughSeq: 2, entries: [entry(1), entry(2)] };
  const ownRefused = { type: "refused" as const, batch: 0, reason: "role" as const, sentence: "" };
  const cases: readonly (readonly DownFrame[])[] = [
    // A frame of entries is missing before the next one, before an acknowledgement; it comes twice.
    [{ ...heard, afterSeq: 2, throughSeq: 3, entries: [entry(3)] }],
    [{ ...acknowledged(1, 3), afterSeq: 2 }],
    [heard, heard],
    // A refusal is missing: the batch would count as saved.
    [acknowledged(1, 0, 1)],
    // It comes twice.
    [ownRefused, ownRefused, acknowledged(1, 0, 1)],
  ];
  for (const frames of cases) {
    const probe = new MachineProbe();
    probe.join();
    probe.edit(batch(0));
    for (const frame of frames) probe.frame(frame);
    expect(probe.types()).toContain("closeSocket");
    expect(probe.types()).not.toContain("receive");
    expect(statusOf(probe.state).state).not.toBe("saved");
    expect(probe.state.place?.seq ?? 0).toBeLessThan(3);
  }
});
