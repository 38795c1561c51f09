/**
 * Group commit: what comes while nothing runs is committed at once; what comes while a commit runs is gathered and
 * goes with the next one. One queue for all documents, because there is one disk.
 */
import type { Clock, Timer } from "@weft/base";
import { probeBytes, probeIntervalMs } from "../limits.ts";
import type { Metrics } from "../metrics.ts";
import type { Append, Storage } from "../storage/storage.ts";
import { StorageError } from "../storage/storage-error.ts";

/** Whether the disk takes writes. `failed`: it does not, and the process has to stop. */
export type DiskState = "writable" | "full" | "failed";

interface WaitingAppend {
  readonly append: Append;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The one way to the end of any log. */
export class CommitQueue {
  private readonly storage: Storage;
  private readonly clock: Clock;
  private readonly metrics: Metrics;
  private readonly listeners = new Set<(state: DiskState) => void>();
  private waiting: WaitingAppend[] = [];
  private isRunning = false;
  private isClosed = false;
  private state: DiskState = "writable";
  private probe: Timer | null = null;

  constructor(storage: Storage, clock: Clock, metrics: Metrics) {
    this.storage = storage;
    this.clock = clock;
    this.metrics = metrics;
  }

  get diskState(): DiskState {
    return this.state;
  }

  /** Calls `listener` whenever the disk's state changes, until the returned function is called. */
  onDiskState(listener: (state: DiskState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /**
   * Resolves when the entries are on the disk. Rejects with a `StorageError`, and then they are not in the log:
   * at once while the disk is full, and for good after it has failed.
   */
  append(append: Append): Promise<void> {
    if (this.state !== "writable") {
      return Promise.reject(
        new StorageError(this.state === "full" ? "full" : "broken", "Storage is closed."),
      );
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ append, resolve, reject });
      if (!this.isRunning) void this.run();
    });
  }

  /**
   * Hears of an error that came of something else than a commit. If the disk answered with an error, or nobody
   * answers for it any more, the process has to stop all the same.
   */
  noteFailure(error: unknown): void {
    if (!(error instanceof StorageError)) return;
    if (error.failure === "input-output" || error.failure === "broken") this.change("failed");
  }

  /** Stops trying a full disk again. What fails from now on fails because it was closed. */
  close(): void {
    this.isClosed = true;
    this.probe?.cancel();
  }

  /** The next group is on its way before those of the last one hear of it: the disk does not wait until they have been told. */
  private async run(): Promise<void> {
    this.isRunning = true;
    let committed: readonly WaitingAppend[] = [];
    while (this.waiting.length > 0 || committed.length > 0) {
      const group = this.waiting;
      this.waiting = [];
      const commit = group.length === 0 ? null : this.commit(group);
      for (const { resolve } of committed) resolve();
      committed = (await commit) === "done" ? group : [];
    }
    this.isRunning = false;
  }

  private async commit(group: readonly WaitingAppend[]): Promise<"done" | "failed"> {
    const start = this.metrics.moment();
    try {
      await this.storage.append(group.map(({ append }) => append));
    } catch (error) {
      const failure = this.fail(error);
      for (const { reject } of [...group, ...this.waiting]) reject(failure);
      this.waiting = [];
      return "failed";
    }
    const entries = group.reduce((sum, { append }) => sum + append.entries.length, 0);
    this.metrics.committed(entries, this.metrics.moment() - start);
    return "done";
  }

  /** A full disk is waited for. Whatever else went wrong, what is on the disk is no longer known for sure. */
  private fail(error: unknown): StorageError {
    const failure =
      error instanceof StorageError
        ? error
        : new StorageError("broken", `Storage stopped working (${String(error)}).`, { cause: error });
    this.change(failure.failure === "full" ? "full" : "failed");
    if (failure.failure === "full") this.probeLater();
    return failure;
  }

  private probeLater(): void {
    this.probe = this.clock.after(probeIntervalMs, () => {
      this.storage.probe(probeBytes).then(
        () => this.change("writable"),
        (error: unknown) => this.fail(error),
      );
    });
  }

  private change(state: DiskState): void {
    if (state === this.state || this.state === "failed" || this.isClosed) return;
    this.state = state;
    for (const listener of this.listeners) listener(state);
  }
}
