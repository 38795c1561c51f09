import { assert } from "@weft/base";
import { parseIncarnation } from "@weft/protocol";
import { describe, expect, test } from "vitest";
import type { Inspection } from "../src/admission/inspected-documents.ts";
import type { Identity } from "../src/identity/token.ts";
import { LogState } from "../src/log/log-state.ts";
import { type ClosedReplicas, decideGroup, judgeGroup, type OfferedBatch } from "../src/log/offered-group.ts";
import { createMemoryStorage } from "../src/storage/memory-storage.ts";
import type { StoredDocument } from "../src/storage/storage.ts";
import { newTestDocument, type TestDocument, Typist } from "./raw-client.ts";
import { newToken } from "./storage-contract.ts";

const sound: Inspection = { kind: "sound" };
const unsound: Inspection = { kind: "unsound", reason: "malformed", sentence: "No." };
const replica = "00000000000000cc";

async function emptyState(document: TestDocument): Promise<LogState> {
  const storage = createMemoryStorage();
  const incarnation = parseIncarnation("0".repeat(32));
  assert(incarnation !== null, "an incarnation");
  const id = document.documentId;
  const row: StoredDocument = { id, engine: "weft", title: null, incarnation, createdAtMs: 0 };
  await storage.createDocument(row, newToken("owner"));
  const head = await storage.readHead(document.documentId);
  assert(head !== null, "a head");
  return LogState.at(head);
}

function offer(bytes: Uint8Array | undefined, closedReplicas: ClosedReplicas = new Map()): OfferedBatch {
  const identity: Identity = { tokenId: "ann", role: "editor" };
  assert(bytes !== undefined, "a batch");
  return { batch: { origin: "written", ageMs: 0, bytes }, identity, receivedAtMs: 1, closedReplicas };
}

describe("a group on its way into the log", () => {
  test("[SV-2] what repeats a batch that falls away is stored, not acknowledged as known", async () => {
    const document = newTestDocument();
    const state = await emptyState(document);
    const [first] = new Typist(document, replica).type("one");
    const [second] = new Typist(document, replica).type("two");
    const group = [offer(first), offer(second)];
    const judged = judgeGroup(state, group);
    expect(judged.map(({ kind }) => kind)).toEqual(["next", "known"]);
    const found = judged.map((one, index) => ({ judged: one, inspection: index === 0 ? unsound : sound }));
    const decision = decideGroup(state, 0, found);
    expect(decision.outcomes.map(({ kind }) => kind)).toEqual(["refused", "committed"]);
    expect(decision.entries.map(({ bytes }) => bytes)).toEqual([second]);
    expect(decision.isAsInspected).toBe(true);
  });

  test("[SV-7] in one session it is refused instead, and the inspected document is known to be ahead", async () => {
    const document = newTestDocument();
    const state = await emptyState(document);
    const closed: ClosedReplicas = new Map();
    const group = [offer(new Typist(document, replica).type("one")[0], closed)];
    group.push(offer(new Typist(document, replica).type("two")[0], closed));
    const judged = judgeGroup(state, group);
    const found = judged.map((one, index) => ({ judged: one, inspection: index === 0 ? unsound : sound }));
    const decision = decideGroup(state, 0, found);
    expect(decision.outcomes).toMatchObject([{ reason: "malformed" }, { reason: "after-refusal" }]);
    expect(decision).toMatchObject({ entries: [], isAsInspected: false });
  });

  test("[SV-7] what the log has is known, also after a refusal", async () => {
    const document = newTestDocument();
    const state = await emptyState(document);
    const typist = new Typist(document, replica);
    const [first] = typist.type("one");
    const [second] = typist.type("two");
    const whole = [{ judged: judgeGroup(state, [offer(first)])[0]!, inspection: sound }];
    const { entries } = decideGroup(state, 0, whole);
    state.accept(entries[0]!);
    const closed: ClosedReplicas = new Map([[replica, 0]]);
    const judged = judgeGroup(state, [offer(first, closed), offer(second, closed)]);
    expect(judged).toMatchObject([{ kind: "known" }, { kind: "refused", reason: "after-refusal" }]);
  });

  test("[SV-7] what leans on a refused batch is refused, although the log has another one under that name", async () => {
    const document = newTestDocument();
    const state = await emptyState(document);
    const [there] = new Typist(document, replica).type("one");
    const { entries } = decideGroup(state, 0, [
      { judged: judgeGroup(state, [offer(there)])[0]!, inspection: sound },
    ]);
    state.accept(entries[0]!);
    const copied = new Typist(document, replica);
    const answerer = new Typist(document);
    const [question] = copied.type("two");
    assert(question !== undefined, "a batch");
    answerer.richText.applyUpdate(question);
    const [answer] = answerer.type(" answer");
    const closed: ClosedReplicas = new Map();
    const judged = judgeGroup(state, [offer(question, closed), offer(answer, closed)]);
    const reused: Inspection = { kind: "unsound", reason: "reused-id", sentence: "No." };
    const found = judged.map((one, index) => ({ judged: one, inspection: index === 0 ? reused : sound }));
    const decision = decideGroup(state, 1, found);
    expect(decision.outcomes).toMatchObject([{ reason: "reused-id" }, { reason: "after-refusal" }]);
    expect(decision).toMatchObject({ entries: [], isAsInspected: false });
    // Another session has nothing to do with that.
    expect(judgeGroup(state, [offer(answer)])).toMatchObject([{ kind: "next" }]);
  });

  test("[SV-7] what comes before a refused batch of its replica is stored, although that is refused from its header alone", async () => {
    const document = newTestDocument();
    const state = await emptyState(document);
    const closed: ClosedReplicas = new Map();
    const typist = new Typist(document, replica);
    const [first] = typist.type("one");
    typist.type("lost");
    const [third] = typist.type("three");
    const judged = judgeGroup(state, [offer(first, closed), offer(third, closed)]);
    const found = judged.map((one) => ({ judged: one, inspection: one.kind === "refused" ? null : sound }));
    const decision = decideGroup(state, 0, found);
    expect(decision.outcomes).toMatchObject([{ kind: "committed" }, { reason: "gap" }]);
    expect(decision).toMatchObject({ isAsInspected: true });
  });

  test("[SV-4] what leaned on a batch that falls away is refused", async () => {
    const document = newTestDocument();
    const state = await emptyState(document);
    const author = new Typist(document);
    const answerer = new Typist(document);
    const [first] = author.type("question");
    assert(first !== undefined, "a batch");
    answerer.richText.applyUpdate(first);
    const group = [offer(first), offer(answerer.type(" answer")[0])];
    const judged = judgeGroup(state, group);
    expect(judged.map(({ kind }) => kind)).toEqual(["next", "next"]);
    const found = judged.map((one, index) => ({ judged: one, inspection: index === 0 ? unsound : sound }));
    const decision = decideGroup(state, 0, found);
    expect(decision.outcomes).toMatchObject([{ reason: "malformed" }, { reason: "missing-dependency" }]);
    expect(decision.entries).toEqual([]);
  });
});
