/** What of a document needs a look: kept up to date with what meets, what is decided, and who is known to be whom. */
import { type Clock, type Timer, unreachable } from "@weft/base";
import {
  type Choice,
  type Conflict,
  isMergeKey,
  isResolutionKey,
  type MergeRecord,
  mergesOf,
  recordMerge,
  reopen,
  resolveConflict,
  sharedVersion,
} from "@weft/conflicts";
import type { Edit, Origin, Patch, RichText } from "@weft/richtext";
import type { Meeting } from "@weft/sync";
import type { Face } from "../people/face.ts";
import { ConflictFinder } from "./finding/conflict-finder.ts";
import { type Crossing, editsApart, writersApart } from "./finding/search-conflicts.ts";
import type { Place } from "./place.ts";
import { Places } from "./places.ts";
import { countPeople, isWriterKey, noteWriter, writerOf } from "./writers.ts";

/** The merges that are looked through; older ones have had their time. */
const mergesMax = 16;

/** How long a change of a register rests until it is read again. */
const restMs = 200;

/** What just met, for a line that says so. */
export interface MergeNews {
  readonly edits: number;
  readonly people: number;
  /** How many places of it need a look. */
  readonly places: number;
}

/** All of it, as values; another object after every change. */
export interface ReviewView {
  /** What needs a look, in the order of the text. */
  readonly open: readonly Place[];
  /** What was only put side by side. */
  readonly stains: readonly Place[];
  /** What was decided, the newest first. */
  readonly settled: readonly Place[];
  readonly news: MergeNews | null;
}

/** What a review stands on. */
export interface ReviewOptions {
  readonly document: RichText;
  readonly clock: Clock;
  readonly face: () => Face;
  /** Under which replica ids the person has written here, */
  readonly ownReplicas: () => ReadonlySet<string>;
  /** and told of more of them: what waited in this browser was written in it. */
  readonly onOwn: (replicas: readonly string[]) => void;
  readonly mayWrite: () => boolean;
  /** Tells of what met in this tab; gives the way to stop. */
  readonly onMeeting: (listener: (meeting: Meeting) => void) => () => void;
}

/** The view of a document in which nothing met. */
export const nothingToReview: ReviewView = { open: [], stains: [], settled: [], news: null };

/** The review of one document, for as long as it is open. */
export class Review {
  private readonly options: ReviewOptions;
  private readonly finder: ConflictFinder;
  private readonly listeners = new Set<() => void>();
  private readonly stops: readonly (() => void)[];
  private readonly places: Places;
  private news: MergeNews | null = null;
  private shown: ReviewView = nothingToReview;
  private waiting: Timer | null = null;
  /** Whether what is being searched came from others: there is news then. */
  private isFromOthers = false;
  /** Counts the searches, so that an answer that comes too late is known. */
  private searches = 0;
  private isClosed = false;

  constructor(options: ReviewOptions) {
    this.options = options;
    this.finder = new ConflictFinder(options.document);
    this.places = new Places(options.document);
    this.stops = [
      options.document.onPatch((patches, origin) => this.follow(patches, origin)),
      options.onMeeting((meeting) => void this.meet(meeting)),
    ];
    void this.search();
  }

  get view(): ReviewView {
    return this.shown;
  }

  /** Calls `listener` after every change of `view`. Returns the way to stop. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The line about what met was read. */
  forgetNews(): void {
    this.news = null;
    this.shown = { ...this.shown, news: null };
    this.tell();
  }

  /** Whether a choice can be made by edits. */
  canSettle(conflict: Conflict, choice: Choice): boolean {
    return this.edits(conflict, choice) !== null;
  }

  /** Makes a choice: one step of undo, for everybody. False if no edit does it. */
  settle(conflict: Conflict, choice: Choice): boolean {
    const edits = this.edits(conflict, choice);
    if (edits) this.editAlone(edits);
    return edits !== null;
  }

  /** Takes back what was decided, so that everybody is asked again; what it changed stays. */
  reopen({ id }: Conflict): void {
    this.editAlone([reopen(id)]);
  }

  close(): void {
    for (const stop of this.stops) stop();
    this.waiting?.cancel();
    this.finder.close();
    this.listeners.clear();
    this.isClosed = true;
  }

