/** A browser's store whose commits take time, may fail for want of room, and are lost if the browser dies first. */
import { type Clock, err, type Random } from "@weft/base";
import type { ReplicaId } from "@weft/rga";
import { batchKey, type OutboxBatch } from "../../src/machine/outbox-batch.ts";
import type { LocalStore, StoreFailure, StoreResult } from "../../src/store/local-store.ts";
import { MemoryStore } from "../../src/store/memory-store.ts";

const quota: StoreFailure = { kind: "quota", sentence: "no room" };

/** The disk of one browser; it outlives tabs and crashes. */
export class Disk {
  readonly contents = new MemoryStore({ keeps: true });
  /** Every batch that was ever committed here. */
  readonly everStored = new Set<string>();
  /** The replica ids that may be leased. */
  pool: ReadonlySet<ReplicaId> = new Set();
  /** Whether it has ever been full: then batches may leave the browser unstored. */
  wasFull = false;
  private full = false;

  get isFull(): boolean {
    return this.full;
  }

  set isFull(full: boolean) {
    this.full = full;
    this.wasFull ||= full;
  }
}

/** What one life of a browser sees of its disk. */
export class TornStore implements LocalStore {
  readonly keeps = true;
  private readonly disk: Disk;
  private readonly clock: Clock;
  private readonly random: Random;
  private readonly delayMsMax: number;
  private last: Promise<unknown> = Promise.resolve();
  private alive = true;

  constructor(options: {
    readonly disk: Disk;
    readonly clock: Clock;
    readonly random: Random;
    readonly delayMsMax: number;
  }) {
    this.disk = options.disk;
    this.clock = options.clock;
    this.random = options.random;
    this.delayMsMax = options.delayMsMax;
  }

  /** The browser dies: commits that are under way never happen. */
  kill(): void {
    this.alive = false;
  }

  load: LocalStore["load"] = (id) => this.later(() => this.disk.contents.load(id));
  receive: LocalStore["receive"] = (id, received) =>
    this.write(() => this.disk.contents.receive(id, received));
  compact: LocalStore["compact"] = (id, mark, bytes) =>
    this.write(() => this.disk.contents.compact(id, mark, bytes));
  startOver: LocalStore["startOver"] = (id, copy) => this.write(() => this.disk.contents.startOver(id, copy));
  addReplica: LocalStore["addReplica"] = (id, replica) =>
    this.write(() => this.changePool(id, () => this.disk.contents.addReplica(id, replica)));
  // Deleting needs no room.
  retireReplica: LocalStore["retireReplica"] = (id, replica) =>
    this.later(() => this.changePool(id, () => this.disk.contents.retireReplica(id, replica)));
  keep: LocalStore["keep"] = (id, piece) => this.write(() => this.disk.contents.keep(id, piece));
  discard: LocalStore["discard"] = (id, piece) => this.write(() => this.disk.contents.discard(id, piece));
  close: LocalStore["close"] = async () => undefined;

  append(
    documentId: string,
    batches: readonly OutboxBatch[],
    repeated?: readonly string[],
  ): Promise<StoreResult> {
    return this.write(async () => {
      const result = await this.disk.contents.append(documentId, batches, repeated);
      for (const batch of batches) this.disk.everStored.add(batchKey(batch));
      return result;
    });
  }

  private async changePool(id: string, change: () => Promise<StoreResult>): Promise<StoreResult> {
    const result = await change();
    const loaded = await this.disk.contents.load(id);
    if (loaded.ok) this.disk.pool = new Set(loaded.value.replicas);
    return result;
  }

  private write(work: () => Promise<StoreResult>): Promise<StoreResult> {
    return this.later(() => (this.disk.isFull ? Promise.resolve(err(quota)) : work()));
  }

  /** One after another, each after a while; never, once the browser is dead. */
  private later<Value>(work: () => Promise<Value>): Promise<Value> {
    const next = this.last.then(
      () =>
        new Promise<Value>((resolve) => {
          this.clock.after(this.random.below(this.delayMsMax), () => {
            if (this.alive) void work().then(resolve);
          });
        }),
    );
    this.last = next;
    return next;
  }
}
