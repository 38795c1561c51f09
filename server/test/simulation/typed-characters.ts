/** What was typed in a history, each character once, and how often each may be in the document at its end. */
import { equalBytes } from "@weft/base";
import type { OutboxBatch } from "@weft/sync";
import type { Entry } from "../../src/storage/storage.ts";
import type { Access, Person } from "./person.ts";
import type { VirtualTabs } from "./virtual-tabs.ts";

/** What somebody did: the name that it got, and in which browser. */
interface Deed {
  readonly replica: string;
  readonly counter: number;
  readonly browser: VirtualTabs;
}

interface TypedCharacter {
  readonly access: Access;
  readonly deed: Deed;
}

/** A browser's profile was copied, and what it had not brought to the server went along. */
interface CopiedOutbox {
  readonly from: VirtualTabs;
  readonly to: VirtualTabs;
  /** In causal order. */
  readonly batches: readonly OutboxBatch[];
}

/** All that was typed, erased and copied. */
export class TypedCharacters {
  /** How many characters are there as often as copies of a profile wrote them again. */
  writtenByCopies = 0;
  private readonly typedByCharacter = new Map<string, TypedCharacter>();
  private readonly erased = new Set<string>();
  private readonly deeds: Deed[] = [];
  private readonly copied: CopiedOutbox[] = [];

  /** Somebody types a character that nobody has typed, at a random place that `below` chooses. */
  type(person: Person, below: (end: number) => number): void {
    const { document } = person.replica;
    const character = String.fromCharCode(0x4e00 + this.typedByCharacter.size);
    const deed = this.nextDeed(person);
    document.edit([{ type: "insertText", at: 1 + below(document.length), text: character }]);
    this.typedByCharacter.set(character, { access: person.access, deed });
  }

  /** Somebody erases the character at `from`. */
  erase(person: Person, from: number): void {
    const { document } = person.replica;
    this.erased.add(document.text()[from - 1] ?? "");
    this.nextDeed(person);
    document.edit([{ type: "deleteRange", from, to: from + 1 }]);
  }

  /** Somebody's profile was copied. */
  copy(copied: CopiedOutbox): void {
    this.copied.push(copied);
  }

  /** What is wrong with the text of a log, in words. */
  judge(text: string, log: readonly Entry[]): readonly string[] {
    const faults: string[] = [];
    const times = new Map<string, number>();
    for (const character of text) times.set(character, (times.get(character) ?? 0) + 1);
    for (const [character, count] of times) {
      if (count <= 1) continue;
      if (count <= this.holders(character, log).size) this.writtenByCopies++;
      else faults.push(`${character} is there ${count} times`);
    }
    for (const [character, { access }] of this.typedByCharacter) {
      const isExcused = this.erased.has(character) || access.wasRefused;
      if (!isExcused && !times.has(character)) faults.push(`${character} is lost`);
    }
    return faults;
  }

  private nextDeed({ replica: { document }, browser }: Person): Deed {
    const { replica } = document;
    const deed = { replica, counter: document.version().get(replica) ?? 0, browser };
    this.deeds.push(deed);
    return deed;
  }

  /**
   * The browsers that each write a character again (SY-22): a profile was copied with the character in it unsent, and the
   * log took something else under its name, or under that of what it builds on, from a third browser of that profile. None
   * for every other character.
   */
  private holders(character: string, log: readonly Entry[]): ReadonlySet<VirtualTabs> {
    const typed = this.typedByCharacter.get(character)?.deed;
    if (typed === undefined) return new Set();
    const browsers = new Set([typed.browser]);
    const inTheirPlace: Entry[] = [];
    // Copies are in the order of time: the copy of a copy comes after it.
    for (const { from, to, batches } of this.copied) {
      const displaced = findDisplaced(batches, log);
      if (!browsers.has(from) || !displaced.batches.some((batch) => covers(batch, typed))) continue;
      browsers.add(to);
      inTheirPlace.push(...displaced.by);
    }
    const others = this.deeds.filter(({ browser }) => !browsers.has(browser));
    const isByThird = inTheirPlace.some((entry) => others.some((deed) => covers(entry, deed)));
    return isByThird ? browsers : new Set();
  }
}

/** The batches in whose place, or in the place of whose causes, a log has something else, and what it has there. */
function findDisplaced(
  batches: readonly OutboxBatch[],
  log: readonly Entry[],
): { readonly batches: readonly OutboxBatch[]; readonly by: readonly Entry[] } {
  const fromByReplica = new Map<string, number>();
  const by: Entry[] = [];
  const displaced = batches.filter((batch) => {
    const { replica, counter, bytes, dependencies } = batch;
    const entry = log.find((one) => covers(one, batch));
    const isOther = entry !== undefined && !equalBytes(entry.bytes, bytes);
    if (isOther) by.push(entry);
    const causes = [{ replica, counter }, ...dependencies];
    const isAfter = causes.some((cause) => cause.counter >= (fromByReplica.get(cause.replica) ?? Infinity));
    if (!isOther && !isAfter) return false;
    fromByReplica.set(replica, Math.min(counter, fromByReplica.get(replica) ?? counter));
    return true;
  });
  return { batches: displaced, by };
}

function covers(
  batch: { readonly replica: string; readonly counter: number; readonly count: number },
  { replica, counter }: { readonly replica: string; readonly counter: number },
): boolean {
  return batch.replica === replica && batch.counter <= counter && counter < batch.counter + batch.count;
}
