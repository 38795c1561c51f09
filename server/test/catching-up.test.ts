import { assert, systemClock } from "@weft/base";
import { decodeDown, parseIncarnation } from "@weft/protocol";
import { pino } from "pino";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { Inspector } from "../src/admission/inspector.ts";
import { CommitQueue } from "../src/log/commit-queue.ts";
import { createMetrics } from "../src/metrics.ts";
import type { JoinStream } from "../src/room/join-stream.ts";
import type { Member, Settlement } from "../src/room/member.ts";
import type { Room } from "../src/room/room.ts";
import { type RoomHold, Rooms } from "../src/room/rooms.ts";
import { createMemoryStorage } from "../src/storage/memory-storage.ts";
import type { StoredDocument } from "../src/storage/storage.ts";
import { builtFile, ensureBuilt } from "./built.ts";
import { newTestDocument, Typist } from "./raw-client.ts";
import { newToken } from "./storage-contract.ts";

/** A member that notes what it is told. */
interface NotedMember extends Member {
  readonly delivered: number[];
  readonly settlements: Settlement[];
}

function newMember(): NotedMember {
  const delivered: number[] = [];
  const settlements: Settlement[] = [];
  return {
    identity: { tokenId: "owner", role: "owner" },
    closedReplicas: new Map(),
    delivered,
    settlements,
    deliver: (frame) => delivered.push(...seqsOf(frame)),
    settle: (settlement) => settlements.push(settlement),
    showPresence: () => {},
    showStorage: () => {},
    changeRole: () => {},
    end: () => {},
  };
}

function seqsOf(bytes: Uint8Array): readonly number[] {
  const frame = decodeDown(bytes);
  assert(frame.ok, "the room's frames can be read");
  return frame.value.type === "entries" ? frame.value.entries.map(({ seq }) => seq) : [];
}

async function pullAll(stream: JoinStream): Promise<readonly number[]> {
  const seqs: number[] = [];
  for (let frame = await stream.next(); frame !== null; frame = await stream.next())
    seqs.push(...seqsOf(frame));
  return seqs;
}

describe("catching up while others, and oneself, go on", () => {
  const document = newTestDocument();
  const nothing = { version: new Map(), partial: null };
  let inspector: Inspector;
  let rooms: Rooms;
  let hold: RoomHold;
  let room: Room;
  let writer: NotedMember;
  let typist: Typist;

  beforeAll(ensureBuilt);
  beforeEach(async () => {
    const storage = createMemoryStorage();
    const metrics = createMetrics();
    const clock = systemClock;
    const logger = pino({ level: "silent" });
    inspector = new Inspector({ threadFile: builtFile("admission/inspection-thread.js"), clock, metrics });
    const commits = new CommitQueue(storage, clock, metrics);
    rooms = new Rooms({ storage, commits, inspector, clock, metrics, logger });
    const incarnation = parseIncarnation("1".repeat(32));
    assert(incarnation !== null, "an incarnation");
    const id = document.documentId;
    const row: StoredDocument = { id, engine: "weft", title: null, incarnation, createdAtMs: 0 };
    await storage.createDocument(row, newToken("owner"));
    const acquired = await rooms.acquire(document.documentId);
    assert(acquired !== null, "a room");
    hold = acquired;
    room = hold.room;
    typist = new Typist(document);
    writer = newMember();
    await room.join(writer, nothing);
    await offer(writer, 0, typist.type("one"));
    await offer(writer, 1, typist.type("two"));
  });
  afterEach(() => inspector.close());

  async function offer(member: Member, first: number, batches: readonly Uint8Array[]): Promise<void> {
    room.offer(
      member,
      first,
      batches.map((bytes) => ({ origin: "written", ageMs: 0, bytes })),
    );
    await room.settled();
  }

  test("[SV-22] [PR-22] a newcomer is never told what it brought itself meanwhile", async () => {
    const newcomer = newMember();
    const { stream } = await room.join(newcomer, nothing);
    await offer(newcomer, 0, new Typist(document).type("mine"));
    await offer(writer, 2, typist.type("three"));
    expect(newcomer.settlements).toEqual([{ refusals: [], batches: 1, throughSeq: null }]);
    expect(await pullAll(stream)).toEqual([1, 2, 4]);
    expect(stream.throughSeq).toBe(4);
  });

  test("[SV-20] it is live only from where the log is, so that nothing falls between", async () => {
    const newcomer = newMember();
    const { stream } = await room.join(newcomer, nothing);
    expect(await pullAll(stream)).toEqual([1, 2]);
    await offer(writer, 2, typist.type("three"));
    expect(room.goLive(newcomer, stream.throughSeq)).toBe(false);
    expect(await pullAll(stream)).toEqual([3]);
    expect(room.goLive(newcomer, stream.throughSeq)).toBe(true);
    await offer(writer, 3, typist.type("four"));
    expect(newcomer.delivered).toEqual([4]);
  });

  test("[SV-32] a room is let go of when nobody holds it, and never twice open", async () => {
    const second = await rooms.acquire(document.documentId);
    expect(second?.room).toBe(room);
    await hold.release();
    expect(rooms.find(document.documentId)).toBe(room);
    room.offer(writer, 2, [
      { origin: "written", ageMs: 0, bytes: typist.type("late")[0] ?? new Uint8Array() },
    ]);
    const released = second?.release();
    const third = await rooms.acquire(document.documentId);
    expect(third?.room).toBe(room);
    await released;
    expect(rooms.find(document.documentId)).toBe(room);
    await third?.release();
    expect(rooms.find(document.documentId)).toBeNull();
  });
});