  private edits(conflict: Conflict, choice: Choice): Edit[] | null {
    const { document, face, clock } = this.options;
    return resolveConflict({ document, conflict, choice, person: face().name, decidedAtMs: clock.now() });
  }

  private editAlone(edits: readonly Edit[]): void {
    const { document } = this.options;
    document.endUndoGroup();
    document.edit(edits);
    document.endUndoGroup();
  }

  private follow(patches: readonly Patch[], origin: Origin): void {
    if (this.places.follow(patches)) this.searchSoon();
    const keys = patches.flatMap((patch) => (patch.type === "property" ? [patch.key] : []));
    if (keys.some(isMergeKey)) void this.search(origin);
    else if (keys.some((key) => isResolutionKey(key) || isWriterKey(key))) this.draw();
  }

  /** This tab brought work together: notes that for everybody if there is anything to look at. */
  private async meet({ mine, theirs }: Meeting): Promise<void> {
    const { document, clock, face, mayWrite } = this.options;
    const record: MergeRecord = { id: "", sides: [mine, theirs], metAtMs: clock.now() };
    const shared = sharedVersion(record.sides);
    const own = [...mine].filter(([replica, known]) => known > (shared.get(replica) ?? 0));
    const isUnnamed = (replica: string): boolean => writerOf(document, replica) === null;
    this.options.onOwn(own.map(([replica]) => replica).filter(isUnnamed));
    const found = await this.finder.find([record]);
    if (this.isClosed) return;
    this.news = newsOf(record, found, this.peopleOf(record));
    const note = found.length > 0 && mayWrite() ? recordMerge(document, record) : null;
    if (note === null) return this.draw();
    document.edit([
      note,
      ...noteWriter(
        document,
        own.map(([replica]) => replica),
        face(),
      ),
    ]);
  }

  /** Looks through all merges that the document remembers; of one that somebody else brought, there is news. */
  private async search(origin: Origin = "local"): Promise<void> {
    const { document, face, mayWrite } = this.options;
    const search = ++this.searches;
    this.isFromOthers ||= isFromOthers(origin);
    const merges = mergesOf(document).slice(0, mergesMax);
    const found = await this.finder.find(merges);
    if (search !== this.searches || this.isClosed) return;
    const [newest] = merges;
    const known = this.places.ids();
    const isNew = found.filter(({ conflict }) => !known.has(conflict.id));
    this.places.take(found);
    if (this.isFromOthers && newest && isNew.length > 0)
      this.news = newsOf(newest, isNew, this.peopleOf(newest));
    this.isFromOthers = false;
    const tookPart = found.some(({ conflict }) =>
      conflict.sides.some(({ replicas }) => replicas.some((replica) => replica === document.replica)),
    );
    const name = tookPart && mayWrite() ? noteWriter(document, [document.replica], face()) : [];
    if (name.length > 0) document.edit(name);
    this.draw();
  }

  /** A register holds something else now, as somebody chose: what was found is to say so, once that rests. */
  private searchSoon(): void {
    this.waiting?.cancel();
    this.waiting = this.options.clock.after(restMs, () => void this.search());
  }

  private peopleOf({ sides }: MergeRecord): number {
    const { document, ownReplicas } = this.options;
    return countPeople(document, writersApart(sides), ownReplicas());
  }

  private draw(): void {
    const { face, ownReplicas } = this.options;
    const places = this.places.read({ face: face(), replicas: ownReplicas() });
    const unsettled = places.filter(({ resolution }) => resolution === null);
    this.shown = {
      open: unsettled.filter(({ conflict }) => conflict.severity !== "low"),
      stains: unsettled.filter(({ conflict }) => conflict.severity === "low"),
      settled: places
        .filter(({ resolution }) => resolution !== null)
        .sort((a, b) => (b.resolution?.decidedAtMs ?? 0) - (a.resolution?.decidedAtMs ?? 0)),
      news: this.news,
    };
    this.tell();
  }

  private tell(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

function newsOf(record: MergeRecord, found: readonly Crossing[], people: number): MergeNews {
  return {
    edits: editsApart([record]),
    people,
    places: found.filter(({ conflict }) => conflict.severity !== "low").length,
  };
}

function isFromOthers(origin: Origin): boolean {
  switch (origin) {
    case "remote":
      return true;
    case "local":
    case "undo":
      return false;
    default:
      return unreachable(origin);
  }
}
