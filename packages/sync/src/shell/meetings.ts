/**
 * Where work that waited on this device meets what others did meanwhile: what both sides knew, told once everything that
 * the server had is merged. It keeps versions only; what to make of them is its listeners' business.
 */
import { decodeVersion, type Version } from "@weft/rga";
import { commonVersion } from "../machine/sync-state.ts";

/** Two sides that did not see each other and are now one document. What both knew is what they have in common. */
export interface Meeting {
  /** What this device had before. */
  readonly mine: Version;
  /** What the server had. */
  readonly theirs: Version;
}

/** The meetings of one tab: those that nobody has heard of wait for a listener. */
export class Meetings {
  private readonly read: () => Version;
  private readonly listeners = new Set<(meeting: Meeting) => void>();
  private readonly untold: Meeting[] = [];
  private begun: Meeting | null = null;

  /** `read` gives what the document knows. */
  constructor(read: () => Version) {
    this.read = read;
  }

  /** Calls `listener` for every meeting, also for those that nobody has heard of. Returns the way to stop. */
  onMeeting(listener: (meeting: Meeting) => void): () => void {
    this.listeners.add(listener);
    for (const meeting of this.untold.splice(0)) listener(meeting);
    return () => this.listeners.delete(listener);
  }

  /** A session has begun, with a server that has `version`; nothing of it is merged yet. */
  begin(version: Uint8Array): void {
    const theirs = decodeVersion(version);
    if (!theirs.ok) return;
    this.begun = { mine: this.read(), theirs: theirs.value };
    this.look();
  }

  /** Tells the meeting once all that the server had is here. */
  look(): void {
    if (this.begun !== null && covers(this.read(), this.begun.theirs)) this.end();
  }

  /** The session is over, or everything is here: what has come has met. */
  end(): void {
    const meeting = this.begun;
    this.begun = null;
    if (meeting === null) return;
    // The document may have been replaced by one without what was refused.
    const now = this.read();
    const mine = commonVersion(meeting.mine, now);
    const theirs = commonVersion(meeting.theirs, now);
    if (covers(mine, theirs) || covers(theirs, mine)) return;
    if (this.listeners.size === 0) this.untold.push({ mine, theirs });
    for (const listener of [...this.listeners]) listener({ mine, theirs });
  }

  /** Nobody hears anything any more. */
  close(): void {
    this.begun = null;
    this.listeners.clear();
  }
}

function covers(version: Version, other: Version): boolean {
  for (const [replica, known] of other) if ((version.get(replica) ?? 0) < known) return false;
  return true;
}
