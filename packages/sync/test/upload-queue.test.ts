import { seededRandom } from "@weft/base";
import { type FileHash, fileRefusals, mayPass, parseFileHash } from "@weft/protocol";
import { describe, expect, test } from "vitest";
import {
  noUploads,
  stepUploads,
  type UploadEffect,
  type UploadInput,
  type UploadOutcome,
  type UploadState,
  type WaitingFile,
} from "../src/files/upload-queue.ts";

function hash(number: number): FileHash {
  const parsed = parseFileHash(number.toString(16).padStart(64, "0"));
  if (parsed === null) throw new Error("it is well-formed");
  return parsed;
}

const file = (number: number, change: Partial<WaitingFile> = {}): WaitingFile => ({
  hash: hash(number),
  size: 10,
  isKept: true,
  sentBytes: 0,
  refusal: null,
  ...change,
});

/** Runs inputs one after another; the effects of the last one, and the state after it. */
function run(...inputs: readonly UploadInput[]): {
  readonly state: UploadState;
  readonly effects: readonly UploadEffect[];
} {
  let state = noUploads;
  let effects: readonly UploadEffect[] = [];
  for (const input of inputs) ({ state, effects } = stepUploads(state, input, 0.5));
  return { state, effects };
}

const connected: UploadInput = { type: "connected", connected: true };
const elected: UploadInput = { type: "elected" };
const waiting = (...files: readonly WaitingFile[]): UploadInput => ({ type: "waiting", files });
const answered = (number: number, outcome: UploadOutcome): UploadInput => ({
  type: "answered",
  hash: hash(number),
  outcome,
});

describe("which file goes next", () => {
  test("[SY-41] one after another, while there is a connection, by the elected tab", () => {
    expect(run(waiting(file(1)), elected).effects).toEqual([]);
    expect(run(waiting(file(1)), connected).effects, "somebody else is elected").toEqual([]);
    const first = run(waiting(file(1), file(2)), elected, connected);
    expect(first.effects).toEqual([{ type: "send", hash: hash(1) }]);
    const second = stepUploads(first.state, answered(1, "saved"), 0);
    expect(second.effects).toEqual([
      { type: "note", hash: hash(1), outcome: "saved" },
      { type: "send", hash: hash(2) },
    ]);
    expect(second.state.files).toEqual([file(2)]);
  });

  test("[SY-41] a file that only this tab has is sent by this tab", () => {
    expect(run(waiting(file(1), file(2, { isKept: false })), connected).effects).toEqual([
      { type: "send", hash: hash(2) },
    ]);
  });

  test("[SY-42] what may pass is tried again, after the others and after a rest that grows", () => {
    const before = run(waiting(file(1), file(2)), elected, connected);
    const failed = stepUploads(before.state, answered(1, "unreachable"), 0);
    expect(failed.effects).toEqual([{ type: "rest", delayMs: 500 }]);
    const next = stepUploads(failed.state, { type: "rested" }, 0);
    expect(next.effects).toEqual([{ type: "send", hash: hash(2) }]);
    const again = stepUploads(next.state, answered(2, "server-full"), 1);
    expect(again.effects).toEqual([{ type: "rest", delayMs: 2000 }]);
    expect(again.state.files.map((waits) => waits.hash)).toEqual([hash(1), hash(2)]);
  });

  test.each(fileRefusals.filter((reason) => !mayPass(reason)))(
    "[SY-43] after %s a file waits until a person tries it again, and the others go on",
    (reason) => {
      const before = run(waiting(file(1), file(2)), elected, connected);
      const refused = stepUploads(before.state, answered(1, reason), 0);
      expect(refused.effects).toEqual([
        { type: "note", hash: hash(1), outcome: reason },
        { type: "send", hash: hash(2) },
      ]);
      expect(refused.state.files[0]).toEqual(file(1, { refusal: reason }));
      const done = stepUploads(refused.state, answered(2, "saved"), 0);
      const retried = stepUploads(done.state, { type: "retry", hash: hash(1) }, 0);
      expect(retried.effects).toEqual([{ type: "send", hash: hash(1) }]);
    },
  );

  test("[SY-42] without a connection nothing is sent and nothing rests; with it everything begins anew", () => {
    const sending = run(waiting(file(1)), elected, connected);
    const lost = stepUploads(sending.state, { type: "connected", connected: false }, 0);
    expect(lost.effects).toEqual([{ type: "stop" }]);
    expect(lost.state.files).toEqual([file(1)]);
    expect(stepUploads(lost.state, answered(1, "unreachable"), 0).state, "an answer that comes late").toEqual(
      lost.state,
    );
    expect(stepUploads(lost.state, answered(1, "saved"), 0).state.files, "saved is saved").toEqual([]);
    expect(stepUploads(lost.state, connected, 0).effects).toEqual([{ type: "send", hash: hash(1) }]);
  });

  test("[SY-41] what another tab was answered counts here", () => {
    const { state } = run(waiting(file(1), file(2)), {
      type: "heard",
      hash: hash(1),
      outcome: "saved",
    });
    expect(state.files).toEqual([file(2)]);
    const refused = run(waiting(file(1)), { type: "heard", hash: hash(1), outcome: "document-full" });
    expect(refused.state.files[0]?.refusal).toBe("document-full");
  });
});

