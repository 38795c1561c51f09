/** What a Yjs room has to do, in the order in which it came. */
import { groupBatchesMax, groupBytesMax } from "../limits.ts";
import type { YjsMember } from "./yjs-member.ts";

/** An update on its way to the log. */
export interface QueuedUpdate {
  readonly kind: "update";
  readonly member: YjsMember;
  readonly bytes: Uint8Array;
  /** Whether it answers the server's question, as every stock client does unasked by its person. */
  readonly isAnswer: boolean;
  readonly receivedAtMs: number;
  /** The same by the clock of the figures. */
  readonly moment: number;
}

/** A title for a new document. */
export interface QueuedTitle {
  readonly kind: "title";
  readonly member: null;
  readonly title: string;
  readonly author: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** `welcome`: the server asks a member how far it is. `answer`: the server says what a member lacks. */
export interface QueuedQuestion {
  readonly kind: "welcome" | "answer";
  readonly member: YjsMember;
}

/** One piece of work. */
export type Work = QueuedUpdate | QueuedTitle | QueuedQuestion;

/** The work that waits. */
export class WorkQueue {
  private waiting: Work[] = [];

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  add(work: Work): void {
    this.waiting.push(work);
  }

  /** The updates at the head, as many as are decoded and committed together; none if something else comes first. */
  takeUpdates(): readonly QueuedUpdate[] {
    const group: QueuedUpdate[] = [];
    let bytes = 0;
    for (const work of this.waiting) {
      if (work.kind !== "update") break;
      bytes += work.bytes.length;
      if (group.length > 0 && (bytes > groupBytesMax || group.length >= groupBatchesMax)) break;
      group.push(work);
    }
    this.waiting.splice(0, group.length);
    return group;
  }

  /** What is at the head if that is no update. */
  takeOther(): QueuedTitle | QueuedQuestion | null {
    const [first] = this.waiting;
    if (first === undefined || first.kind === "update") return null;
    this.waiting.shift();
    return first;
  }

  /** Takes out what nobody is to do any more. The number of updates among it. */
  drop(isDropped: (work: Work) => boolean): number {
    const dropped = this.waiting.filter(isDropped);
    this.waiting = this.waiting.filter((work) => !isDropped(work));
    for (const work of dropped) {
      if (work.kind === "title") work.reject(new Error("The document was closed."));
    }
    return dropped.filter(({ kind }) => kind === "update").length;
  }
}

/** Bytes of updates that wait. */
export function sizeOf(updates: readonly QueuedUpdate[]): number {
  return updates.reduce((sum, { bytes }) => sum + bytes.length, 0);
}
