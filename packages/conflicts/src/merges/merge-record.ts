/**
 * That work which did not see each other met: written into the document by whoever brought it together, so that everybody,
 * also who joins later, finds the same conflicts. Each replica keeps a list of its own, as a record that no undo takes back.
 */
import { parseReplicaId, type ReplicaId, type Version } from "@weft/rga";
import type { Edit, RichText, Value } from "@weft/richtext";

/** What two or more sides knew when they met. */
export interface MergeRecord {
  /** Names it within its document. */
  readonly id: string;
  readonly sides: readonly Version[];
  /** When they met, by the clock of the one who noted it. */
  readonly metAtMs: number;
}

/** The merges of one replica that are remembered: the newest. */
export const MERGES_MAX = 16;

/** What is kept of them at most, in counters named. */
const NAMED_MAX = 2_000;

const KEY_PREFIX = ".met.";

/** Whether a property of the document holds records of merges: of whom it is followed by. */
export function isMergeKey(key: string): boolean {
  return key.startsWith(KEY_PREFIX);
}

/**
 * The edit that notes a merge, for `document.edit`; null if the sides have more writers than a record can name. Old records
 * of this replica make room.
 */
export function recordMerge(
  document: RichText,
  { sides, metAtMs }: { readonly sides: readonly Version[]; readonly metAtMs: number },
): Edit | null {
  const base = sharedVersion(sides);
  const entry: Value = {
    metAtMs,
    base: toValue(base),
    sides: sides.map((side) =>
      toValue(new Map([...side].filter(([replica, known]) => base.get(replica) !== known))),
    ),
  };
  const kept = [entry, ...readList(document, document.replica)].slice(0, MERGES_MAX);
  let named = 0;
  const fitting = kept.filter((one) => {
    named += namedIn(one);
    return named <= NAMED_MAX;
  });
  return fitting.length === 0
    ? null
    : { type: "setProperty", key: KEY_PREFIX + document.replica, value: fitting };
}

/** The merges that a document remembers, the newest first. */
export function mergesOf(document: RichText): readonly MergeRecord[] {
  const records: MergeRecord[] = [];
  for (const replica of document.version().keys()) {
    for (const entry of readList(document, replica)) {
      const record = parseRecord(replica, entry);
      if (record) records.push(record);
    }
  }
  return records.sort((a, b) => b.metAtMs - a.metAtMs || (a.id < b.id ? -1 : 1));
}

/** What all sides knew. */
export function sharedVersion(sides: readonly Version[]): Version {
  const [first = new Map<ReplicaId, number>(), ...others] = sides;
  const shared = new Map<ReplicaId, number>();
  for (const [replica, known] of first) {
    const least = Math.min(known, ...others.map((side) => side.get(replica) ?? 0));
    if (least > 0) shared.set(replica, least);
  }
  return shared;
}

function readList(document: RichText, replica: ReplicaId): readonly Value[] {
  const value = document.property(KEY_PREFIX + replica);
  return Array.isArray(value) ? value.slice(0, MERGES_MAX) : [];
}

function namedIn(entry: Value): number {
  const { base, sides } = fieldsOf(entry);
  return [base, ...(Array.isArray(sides) ? sides : [])].reduce(
    (sum: number, version) => sum + Object.keys(fieldsOf(version)).length,
    0,
  );
}

/** Anybody may write anything: what is no record is none. */
function parseRecord(replica: ReplicaId, entry: Value): MergeRecord | null {
  const { metAtMs, base, sides } = fieldsOf(entry);
  const shared = parseVersion(base);
  if (typeof metAtMs !== "number" || !shared || !Array.isArray(sides) || sides.length < 2) return null;
  const versions: Version[] = [];
  for (const side of sides.slice(0, MERGES_MAX)) {
    const own = parseVersion(side);
    if (!own) return null;
    versions.push(new Map([...shared, ...own]));
  }
  return { id: `${replica}:${metAtMs}`, sides: versions, metAtMs };
}

function parseVersion(value: Value | undefined): Version | null {
  const version = new Map<ReplicaId, number>();
  for (const [name, known] of Object.entries(fieldsOf(value))) {
    const replica = parseReplicaId(name);
    if (replica === null || typeof known !== "number" || !Number.isSafeInteger(known) || known < 1)
      return null;
    version.set(replica, known);
  }
  return version;
}

function toValue(version: Version): Value {
  return Object.fromEntries([...version].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function fieldsOf(value: Value | undefined): { readonly [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};
}
