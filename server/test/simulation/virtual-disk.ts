/** A disk in virtual time: slow, full, broken, or gone with the process in the middle of a commit. */
import type { Random, VirtualClock } from "@weft/base";
import { createMemoryStorage } from "../../src/storage/memory-storage.ts";
import type { Append, Storage } from "../../src/storage/storage.ts";
import { StorageError } from "../../src/storage/storage-error.ts";
import { passThrough } from "../held-storage.ts";
import type { History } from "./history.ts";

/** Ways in which the disk can be wrong on purpose. */
export interface DiskBugs {
  /** Answers before it has written. */
  readonly answersEarly?: boolean;
  /** Leaves out the last of several entries. */
  readonly forgetsLast?: boolean;
  /** Says that it wrote what it had no room for. */
  readonly hidesFull?: boolean;
  /** Says that it wrote what it could not. */
  readonly hidesErrors?: boolean;
  /** Reads the log's head without its writers. */
  readonly forgetsWriters?: boolean;
  /** Writes the entries of a group backwards. */
  readonly reverses?: boolean;
  /** Once full, says for ever that it is. */
  readonly staysFull?: boolean;
}

/** What the machine's disk holds; it outlives servers. */
export class VirtualDisk {
  readonly contents: Storage = createMemoryStorage();
  isFull = false;
  /** The next commit fails with an error of the disk. */
  isBroken = false;
  /** Commits that were begun. */
  commits = 0;
  /** Called before each commit, with its number from 1 on. */
  onCommit: (commit: number) => void = () => {};
  private readonly clock: VirtualClock;
  private readonly random: Random;
  private readonly history: History;
  private readonly bugs: DiskBugs;

  constructor(options: {
    readonly clock: VirtualClock;
    readonly random: Random;
    readonly history: History;
    readonly bugs: DiskBugs;
  }) {
    this.clock = options.clock;
    this.random = options.random;
    this.history = options.history;
    this.bugs = options.bugs;
  }

  /** The disk as one life of the server sees it. When it dies, what runs happens or does not, and nobody hears. */
  mount(): { readonly storage: Storage; kill(): void } {
    let isAlive = true;
    let running: (() => Promise<void>) | null = null;
    const whileAlive = async (): Promise<void> => {
      if (!isAlive) await new Promise(() => {});
    };
    const storage: Storage = {
      ...passThrough(this.contents),
      readHead: async (documentId) => {
        await this.pause();
        await whileAlive();
        const head = await this.contents.readHead(documentId);
        return head && this.bugs.forgetsWriters ? { ...head, writers: [] } : head;
      },
      readEntries: async (range) => {
        await this.pause();
        await whileAlive();
        return this.contents.readEntries(range);
      },
      probe: async () => {
        await whileAlive();
        if (this.isFull || this.bugs.staysFull) throw new StorageError("full", "no room");
      },
      append: async (appends) => {
        await whileAlive();
        this.onCommit(++this.commits);
        const begunAtMs = this.clock.now();
        const write = (): Promise<void> => this.write(appends, begunAtMs);
        running = write;
        if (!this.bugs.answersEarly) await this.pause();
        await whileAlive();
        running = null;
        if (this.isFull && !this.bugs.hidesFull) throw new StorageError("full", "no room");
        if (this.isBroken) {
          this.isBroken = false;
          // Nobody knows what is on it then.
          if (this.random.below(2) === 0) await write();
          if (!this.bugs.hidesErrors) throw new StorageError("input-output", "it cannot be written");
          return;
        }
        if (this.isFull) return;
        if (this.bugs.answersEarly) {
          void this.pause().then(() => (isAlive ? write() : undefined));
          return;
        }
        await write();
      },
    };
    return {
      storage,
      kill: () => {
        isAlive = false;
        if (running !== null && this.random.below(2) === 0) void running();
      },
    };
  }

  private async write(appends: readonly Append[], begunAtMs: number): Promise<void> {
    for (const append of appends) {
      let { entries } = append;
      if (this.bugs.forgetsLast && entries.length > 1) entries = entries.slice(0, -1);
      if (this.bugs.reverses) entries = [...entries].reverse();
      await this.contents.append([{ ...append, entries }]);
      for (const entry of entries) this.history.committed(entry, begunAtMs);
    }
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => this.clock.after(1 + this.random.below(30), () => resolve()));
  }
}
