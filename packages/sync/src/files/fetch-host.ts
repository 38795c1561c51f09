/** Fetches files that a document names and this device has not: a few at once, and again until they are there. */
import type { Clock, Timer } from "@weft/base";
import { type FileHash, type FileRefusal, mayPass } from "@weft/protocol";
import type { FileRequests } from "./file-requests.ts";

/** How the fetching of a file stands. */
export type FetchState =
  | { readonly state: "loading" | "awaited" | "offline" }
  | { readonly state: "failed"; readonly reason: FileRefusal };

/** What a host of fetches needs. */
export interface FetchHostOptions {
  readonly requests: FileRequests;
  readonly clock: Clock;
  /** Takes the bytes of a file; answers whether they are what they should be. */
  readonly take: (hash: FileHash, bytes: Uint8Array<ArrayBuffer>) => Promise<boolean>;
  readonly onChange: (hash: FileHash) => void;
}

interface Wish {
  readonly hash: FileHash;
  state: FetchState;
  attempts: number;
  timer: Timer | null;
}

const atOnceMax = 4;
const pauseMsFirst = 1000;
const pauseMsMax = 30_000;
const loading: FetchState = { state: "loading" };

/** The files of one document that are on their way here. */
export class FetchHost {
  private readonly options: FetchHostOptions;
  private readonly wishByHash = new Map<FileHash, Wish>();
  private readonly closed = new AbortController();
  private queue: readonly Wish[] = [];
  private running = 0;

  constructor(options: FetchHostOptions) {
    this.options = options;
  }

  /** Null if nobody wants it, or it is here. */
  stateOf(hash: FileHash): FetchState | null {
    return this.wishByHash.get(hash)?.state ?? null;
  }

  want(hash: FileHash): void {
    if (this.wishByHash.has(hash)) return;
    const wish: Wish = { hash, state: loading, attempts: 0, timer: null };
    this.wishByHash.set(hash, wish);
    this.enqueue(wish);
  }

  /** There is a connection again: all that is awaited is asked for now. */
  tryNow(): void {
    for (const wish of this.wishByHash.values()) {
      if (wish.timer === null) continue;
      wish.timer.cancel();
      wish.timer = null;
      wish.attempts = 0;
      this.enqueue(wish);
    }
  }

  close(): void {
    this.closed.abort();
    for (const { timer } of this.wishByHash.values()) timer?.cancel();
  }

  private enqueue(wish: Wish): void {
    this.queue = [...this.queue, wish];
    this.runNext();
  }

  private runNext(): void {
    const [wish, ...others] = this.queue;
    if (wish === undefined || this.running >= atOnceMax || this.closed.signal.aborted) return;
    this.queue = others;
    this.running++;
    void this.run(wish).finally(() => {
      this.running--;
      this.runNext();
    });
    this.runNext();
  }

  private async run(wish: Wish): Promise<void> {
    const fetched = await this.options.requests.fetch(wish.hash, this.closed.signal);
    if (this.closed.signal.aborted) return;
    if (typeof fetched !== "string") {
      if (await this.options.take(wish.hash, fetched)) this.wishByHash.delete(wish.hash);
      else wish.state = { state: "failed", reason: "wrong-hash" };
    } else if (fetched === "unreachable" || mayPass(fetched)) this.tryLater(wish, fetched);
    else wish.state = { state: "failed", reason: fetched };
    this.options.onChange(wish.hash);
  }

  private tryLater(wish: Wish, reason: "unreachable" | FileRefusal): void {
    wish.state = { state: reason === "missing" ? "awaited" : "offline" };
    const pauseMs = Math.min(pauseMsMax, pauseMsFirst * 2 ** Math.min(wish.attempts, 10));
    wish.attempts++;
    wish.timer = this.options.clock.after(pauseMs, () => {
      wish.timer = null;
      this.enqueue(wish);
    });
  }
}
