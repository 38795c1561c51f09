import { assert } from "@weft/base";
import type { BatchOrigin, Role } from "@weft/protocol";
import { parseIncarnation } from "@weft/protocol";
import { type BatchHeader, parseReplicaId, type ReplicaId } from "@weft/rga";
import { describe, expect, test } from "vitest";
import { writersPerDocumentMax } from "../src/limits.ts";
import { bindingOf, judgeOffer } from "../src/log/admission-rules.ts";
import { LogState } from "../src/log/log-state.ts";
import type { LogHead } from "../src/storage/storage.ts";
import { newEntry } from "./storage-contract.ts";

const a = replica("aaaaaaaaaaaaaaaa");
const b = replica("bbbbbbbbbbbbbbbb");
const c = replica("cccccccccccccccc");

/** A log in which a wrote counters 0 to 9 (Lamport 1 to 10) as "ann", and b counters 0 to 4, bound to nobody. */
function state(): LogState {
  const incarnation = parseIncarnation("0".repeat(32));
  assert(incarnation !== null, "an incarnation");
  const head: LogHead = {
    engine: "weft",
    incarnation,
    lastSeq: 0,
    nextLamport: 0,
    totalBytes: 0,
    snapshot: null,
    writers: [],
  };
  const log = LogState.at(head);
  log.accept({ ...newEntry(a, 0, 10), lamport: 1, binds: "ann" });
  log.accept({ ...newEntry(b, 0, 5), lamport: 3 });
  return log;
}

interface Case {
  readonly header?: Partial<BatchHeader>;
  readonly origin?: BatchOrigin;
  readonly role?: Role;
  readonly tokenId?: string;
}

function judge({ header = {}, origin = "written", role = "editor", tokenId = "ann" }: Case): string {
  const whole: BatchHeader = { replica: a, counter: 10, count: 2, lamport: 11, dependencies: [], ...header };
  const judgement = judgeOffer(state(), { header: whole, origin, identity: { role, tokenId } });
  return judgement.kind === "refused" ? judgement.reason : judgement.kind;
}

describe("which batch may come next", () => {
  test.each<[string, Case, string]>([
    ["the next counters of a replica", {}, "next"],
    ["the first counters of a new replica", { header: { replica: c, counter: 0 }, tokenId: "eve" }, "next"],
    ["an earlier Lamport timestamp", { header: { lamport: 4 } }, "next"],
    ["counters after a gap", { header: { counter: 12 } }, "gap"],
    ["a new replica that does not begin at 0", { header: { replica: c, counter: 1 } }, "gap"],
    ["counters that the log has", { header: { counter: 3, count: 7 } }, "known"],
    ["counters that the log has in part", { header: { counter: 9, count: 2 } }, "overlap"],
  ])("[SV-4] counters come without gaps: %s", (_, offer, expected) => {
    expect(judge(offer)).toBe(expected);
  });

  test.each<[string, { replica: ReplicaId; counter: number }[], string]>([
    ["one that is there", [{ replica: b, counter: 4 }], "next"],
    ["one counter too far", [{ replica: b, counter: 5 }], "missing-dependency"],
    ["an unknown replica", [{ replica: c, counter: 0 }], "missing-dependency"],
  ])("[SV-4] what a batch leans on is in the log: %s", (_, dependencies, expected) => {
    expect(judge({ header: { dependencies } })).toBe(expected);
  });

  test("[SV-5] a batch raises the highest Lamport timestamp by no more than its own length", () => {
    expect(judge({ header: { lamport: 11 } })).toBe("next");
    expect(judge({ header: { lamport: 12 } })).toBe("clock");
    expect(judge({ header: { lamport: 2 ** 40 } })).toBe("clock");
  });

  test.each<[string, Case, string]>([
    ["its own identity", {}, "next"],
    ["another one", { tokenId: "eve" }, "identity"],
    ["the document's owner", { tokenId: "eve", role: "owner" }, "next"],
    ["another one that offers again what was lost", { tokenId: "eve", origin: "reoffered" }, "next"],
    ["anybody, when it is bound to nobody", { header: { replica: b, counter: 5 }, tokenId: "eve" }, "next"],
  ])("[SV-6] [PR-20] a replica is continued by %s", (_, offer, expected) => {
    expect(judge(offer)).toBe(expected);
  });

  test("[SV-6] the first written batch binds its replica, a reoffered one never does", () => {
    const identity = { tokenId: "eve", role: "editor" } as const;
    const header = { replica: b, counter: 5, count: 1, lamport: 1, dependencies: [] };
    expect(bindingOf(state(), { header, origin: "written", identity })).toBe("eve");
    expect(bindingOf(state(), { header, origin: "reoffered", identity })).toBeNull();
    expect(bindingOf(state(), { header: { ...header, replica: a }, origin: "written", identity })).toBeNull();
  });

  test.each<[Role, string]>([
    ["owner", "next"],
    ["editor", "next"],
    ["commenter", "next"],
    ["viewer", "role"],
  ])("[SV-8] an %s is heard or not, and what the log has is known to everybody", (role, expected) => {
    expect(judge({ role })).toBe(expected);
    expect(judge({ role, header: { counter: 3, count: 7 } })).toBe("known");
  });

  test("[SV-9] a document does not take writers without end", () => {
    const log = state();
    for (let count = 0; log.writerCount < writersPerDocumentMax; count++) {
      log.accept(newEntry(count.toString(16).padStart(16, "0"), 0, 1));
    }
    const identity = { tokenId: "ann", role: "editor" } as const;
    const header = { replica: c, counter: 0, count: 1, lamport: 1, dependencies: [] };
    expect(judgeOffer(log, { header, origin: "written", identity })).toMatchObject({ reason: "locked" });
    const known = { ...header, replica: a, counter: 10 };
    expect(judgeOffer(log, { header: known, origin: "written", identity }).kind).toBe("next");
  });

  test("a fork keeps what it accepts to itself", () => {
    const log = state();
    const fork = log.fork();
    fork.accept({ ...newEntry(a, 10, 5), lamport: 20 });
    fork.accept(newEntry(c, 0, 1));
    expect([fork.known(a), fork.known(b), fork.known(c), fork.nextLamport, fork.writerCount]).toEqual([
      15, 5, 1, 25, 3,
    ]);
    expect([log.known(a), log.known(c), log.nextLamport, log.writerCount]).toEqual([10, 0, 11, 2]);
  });
});

function replica(text: string): ReplicaId {
  const id = parseReplicaId(text);
  assert(id !== null, "a replica id");
  return id;
}
