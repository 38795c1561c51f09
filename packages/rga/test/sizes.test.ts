/** What a recorded session and long offline work take in bytes. The figures are printed. */
import { type Random, seededRandom } from "@weft/base";
import { expect, test } from "vitest";
import { createText, loadText, readSavedText, SessionReader, SessionWriter } from "../src/index.ts";
import { recordedSession } from "./recorded-session.ts";

const report = (what: string, bytes: number): void => {
  process.stdout.write(`${what}: ${bytes.toFixed(2)} bytes\n`);
};

const session = recordedSession("automerge-paper");

test.skipIf(session === null)(
  "[RGA-18] [RGA-21] every edit of automerge-paper as an update, alone and in a session, and as a save",
  () => {
    const text = createText({ replica: "0123456789abcdef" });
    const writer = new SessionWriter();
    const reader = new SessionReader();
    const alone = { typed: 0, erased: 0 };
    const inSession = { typed: 0, erased: 0 };
    const edits = { typed: 0, erased: 0 };
    for (const { patches } of session?.txns ?? []) {
      for (const [position, deleted, inserted] of patches) {
        if (deleted > 0) text.delete(position, deleted);
        if (inserted !== "") text.insert(position, inserted);
        const update = text.takeUpdate()!;
        const sent = writer.write([update]);
        const read = reader.read(sent);
        if (!read.ok || read.value[0]?.length !== update.length)
          throw new Error("a session that loses bytes");
        const kind = deleted > 0 ? "erased" : "typed";
        edits[kind]++;
        alone[kind] += update.length;
        inSession[kind] += sent.length;
      }
    }
    const saved = text.save();
    const withoutDeleted = text.save({ deletedText: false });
    report("a typed character alone", alone.typed / edits.typed);
    report("a backspace alone", alone.erased / edits.erased);
    report("a typed character in a session", inSession.typed / edits.typed);
    report("a backspace in a session", inSession.erased / edits.erased);
    report("saved with all history", saved.length);
    report("saved without deleted text", withoutDeleted.length);
    expect(alone.typed / edits.typed).toBeLessThanOrEqual(15);
    expect(alone.erased / edits.erased).toBeLessThanOrEqual(16);
    expect(inSession.typed / edits.typed).toBeLessThanOrEqual(3);
    expect(inSession.erased / edits.erased).toBeLessThanOrEqual(4);
    expect(saved.length).toBeLessThanOrEqual(82_000);
    expect(withoutDeleted.length).toBeLessThanOrEqual(56_000);
    expect(readSavedText(saved)).toBe(session?.endContent);
    const loaded = loadText(withoutDeleted);
    loaded.insert(0, "x");
    expect(loaded.toString()).toBe(`x${session?.endContent}`);
  },
);

/** What two people do apart, as in crdt-benchmarks B2.2 to B2.4: 6,000 edits at random places of a text of 100. */
const offlineWork = { characters: 40_000, words: 90_000, "words and deletions": 72_000 } as const;

function work(kind: keyof typeof offlineWork, random: Random): Uint8Array {
  const word = (length: number): string =>
    Array.from({ length }, () => String.fromCharCode(97 + random.below(26))).join("");
  const base = createText({ random });
  base.insert(0, word(100));
  const text = createText({ random });
  text.applyUpdate(base.updateSince(new Map()));
  for (let edit = 0; edit < 6000; edit++) {
    const index = random.below(text.length);
    if (kind === "characters") text.insert(index, word(1));
    else if (kind === "words" || text.length < 20 || random.below(2) === 0)
      text.insert(index, word(3 + random.below(7)));
    else text.delete(index, Math.min(1 + random.below(9), text.length - index));
  }
  return text.takeUpdate()!.slice();
}

test.each(Object.entries(offlineWork))("[RGA-18] two users' long offline work: %s", (kind, limit) => {
  const random = seededRandom(7);
  const bytes =
    work(kind as keyof typeof offlineWork, random).length +
    work(kind as keyof typeof offlineWork, random).length;
  report(`two users, 6,000 times ${kind}`, bytes);
  expect(bytes).toBeLessThanOrEqual(limit);
});
