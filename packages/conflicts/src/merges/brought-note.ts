/**
 * What a merge brought from one document into another, noted in the latter: which ops, and which own ops stand for them there. With it a
 * branch can be merged again, in either direction, and only what is new comes. A record that no undo takes back; if the merge
 * itself was undone the note says nothing.
 */
import { parseReplicaId, type ReplicaId, type Version } from "@weft/rga";
import { type Brought, type Edit, historyOf, type RichText, type StandIn, type Value } from "@weft/richtext";
import { Timeline } from "../versions/timeline.ts";

/** What one merge brought, written by `writer` as its counters `from`..`to - 1`. */
export interface BroughtNote extends Brought {
  readonly writer: ReplicaId;
  readonly from: number;
  readonly to: number;
}

const KEY_PREFIX = ".brought.";

/** A value has to fit into one op: longer notes are several properties. */
const RUNS_PER_PROPERTY = 2_000;

/** Notes a merge. */
export function noteBrought({ writer, from, to, covers, standIns }: BroughtNote): Edit[] {
  const edits: Edit[] = [];
  for (let start = 0; start === 0 || start < standIns.length; start += RUNS_PER_PROPERTY) {
    const runs = standIns.slice(start, start + RUNS_PER_PROPERTY);
    const value: Value = { from, to, covers: spellCovers(covers), runs: spellRuns(runs) };
    edits.push({ type: "setProperty", key: keyOf(writer, edits.length), value });
  }
  return edits;
}

/** What merges brought into a document, as far as it is there: not those that were undone. */
export function broughtInto(document: RichText): BroughtNote[] {
  const notes: BroughtNote[] = [];
  for (const [writer, known] of document.version()) {
    for (let part = 0; ; part++) {
      const note = parseNote(writer, document.property(keyOf(writer, part)));
      if (note === null) break;
      if (note.to <= known) notes.push(note);
    }
  }
  return notes;
}

/** Whether something of what merges brought is in force. O(what their writers did since). */
export function inForce(document: RichText, notes: readonly BroughtNote[]): (note: BroughtNote) => boolean {
  const base = new Map(document.version());
  for (const { writer, from } of notes) base.set(writer, Math.min(from, base.get(writer) ?? 0));
  const history = historyOf(document);
  const timeline = new Timeline(history, base, []);
  const now = 1 << timeline.now;
  return ({ standIns, writer }) => {
    const replica = history.replicaOf(writer);
    return standIns.some(({ length, as }) =>
      Array.from({ length }, (_, index) => as.counter + index).some(
        (counter) => timeline.effective(replica, counter) & now,
      ),
    );
  };
}

/** The same the other way round: what the writer of a note wrote is what it covers. */
export function turned({ writer, from, to, standIns }: BroughtNote): Brought {
  return {
    covers: [{ replica: writer, from, to }],
    standIns: standIns.map(({ replica, from: old, length, as }): StandIn => {
      return { replica: as.replica, from: as.counter, length, as: { replica, counter: old } };
    }),
  };
}

/** What a version has beyond another one. */
export function coversBetween(base: Version, version: Version): Brought["covers"] {
  return [...version].flatMap(([replica, to]) => {
    const from = base.get(replica) ?? 0;
    return from < to ? [{ replica, from, to }] : [];
  });
}

function keyOf(writer: ReplicaId, part: number): string {
  return part === 0 ? `${KEY_PREFIX}${writer}` : `${KEY_PREFIX}${writer}.${part}`;
}

function spellCovers(covers: Brought["covers"]): string {
  return covers.map(({ replica, from, to }) => `${replica} ${from} ${to}`).join(";");
}

function spellRuns(runs: readonly StandIn[]): string {
  return runs.map(({ replica, from, length, as }) => `${replica} ${from} ${length} ${as.counter}`).join(";");
}

/** Anybody may write anything: what is no note is none. */
function parseNote(writer: ReplicaId, value: Value | undefined): BroughtNote | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { from, to, covers, runs } = Object.fromEntries(Object.entries(value));
  if (typeof from !== "number" || typeof to !== "number" || !(from >= 0 && from <= to)) return null;
  const parsedCovers = parseRows(covers, 2);
  const parsedRuns = parseRows(runs, 3);
  if (!parsedCovers || !parsedRuns) return null;
  return {
    writer,
    from,
    to,
    covers: parsedCovers.map(({ replica, numbers: [first = 0, end = 0] }) => ({
      replica,
      from: first,
      to: end,
    })),
    standIns: parsedRuns.map(({ replica, numbers: [first = 0, length = 0, counter = 0] }) => {
      return { replica, from: first, length, as: { replica: writer, counter } };
    }),
  };
}

interface Row {
  readonly replica: ReplicaId;
  readonly numbers: readonly number[];
}

/** Rows of a replica id and so many numbers. */
function parseRows(text: Value | undefined, count: number): Row[] | null {
  if (typeof text !== "string") return null;
  const rows: Row[] = [];
  for (const part of text === "" ? [] : text.split(";")) {
    const [name = "", ...digits] = part.split(" ");
    const replica = parseReplicaId(name);
    if (replica === null || digits.length !== count || digits.some((one) => !/^\d{1,15}$/.test(one)))
      return null;
    rows.push({ replica, numbers: digits.map(Number) });
  }
  return rows;
}
