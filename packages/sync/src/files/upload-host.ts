/** The shell around the machine of uploads: sends, rests, notes, and talks to the other tabs. It decides nothing. */
import { type Clock, type Random, type Timer, unreachable } from "@weft/base";
import type { FileHash, FileRefusal } from "@weft/protocol";
import type { Release, TabChannel, TabPlatform } from "../tabs/tab-platform.ts";
import type { FileRequests } from "./file-requests.ts";
import {
  noUploads,
  stepUploads,
  type UploadEffect,
  type UploadInput,
  type UploadState,
  type WaitingFile,
} from "./upload-queue.ts";

/** What a host of uploads needs. */
export interface UploadHostOptions {
  readonly documentId: string;
  readonly requests: FileRequests;
  readonly tabs: TabPlatform | null;
  readonly clock: Clock;
  readonly random: Random;
  /** The bytes of a file that waits; null if they cannot be had any more. */
  readonly read: (hash: FileHash) => Promise<Uint8Array<ArrayBuffer> | null>;
  /** Where a file is now, to be noted on this device's disk. */
  readonly note: (hash: FileHash, outcome: "saved" | FileRefusal) => void;
  /** Something about these files is another. */
  readonly onChange: (hashes: readonly FileHash[]) => void;
}

/** What tabs of one browser tell one another about files. */
type TabNews =
  | { readonly type: "waiting"; readonly files: readonly WaitingFile[] }
  | { readonly type: "noted"; readonly hash: FileHash; readonly outcome: "saved" | FileRefusal }
  | { readonly type: "progress"; readonly hash: FileHash; readonly sentBytes: number }
  | { readonly type: "retry"; readonly hash: FileHash };

/** Raised when a message changes: tabs of another version are not understood, and not harmed. */
const newsFormat = "weft-files-1";

interface SealedNews {
  readonly format: typeof newsFormat;
  readonly news: TabNews;
}

/** Sends the files of one document. */
export class UploadHost {
  private readonly options: UploadHostOptions;
  private readonly channel: TabChannel | null;
  private readonly closed = new AbortController();
  private current: UploadState = noUploads;
  private sending: AbortController | null = null;
  private resting: Timer | null = null;
  private release: Release | null = null;

  constructor(options: UploadHostOptions) {
    this.options = options;
    const name = `weft-files:${options.documentId}`;
    this.channel = options.tabs?.openChannel(name) ?? null;
    this.channel?.listen((message) => this.hear(message));
    if (options.tabs === null) this.dispatch({ type: "elected" });
    else void this.standForElection(options.tabs, name);
  }

  get state(): UploadState {
    return this.current;
  }

  /** Takes up files that wait. Those that this device keeps are the other tabs' business as well. */
  add(files: readonly WaitingFile[]): void {
    const shared = files.filter(({ isKept }) => isKept);
    if (shared.length > 0) this.tell({ type: "waiting", files: shared });
    this.dispatch({ type: "waiting", files });
  }

  setConnected(connected: boolean): void {
    this.dispatch({ type: "connected", connected });
  }

  retry(hash: FileHash): void {
    this.tell({ type: "retry", hash });
    this.dispatch({ type: "retry", hash });
  }

  /** Breaks off what is being sent; another tab takes over. */
  close(): void {
    this.closed.abort();
    this.sending?.abort();
    this.resting?.cancel();
    this.channel?.close();
    this.release?.();
  }

  private async standForElection(tabs: TabPlatform, name: string): Promise<void> {
    const release = await tabs.waitForLock(name, this.closed.signal);
    if (this.closed.signal.aborted) return release?.();
    this.release = release;
    this.dispatch({ type: "elected" });
  }

  private dispatch(input: UploadInput): void {
    if (this.closed.signal.aborted) return;
    const before = this.current;
    const { state, effects } = stepUploads(before, input, this.options.random.next());
    this.current = state;
    for (const effect of effects) this.carryOut(effect);
    const changed = changedFiles(before, state);
    if (changed.length > 0) this.options.onChange(changed);
  }

  private carryOut(effect: UploadEffect): void {
    switch (effect.type) {
      case "send":
        void this.send(effect.hash);
        return;
      case "stop":
        this.sending?.abort();
        return;
      case "rest":
        this.resting = this.options.clock.after(effect.delayMs, () => this.dispatch({ type: "rested" }));
        return;
      case "wake":
        this.resting?.cancel();
        return;
      case "note":
        this.options.note(effect.hash, effect.outcome);
        this.tell({ type: "noted", hash: effect.hash, outcome: effect.outcome });
        return;
      default:
        unreachable(effect);
    }
  }

  private async send(hash: FileHash): Promise<void> {
    const sending = new AbortController();
    this.sending = sending;
    const bytes = await this.options.read(hash);
    if (sending.signal.aborted) return;
    if (bytes === null) {
      // Its bytes are gone from this device: there is nothing that could be sent, and it must not be said to be saved.
      this.dispatch({ type: "answered", hash, outcome: "wrong-hash" });
      return;
    }
    const onProgress = (sentBytes: number): void => {
      if (sending.signal.aborted) return;
      this.tell({ type: "progress", hash, sentBytes });
      this.dispatch({ type: "progress", hash, sentBytes });
    };
    const outcome = await this.options.requests.send({ hash, bytes, onProgress, signal: sending.signal });
    // What was broken off may be under way again already.
    if (!sending.signal.aborted || outcome === "saved") this.dispatch({ type: "answered", hash, outcome });
  }

  private tell(news: TabNews): void {
    const sealed: SealedNews = { format: newsFormat, news };
    if (!this.closed.signal.aborted) this.channel?.post(sealed);
  }

  private hear(message: unknown): void {
    if (!isNews(message)) return;
    const { news } = message;
    this.dispatch(news.type === "noted" ? { ...news, type: "heard" } : news);
  }
}

function isNews(message: unknown): message is SealedNews {
  return (
    typeof message === "object" && message !== null && "format" in message && message.format === newsFormat
  );
}

function changedFiles(before: UploadState, after: UploadState): readonly FileHash[] {
  const hashes = new Set([...before.files, ...after.files].map(({ hash }) => hash));
  const fileIn = (state: UploadState, hash: FileHash) => state.files.find((file) => file.hash === hash);
  return [...hashes].filter(
    (hash) =>
      fileIn(before, hash) !== fileIn(after, hash) || (before.sending === hash) !== (after.sending === hash),
  );
}
