/**
 * What others did while a person was away: kept from when they were last known to read until they have looked. Whoever has
 * the document in sight and a connection reads along; that is noted, so that the next visit begins there.
 */
import type { Clock, Timer } from "@weft/base";
import { type Change, WRITERS_MAX } from "@weft/conflicts";
import type { RichText } from "@weft/richtext";
import type { Face } from "../../people/face.ts";
import type { ChangeSearch } from "../finding/search-changes.ts";
import { groupByPerson, type PersonReplicas } from "../writers.ts";
import type { LastRead } from "./last-read.ts";

/** Who is away for less has hardly looked up. */
export const awayMsMin = 30_000;

/** Others' edits are noted as read once they have been in sight for so long. */
const readingMs = 1_000;

/** What one person did. */
export interface PersonChanges {
  /** Null for people of whom the document does not say who they are. */
  readonly face: Face | null;
  /** In the order of the text. */
  readonly changes: readonly Change[];
}

/** What there is to catch up on; null: nothing. */
export interface AwayView {
  readonly sinceMs: number;
  readonly people: readonly PersonChanges[];
}

/** What an absence stands on. */
export interface AbsenceOptions {
  readonly document: RichText;
  readonly clock: Clock;
  readonly ownReplicas: () => ReadonlySet<string>;
  readonly search: ChangeSearch;
  readonly lastRead: LastRead | null;
  readonly note: (read: LastRead) => void;
}

/** One person's coming and going in one document. */
export class Absence {
  private readonly options: AbsenceOptions;
  private readonly listeners = new Set<() => void>();
  private readonly stopPatches: () => void;
  private shown: AwayView | null = null;
  /** What was read when the person left; null while they are here. */
  private left: LastRead | null;
  /** Where a document stood that was never read before. */
  private readonly first: LastRead | null;
  private timer: Timer | null = null;
  private isClosed = false;

  constructor(options: AbsenceOptions) {
    this.options = options;
    this.first = options.lastRead === null ? this.readNow() : null;
    this.left = this.first ?? options.lastRead;
    this.stopPatches = options.document.onPatch((_, origin) => {
      if (origin === "remote" && this.left === null) this.noteSoon();
    });
  }

  get view(): AwayView | null {
    return this.shown;
  }

  /** Calls `listener` after every change of `view`. Returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The text is out of sight, or the connection is gone. */
  leave(): void {
    if (this.left !== null || this.isClosed) return;
    this.noteNow();
    this.left = this.readNow();
  }

  /** The text is in sight, with all that the server has. */
  back(): void {
    const { left } = this;
    if (left === null || this.isClosed) return;
    this.left = null;
    const isLong = this.options.clock.now() - left.atMs >= awayMsMin;
    // What was never looked at stays to be looked at; who never read anything has missed nothing.
    if (this.shown === null && left !== this.first && (left === this.options.lastRead || isLong))
      void this.look(left);
    else this.noteNow();
  }

  /** The person has looked. */
  done(): void {
    this.show(null);
    this.noteNow();
  }

  close(): void {
    if (this.left === null) this.noteNow();
    this.isClosed = true;
    this.timer?.cancel();
    this.stopPatches();
    this.listeners.clear();
  }

  private async look({ version: base, atMs }: LastRead): Promise<void> {
    const { document, ownReplicas, search } = this.options;
    const own = ownReplicas();
    const writers = [...document.version()]
      .filter(([replica, known]) => known > (base.get(replica) ?? 0) && !own.has(replica))
      .map(([replica]) => replica);
    const people = peopleApart(groupByPerson(document, writers, own));
    const found =
      writers.length === 0
        ? []
        : await search(
            base,
            people.map(({ replicas }) => replicas),
          );
    if (this.isClosed) return;
    const byPerson = people.map(({ face }, side): PersonChanges => {
      return { face, changes: found.filter((change) => change.side === side) };
    });
    const named = byPerson.filter(({ face, changes }) => face !== null && changes.length > 0);
    const unnamed = byPerson.flatMap(({ face, changes }) => (face === null ? changes : []));
    const all = unnamed.length === 0 ? named : [...named, { face: null, changes: unnamed }];
    if (all.length === 0) this.noteNow();
    else this.show({ sinceMs: atMs, people: all });
  }

  private noteSoon(): void {
    this.timer ??= this.options.clock.after(readingMs, () => {
      this.timer = null;
      if (this.left === null) this.noteNow();
    });
  }

  /** As long as there is something to look at, what was read stays what it was. */
  private noteNow(): void {
    if (this.shown === null && !this.isClosed) this.options.note(this.readNow());
  }

  private readNow(): LastRead {
    return { version: this.options.document.version(), atMs: this.options.clock.now() };
  }

  private show(view: AwayView | null): void {
    this.shown = view;
    for (const listener of [...this.listeners]) listener();
  }
}

/** As many people as can be told apart; all others have no name. */
function peopleApart(people: readonly PersonReplicas[]): readonly PersonReplicas[] {
  if (people.length <= WRITERS_MAX) return people;
  const rest = people.slice(WRITERS_MAX - 1).flatMap(({ replicas }) => replicas);
  return [...people.slice(0, WRITERS_MAX - 1), { isMe: false, face: null, replicas: rest }];
}
