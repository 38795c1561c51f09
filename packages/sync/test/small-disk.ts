import { err } from "@weft/base";
import type { StoreResult } from "../src/store/local-store.ts";
import { MemoryStore } from "../src/store/memory-store.ts";

/** A disk on which there is no room while `isFull`; deleting needs none. */
export class SmallDisk extends MemoryStore {
  isFull = false;
  /** What an append waits for. */
  appendGate: Promise<void> = Promise.resolve();

  constructor() {
    super({ keeps: true });
  }

  override append: MemoryStore["append"] = async (id, batches, repeated) => {
    await this.appendGate;
    return this.write(() => super.append(id, batches, repeated));
  };
  override receive: MemoryStore["receive"] = (id, received) => this.write(() => super.receive(id, received));
  override compact: MemoryStore["compact"] = (id, mark, bytes) =>
    this.write(() => super.compact(id, mark, bytes));
  override keep: MemoryStore["keep"] = (id, piece) => this.write(() => super.keep(id, piece));

  private write(work: () => Promise<StoreResult>): Promise<StoreResult> {
    return this.isFull ? Promise.resolve(err({ kind: "quota", sentence: "no room" })) : work();
  }
}
