import { VirtualClock } from "@weft/base";
import { createRichText, type RichText } from "@weft/richtext";
import { expect, test } from "vitest";
import { Absence, type AwayView, awayMsMin } from "../src/review/away/absence.ts";
import { type LastRead, parseLastRead } from "../src/review/away/last-read.ts";
import { ConflictFinder } from "../src/review/finding/conflict-finder.ts";
import { awayWords, changeWords } from "../src/review/words/change-words.ts";
import { noteWriter } from "../src/review/writers.ts";

/** Ada's document, and a Grace who writes in it from elsewhere; what Ada is known to have read. */
function desk(lastRead: LastRead | null = null) {
  const document = createRichText({ documentId: "away", replica: "0000000000000001" });
  const clock = new VirtualClock(1_000_000);
  let noted: LastRead | null = null;
  const absence = new Absence({
    document,
    clock,
    ownReplicas: () => new Set([document.replica]),
    search: new ConflictFinder(document).findChanges,
    lastRead,
    note: (read) => {
      noted = read;
    },
  });
  const write = (replica: string, act: (other: RichText) => void): void => {
    const other = createRichText({ documentId: "away", replica, saved: document.save() });
    act(other);
    document.applyUpdate(other.updateSince(document.version()));
  };
  const seen = async (): Promise<AwayView | null> => {
    await Promise.resolve();
    await Promise.resolve();
    return absence.view;
  };
  return { document, clock, absence, write, seen, noted: () => noted };
}

const graceWrites = (text: string) => (other: RichText) =>
  other.edit([
    { type: "insertText", at: other.length, text },
    ...noteWriter(other, [other.replica], { name: "Grace", colour: 1 }),
  ]);

test("whoever has never read a document has missed nothing", async () => {
  const { absence, write, seen, noted, document } = desk();
  write("0000000000000002", graceWrites("Hello."));
  absence.back();
  expect(await seen()).toBeNull();
  expect(noted()?.version).toEqual(document.version());
});

test("what came since the last visit is told by person, without what programs noted, until it is read", async () => {
  const { absence, write, seen, noted, document } = desk({ version: new Map(), atMs: 5 });
  write("0000000000000002", graceWrites("Hello."));
  write("0000000000000003", (other) => other.edit([{ type: "insertText", at: 1, text: "Well. " }]));
  write("0000000000000004", graceWrites(" More."));
  absence.back();
  const view = await seen();
  expect(view?.sinceMs).toBe(5);
  expect(view?.people.map(({ face, changes }) => [face?.name, changes.map(({ after }) => after)])).toEqual([
    ["Grace", ["Hello. More."]],
    [undefined, ["Well. "]],
  ]);
  expect(awayWords(view!)).toBe("While you were away: 2 changes by Grace and Another writer.");
  expect(changeWords(view!.people[0]!.changes[0]!)).toBe("Added");
  // Who leaves without having looked finds it again.
  absence.leave();
  expect(noted()).toBeNull();
  absence.back();
  expect(await seen()).toBe(view);
  absence.done();
  expect(await seen()).toBeNull();
  expect(noted()?.version).toEqual(document.version());
});

test("a short look elsewhere is no absence, a longer one is", async () => {
  const { absence, write, seen, clock } = desk();
  absence.back();
  absence.leave();
  write("0000000000000002", graceWrites("Hello."));
  clock.advance(awayMsMin - 1);
  absence.back();
  expect(await seen()).toBeNull();
  absence.leave();
  write("0000000000000003", graceWrites("Again."));
  clock.advance(awayMsMin);
  absence.back();
  expect((await seen())?.people).toHaveLength(1);
});

test("what comes in sight is noted as read a moment later", () => {
  const { absence, write, noted, clock, document } = desk();
  absence.back();
  write("0000000000000002", graceWrites("Hello."));
  expect(noted()?.version).not.toEqual(document.version());
  clock.advance(1_000);
  expect(noted()?.version).toEqual(document.version());
});

test("one's own work elsewhere is nothing that one missed", async () => {
  const { absence, seen, document } = desk({ version: new Map(), atMs: 5 });
  document.edit([{ type: "insertText", at: 1, text: "Mine." }]);
  absence.back();
  expect(await seen()).toBeNull();
});

test("a damaged note of what was read is none", () => {
  for (const note of [null, "", "x", "12 x:1", "-1 "]) expect(parseLastRead(note)).toBeNull();
  expect(parseLastRead("12 00000000000000aa:3")).toEqual({
    atMs: 12,
    version: new Map([["00000000000000aa", 3]]),
  });
  expect(parseLastRead("12 ")).toEqual({ atMs: 12, version: new Map() });
});
