import { type Change, type MergeRecord, sidesOfWriters } from "@weft/conflicts";
import type { RichText } from "@weft/richtext";
import type { AnswerPart, SearchOrder, Wanted } from "./conflict-worker.ts";
import { type ChangeSearch, searchChanges } from "./search-changes.ts";
import { type Crossing, editsApart, searchConflicts } from "./search-conflicts.ts";

/**
 * Up to so many edits are searched here. 200 at 100 places of 520,000 characters take 10 ms of Node 20, and several times that
 * before the engine has compiled them; most merges are of fewer places in a shorter text.
 */
const editsHereMax = 200;

/** Finds what crossed in merges. */
export type ConflictSearch = (merges: readonly MergeRecord[]) => Promise<readonly Crossing[]>;

/** Finds what each of some sides did since a version. */
export type ChangesOfSides = (
  base: ReturnType<RichText["version"]>,
  sides: MergeRecord["sides"],
) => Promise<readonly Change[]>;

/** Finds conflicts and changes: here if that is a matter of milliseconds, else in a worker of its own. */
export class ConflictFinder {
  private readonly document: RichText;
  private readonly workers = new Set<Worker>();

  constructor(document: RichText) {
    this.document = document;
  }

  /** What crossed in these merges. Never answers if it is closed before. */
  readonly find: ConflictSearch = (merges) => {
    if (editsApart(merges) <= editsHereMax) return Promise.resolve(searchConflicts(this.document, merges));
    return this.ask<Crossing>({ kind: "crossings", merges });
  };

  /** What people did since a version. Never answers if it is closed before. */
  readonly findChanges: ChangeSearch = (base, writers) => {
    const known = [...this.document.version().keys()];
    const groups = writers.map((replicas) => known.filter((replica) => replicas.includes(replica)));
    return this.findChangesOfSides(base, sidesOfWriters(this.document, base, groups));
  };

  /** What sides did since a version. */
  readonly findChangesOfSides: ChangesOfSides = (base, sides) => {
    let edits = 0;
    for (const [replica, known] of this.document.version()) edits += known - (base.get(replica) ?? 0);
    if (edits <= editsHereMax) return Promise.resolve(searchChanges(this.document, base, sides));
    return this.ask<Change>({ kind: "changes", base, sides });
  };

  /** Ends what is being searched. */
  close(): void {
    for (const worker of this.workers) worker.terminate();
    this.workers.clear();
  }

  private ask<Found>(wanted: Wanted): Promise<readonly Found[]> {
    const { documentId } = this.document;
    const worker = new Worker(new URL("./conflict-worker.ts", import.meta.url), { type: "module" });
    this.workers.add(worker);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        worker.terminate();
        this.workers.delete(worker);
      };
      const all: Found[] = [];
      worker.addEventListener("message", ({ data }: MessageEvent<AnswerPart<Found>>) => {
        all.push(...data.found);
        if (!data.isLast) return;
        end();
        resolve(all);
      });
      worker.addEventListener("error", ({ message }) => {
        end();
        reject(new Error(message));
      });
      const order: SearchOrder = { documentId, saved: this.document.save(), wanted };
      worker.postMessage(order);
    });
  }
}
