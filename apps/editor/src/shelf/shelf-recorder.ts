/** Keeps the shelf's entry of one open document true: title, first line, people, and where its words are. */
import { systemClock, type Timer } from "@weft/base";
import type { RichText } from "@weft/richtext";
import type { DocumentFiles, Replica } from "@weft/sync";
import { readTitle } from "../document/use-title.ts";
import type { Face } from "../people/face.ts";
import type { DocumentLink } from "../share/document-link.ts";
import { firstLine } from "./first-line.ts";
import { openShelf } from "./shelf.ts";
import { type Keeping, mayReplaceToken, type ShelfEntry } from "./shelf-entry.ts";

const pauseMs = 400;
const facesMax = 8;

/** An open document with all that its entry tells of. */
export interface RecordedDocument {
  readonly replica: Replica;
  readonly richText: RichText;
  readonly files: DocumentFiles;
  readonly link: DocumentLink;
}

/** Writes down what changes, a moment later and many changes at once; `stop` writes the last word. */
export class ShelfRecorder {
  private readonly replica: Replica;
  private readonly richText: RichText;
  private readonly files: DocumentFiles;
  private readonly link: DocumentLink;
  private readonly stops: readonly (() => void)[];
  private readonly met = new Map<string, Face>();
  private timer: Timer | null = null;
  private hasChanged = false;
  private recorded: Keeping["state"] | null = null;

  constructor({ replica, richText, files, link }: RecordedDocument) {
    this.replica = replica;
    this.richText = richText;
    this.files = files;
    this.link = link;
    this.stops = [
      replica.onStatus(() => this.statusChanged()),
      files.onStatus(() => this.statusChanged()),
      replica.presence.onChange(() => this.peersChanged()),
      richText.onPatch(() => {
        this.hasChanged = true;
        this.recordSoon();
      }),
    ];
    addEventListener("pagehide", this.recordNow);
    this.peersChanged();
  }

  stop(): void {
    for (const stop of this.stops) stop();
    removeEventListener("pagehide", this.recordNow);
    this.timer?.cancel();
    this.recordNow();
  }

  private readonly recordNow = (): void => {
    void this.record();
  };

  /**
   * The window may be closed the next moment: that everything is saved, or that edits wait without a connection, is
   * written at once if the shelf says otherwise. While edits come and go with a connection, a moment later will do.
   */
  private statusChanged(): void {
    const { connected } = this.replica.status();
    const isNews =
      waitingParts(this.replica, this.files) === 0
        ? this.recorded === "kept-here"
        : !connected && this.recorded === "saved";
    if (isNews) this.recordNow();
    else this.recordSoon();
  }

  private peersChanged(): void {
    for (const { name, colour } of this.replica.presence.others()) this.met.set(name, { name, colour });
    this.recordSoon();
  }

  private recordSoon(): void {
    this.timer ??= systemClock.after(pauseMs, () => {
      this.timer = null;
      this.recordNow();
    });
  }

  private async record(): Promise<void> {
    const { replica, richText, files, link } = this;
    const now = systemClock.now();
    const shelf = await openShelf();
    const entry = await shelf.get(link.documentId);
    if (!entry) return;
    const title = readTitle(richText);
    const kept = keeping(replica, files, { before: entry.keeping, now });
    this.recorded = kept.state;
    const changedAt = this.hasChanged ? now : entry.changedAt;
    this.hasChanged = false;
    await shelf.change(link.documentId, {
      ...token(replica, link, entry),
      title,
      firstLine: firstLine(richText, title),
      faces: withPeers(entry.faces, [...this.met.values()]),
      keeping: kept,
      changedAt,
    });
  }
}

function token(replica: Replica, link: DocumentLink, entry: ShelfEntry): Partial<ShelfEntry> {
  const { role, state } = replica.status();
  if (state === "no-access" && entry.token === link.token) return { role: null };
  if (role === null || !mayReplaceToken(entry, role)) return {};
  return { token: link.token, role };
}

/** Without unsaved edits, a document that the server knows is on its disk; of one it has not met, nothing new is known. */
function keeping(
  replica: Replica,
  files: DocumentFiles,
  { before, now }: { readonly before: Keeping; readonly now: number },
): Keeping {
  const { state, role, savedAt } = replica.status();
  if (state === "refused") return { state: "refused" };
  const edits = waitingParts(replica, files);
  if (edits > 0) return { state: "kept-here", edits };
  return role === null || !files.status().isKnown ? before : { state: "saved", at: savedAt ?? now };
}

/** Edits and files that the server has not. */
function waitingParts(replica: Replica, files: DocumentFiles): number {
  return replica.status().unsavedEdits + files.status().waiting;
}

/** The people met so far, the latest first, each name once. */
function withPeers(faces: ShelfEntry["faces"], peers: readonly Face[]): ShelfEntry["faces"] {
  const met = [...peers, ...faces];
  return met
    .filter((face, index) => met.findIndex(({ name }) => name === face.name) === index)
    .slice(0, facesMax);
}
