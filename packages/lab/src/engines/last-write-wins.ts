/**
 * Last write wins: each line is a record with a text, a format, a place and a mark of deletion, and of two writes of one of
 * them the one with the later wall clock counts. That is how Figma's objects, Cassandra's columns and many synced
 * databases do it, and how block editors over such a database do: whoever types in a line writes its whole text.
 *
 * Source: Shapiro et al., "A comprehensive study of Convergent and Commutative Replicated Data Types" (2011), section
 * 3.2.1 (LWW-Register); Wallace, "How Figma's multiplayer technology works" (2019), for places between two others.
 */
import type { Node } from "@tiptap/pm/model";
import type { Clock } from "@weft/base";
import type { CompanyOptions, Engine } from "../engine/engine.ts";
import { gatherLists, packJson, unpackJson } from "../engine/json-message.ts";
import { passingRelay } from "../engine/passing-relay.ts";
import { alignLines } from "../lines/align-lines.ts";
import { type Line, linesOf } from "../lines/line.ts";
import { type LinesCopy, linesReplica } from "../lines/lines-replica.ts";
import { placeBetween } from "../lines/place-between.ts";

/** Last write wins. */
export const lastWriteWins: Engine = {
  name: "lww",
  title: "Last write wins",
  worksOn: "lines",
  channel: "any-order",
  pollsEveryMs: null,
  source: "Shapiro et al., A comprehensive study of CRDTs, 3.2.1; one register for each part of a line",
  start({ schema, doc, peopleCount, clockOf }: CompanyOptions) {
    const origin = new Copy({ person: peopleCount, clock: clockOf(peopleCount) });
    origin.write([], linesOf(doc));
    const writes = origin.takeMessages();
    return {
      relay: passingRelay(peopleCount, gatherLists),
      replicas: Array.from({ length: peopleCount }, (_, person) => {
        const copy = new Copy({ person, clock: clockOf(person) });
        for (const message of writes) copy.receive(message);
        return linesReplica(schema, copy);
      }),
    };
  },
};

type Part = "runs" | "format" | "place" | "isDeleted";

/** One write of one part of one line. */
interface Write {
  readonly line: string;
  readonly part: Part;
  readonly value: string;
  readonly atMs: number;
  readonly by: number;
}

type Parts = Partial<Record<Part, Write>>;

interface Writer {
  readonly person: number;
  readonly clock: Clock;
}

class Copy implements LinesCopy {
  private readonly writer: Writer;
  private readonly partsByLine = new Map<string, Parts>();
  private unsent: Write[] = [];
  private made = 0;

  constructor(writer: Writer) {
    this.writer = writer;
  }

  lines(): readonly Line[] {
    return this.shown().map(({ line }) => line);
  }

  change(before: Node, after: Node): void {
    this.write(linesOf(before), linesOf(after));
  }

  /** Writes what differs: changed lines keep their ids, others are made or deleted. */
  write(before: readonly Line[], after: readonly Line[]): void {
    const shown = this.shown();
    let previous = "";
    for (const { from, to } of alignLines(before, after)) {
      const old = from === null ? undefined : shown[from];
      const line = to === null ? undefined : after[to];
      if (old && !line) this.set(old.id, "isDeleted", "true");
      if (!line) continue;
      if (!old) {
        const next = nextPlace(shown, previous);
        previous = placeBetween(previous, next);
        const id = `${this.writer.person}.${this.made++}`;
        this.set(id, "place", previous);
        this.set(id, "runs", JSON.stringify(line.runs));
        this.set(id, "format", JSON.stringify(line.format));
        continue;
      }
      previous = old.place;
      if (JSON.stringify(line.runs) !== JSON.stringify(old.line.runs))
        this.set(old.id, "runs", JSON.stringify(line.runs));
      if (JSON.stringify(line.format) !== JSON.stringify(old.line.format))
        this.set(old.id, "format", JSON.stringify(line.format));
    }
  }

  takeMessages(): readonly Uint8Array[] {
    return this.unsent.length === 0 ? [] : [packJson(this.unsent.splice(0))];
  }

  receive(message: Uint8Array): void {
    for (const write of unpackJson<readonly Write[]>(message)) this.apply(write);
  }

  save(): Uint8Array {
    return packJson([...this.partsByLine.values()].flatMap((parts) => Object.values(parts)));
  }

  private set(line: string, part: Part, value: string): void {
    const write = { line, part, value, atMs: this.writer.clock.now(), by: this.writer.person };
    this.apply(write);
    this.unsent.push(write);
  }

  private apply(write: Write): void {
    const parts = this.partsByLine.get(write.line) ?? {};
    this.partsByLine.set(write.line, parts);
    const known = parts[write.part];
    const isNewer = !known || write.atMs > known.atMs || (write.atMs === known.atMs && write.by >= known.by);
    if (isNewer) parts[write.part] = write;
  }

  private shown(): readonly Shown[] {
    const shown: Shown[] = [];
    for (const [id, { runs, format, place, isDeleted }] of this.partsByLine) {
      if (!runs || !format || !place || isDeleted) continue;
      const line = { runs: JSON.parse(runs.value), format: JSON.parse(format.value) };
      shown.push({ id, place: place.value, line });
    }
    return shown.sort((a, b) => compare(a.place, b.place) || compare(a.id, b.id));
  }
}

interface Shown {
  readonly id: string;
  readonly place: string;
  readonly line: Line;
}

/** The first place behind `previous`; empty at the end. */
function nextPlace(shown: readonly Shown[], previous: string): string {
  return shown.find(({ place }) => place > previous)?.place ?? "";
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