test("[SY-40] [SY-42] random lives: no file is forgotten that the server did not take, and all go out in the end", () => {
  const seed = Number(process.env.WEFT_SEED ?? 4711);
  const random = seededRandom(seed);
  const seen = new Set<string>();
  for (let round = 0; round < 300; round++) {
    let state = noUploads;
    const added = new Set<FileHash>();
    const saved = new Set<FileHash>();
    const step = (input: UploadInput): void => {
      seen.add(input.type);
      if (input.type === "answered") seen.add(input.outcome);
      const next = stepUploads(state, input, random.next());
      for (const effect of next.effects) seen.add(`does ${effect.type}`);
      state = next.state;
    };
    for (let turn = 0; turn < 60; turn++) {
      const any = hash(random.below(6));
      const outcomes: readonly UploadOutcome[] = [
        "saved",
        "saved",
        "unreachable",
        "unavailable",
        "too-large",
      ];
      const outcome = outcomes[random.below(outcomes.length)] ?? "saved";
      const answeredHash = state.sending ?? any;
      switch (random.below(8)) {
        case 0:
          if (saved.has(any)) break;
          added.add(any);
          step(waiting({ ...file(0), hash: any, isKept: random.below(4) > 0 }));
          break;
        case 1:
          step({ type: "connected", connected: random.below(2) === 0 });
          break;
        case 2:
          if (state.resting) step({ type: "rested" });
          break;
        case 3:
          step(elected);
          break;
        case 4:
          step({ type: "retry", hash: any });
          break;
        case 5:
          step({ type: "progress", hash: any, sentBytes: 5 });
          break;
        case 6:
          if (!added.has(any)) break;
          saved.add(any);
          step({ type: "heard", hash: any, outcome: "saved" });
          break;
        default:
          if (state.sending === null) break;
          if (outcome === "saved") saved.add(answeredHash);
          step({ type: "answered", hash: answeredHash, outcome });
      }
      const left = [...added].filter((known) => !saved.has(known)).sort();
      expect(state.files.map((waits) => waits.hash).sort(), `seed ${seed}, round ${round}`).toEqual(left);
    }
    step(elected);
    step(connected);
    for (const { hash: left } of state.files) step({ type: "retry", hash: left });
    for (let turn = 0; turn < 20 && state.files.length > 0; turn++) {
      if (state.resting) step({ type: "rested" });
      if (state.sending !== null) step({ type: "answered", hash: state.sending, outcome: "saved" });
    }
    expect(state.files, `seed ${seed}, round ${round}`).toEqual([]);
  }
  for (const wanted of [
    "heard",
    "retry",
    "rested",
    "too-large",
    "does stop",
    "does wake",
    "does rest",
    "does note",
  ])
    expect(seen).toContain(wanted);
});
