/**
 * The budget around the inspecting thread: one piece of work at a time, each with a time limit and all within a
 * memory limit. A thread that goes beyond is ended and started again, and the batch that did it is refused.
 */
import { Worker } from "node:worker_threads";
import { assert, type Clock } from "@weft/base";
import type { DocumentId } from "@weft/protocol";
import {
  groupBytesMax,
  inspectedDocumentBytes,
  inspectedLogBytesMax,
  inspectionMemoryMiBMax,
  inspectionMsMax,
  openingMsMax,
  pageBytesMax,
} from "../limits.ts";
import type { Metrics } from "../metrics.ts";
import type { EntryPage, EntryRange, Snapshot } from "../storage/storage.ts";
import { ThreadCalls } from "../threads/thread-calls.ts";
import { type Inspection, type NewBatch, UnreadableLogError } from "./inspected-documents.ts";
import type { InspectionRequest } from "./inspection-request.ts";

/** The log that batches are inspected against. */
export interface InspectedLog {
  readonly documentId: DocumentId;
  readonly lastSeq: number;
  readonly totalBytes: number;
  findSnapshot(): Promise<Snapshot | null>;
  readEntries(range: EntryRange): Promise<EntryPage>;
}

/** What the inspector needs: the built file of its thread, and time. */
export interface InspectorOptions {
  readonly threadFile: URL;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** How long one inspection may take; left out: `inspectionMsMax`. */
  readonly inspectionMs?: number;
}

interface Thread {
  readonly worker: Worker;
  readonly calls: ThreadCalls<InspectionRequest>;
}

interface Inspected {
  seq: number;
  logBytes: number;
}

/** Batches that wait for the thread, and who waits for the answer. */
interface WaitingInspection {
  readonly log: InspectedLog;
  readonly batches: readonly NewBatch[];
  resolve(found: readonly Inspection[]): void;
  reject(error: unknown): void;
}

function weightOf({ logBytes }: Inspected): number {
  return inspectedDocumentBytes + logBytes;
}

/** Thrown when the thread died or was ended in the middle of a piece of work. */
class ThreadEndedError extends Error {
  override readonly name = "ThreadEndedError";
}

/** All that an open log asks of an inspector. */
export type LogInspector = Pick<Inspector, "inspect" | "save" | "withoutDeleted" | "confirm" | "forget">;

/** Looks at batches, and makes snapshots, away from the main thread. */
export class Inspector {
  private readonly options: InspectorOptions;
  private thread: Thread;
  /** What the thread has at hand, least lately used first. */
  private readonly inspectedById = new Map<DocumentId, Inspected>();
  /** What all of that weighs. */
  private weight = 0;
  private waiting: WaitingInspection[] = [];
  private last: Promise<unknown> = Promise.resolve();

  constructor(options: InspectorOptions) {
    this.options = options;
    this.thread = this.start();
  }

  /**
   * What is found in each batch, on top of the log and of the sound batches before it. Rejects with
   * `UnreadableLogError` if the log itself cannot be read. What comes while the thread is busy is gathered.
   */
  inspect(log: InspectedLog, batches: readonly NewBatch[]): Promise<readonly Inspection[]> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ log, batches, resolve, reject });
      if (this.waiting.length === 1) void this.inTurn(() => this.inspectWaiting());
    });
  }

  /** The document at the end of its log. Nothing that is not in the log may have been inspected since. */
  save(log: InspectedLog): Promise<Uint8Array> {
    return this.inTurn(async () => {
      await this.catchUp(log);
      return this.call<Uint8Array>({ method: "save", documentId: log.documentId }, openingMsMax);
    });
  }

  /** The whole log as batches without what was deleted. Nothing that is not in the log may have been inspected since. */
  withoutDeleted(log: InspectedLog): Promise<readonly Uint8Array[]> {
    return this.inTurn(async () => {
      await this.catchUp(log);
      const { documentId } = log;
      return this.call<readonly Uint8Array[]>({ method: "withoutDeleted", documentId }, openingMsMax);
    });
  }

  /** The inspected batches are in the log now, which ends at `lastSeq`. */
  confirm(documentId: DocumentId, lastSeq: number, totalBytes: number): void {
    const inspected = this.inspectedById.get(documentId);
    if (inspected === undefined) return;
    inspected.seq = lastSeq;
    this.weigh(inspected, totalBytes);
  }

  /** Inspected batches did not get into the log: the document is read again when it is needed. */
  forget(documentId: DocumentId): Promise<void> {
    return this.inTurn(() => this.forgetNow(documentId));
  }

  async close(): Promise<void> {
    await this.thread.worker.terminate();
  }

  /** All that waits: documents at hand in one message, the others one by one. */
  private async inspectWaiting(): Promise<void> {
    const group = this.takeGroup();
    const atHand = group.filter(({ log }) => this.inspectedById.get(log.documentId)?.seq === log.lastSeq);
    const isAnswered = atHand.length > 1 && (await this.inspectTogether(atHand));
    const left = isAnswered ? group.filter((one) => !atHand.includes(one)) : group;
    for (const { log, batches, resolve, reject } of left) {
      await this.inspectWithinBudget(log, batches).then(resolve, reject);
    }
  }

  private takeGroup(): readonly WaitingInspection[] {
    let bytes = 0;
    const end = this.waiting.findIndex(({ batches }, index) => {
      bytes += batches.reduce((sum, batch) => sum + batch.bytes.length, 0);
      return index > 0 && bytes > groupBytesMax;
    });
    const group = this.waiting.splice(0, end === -1 ? this.waiting.length : end);
    if (this.waiting.length > 0) void this.inTurn(() => this.inspectWaiting());
    return group;
  }

  /** False if the thread did not bear it: then each has to be looked at by itself. */
  private async inspectTogether(group: readonly WaitingInspection[]): Promise<boolean> {
    const inspections = group.map(({ log, batches }) => ({ documentId: log.documentId, batches }));
    for (const { documentId } of inspections) this.use(documentId);
    let found: readonly (readonly Inspection[])[];
    try {
      found = await this.callWithinBudget({ method: "inspectAll", inspections });
    } catch {
      return false;
    }
    group.forEach(({ resolve }, index) => {
      const inspection = found[index];
      assert(inspection !== undefined, "one answer for one document");
      resolve(inspection);
    });
    return true;
  }

  private async inspectWithinBudget(
    log: InspectedLog,
    batches: readonly NewBatch[],
  ): Promise<readonly Inspection[]> {
    await this.catchUp(log);
    try {
      return await this.callInspect(log, batches);
    } catch (error) {
      if (!(error instanceof ThreadEndedError)) throw error;
      return this.findCulprit(log, batches);
    }
  }

  /** One batch at a time, to see which of them the thread cannot take. */
  private async findCulprit(log: InspectedLog, batches: readonly NewBatch[]): Promise<readonly Inspection[]> {
    const { documentId } = log;
    const found: Inspection[] = [];
    const sound: Uint8Array[] = [];
    await this.catchUp(log);
    for (const batch of batches) {
      try {
        const [inspection] = await this.callInspect(log, [batch]);
        assert(inspection !== undefined, "one answer for one batch");
        found.push(inspection);
        if (inspection.kind === "sound") sound.push(batch.bytes);
      } catch (error) {
        if (!(error instanceof ThreadEndedError)) throw error;
        found.push({ kind: "unsound", reason: "malformed", sentence: "These edits take too long to check." });
        await this.catchUp(log);
        await this.call({ method: "feed", documentId, batches: sound }, openingMsMax);
      }
    }
    return found;
  }

  private callInspect(log: InspectedLog, batches: readonly NewBatch[]): Promise<readonly Inspection[]> {
    return this.callWithinBudget({ method: "inspect", documentId: log.documentId, batches });
  }

  private callWithinBudget<Value>(request: InspectionRequest): Promise<Value> {
    return this.call(request, this.options.inspectionMs ?? inspectionMsMax);
  }

  /** Brings the thread's document to the end of the log. */
  private async catchUp(log: InspectedLog): Promise<void> {
    const { documentId, lastSeq, totalBytes } = log;
    if ((this.inspectedById.get(documentId)?.seq ?? 0) > lastSeq) await this.forgetNow(documentId);
    const inspected = this.use(documentId) ?? (await this.open(log));
    while (inspected.seq < lastSeq) {
      const page = await log.readEntries({
        documentId,
        afterSeq: inspected.seq,
        lastSeq,
        bytesMax: pageBytesMax,
      });
      const last = page.entries.at(-1);
      if (last === undefined) throw new UnreadableLogError(`entry ${inspected.seq + 1} is damaged`);
      await this.call(
        { method: "feed", documentId, batches: page.entries.map(({ bytes }) => bytes) },
        openingMsMax,
      );
      inspected.seq = last.seq;
    }
    this.weigh(inspected, totalBytes);
    await this.makeRoom(documentId);
  }

  /** A document at hand is the last that is let go of from now on. */
  private use(documentId: DocumentId): Inspected | null {
    const inspected = this.inspectedById.get(documentId);
    if (inspected === undefined) return null;
    this.inspectedById.delete(documentId);
    this.inspectedById.set(documentId, inspected);
    return inspected;
  }

  private weigh(inspected: Inspected, logBytes: number): void {
    this.weight += logBytes - inspected.logBytes;
    inspected.logBytes = logBytes;
  }

  private async open(log: InspectedLog): Promise<Inspected> {
    const { documentId, totalBytes } = log;
    const snapshot = await log.findSnapshot();
    await this.call({ method: "open", documentId, snapshot: snapshot?.bytes ?? null }, openingMsMax);
    const inspected = { seq: snapshot?.seq ?? 0, logBytes: totalBytes };
    this.inspectedById.set(documentId, inspected);
    this.weight += weightOf(inspected);
    return inspected;
  }

  /** Lets go of documents that have not been used for longest, never of the one at hand. */
  private async makeRoom(inUse: DocumentId): Promise<void> {
    for (const documentId of this.inspectedById.keys()) {
      if (this.weight <= inspectedLogBytesMax) return;
      if (documentId !== inUse) await this.forgetNow(documentId);
    }
  }

  private async forgetNow(documentId: DocumentId): Promise<void> {
    const inspected = this.inspectedById.get(documentId);
    if (inspected === undefined) return;
    this.inspectedById.delete(documentId);
    this.weight -= weightOf(inspected);
    await this.call({ method: "forget", documentId }, openingMsMax);
  }

  /** A call with a time limit. Rejects with `ThreadEndedError`, with a fresh thread in place, if it is not kept. */
  private async call<Value>(request: InspectionRequest, msMax: number): Promise<Value> {
    const thread = this.thread;
    const timer = this.options.clock.after(msMax, () => void thread.worker.terminate());
    try {
      return await thread.calls.call<Value>(request);
    } catch (error) {
      if (error instanceof UnreadableLogError) throw error;
      this.restart(thread);
      throw error;
    } finally {
      timer.cancel();
    }
  }

  private restart(ended: Thread): void {
    if (this.thread !== ended) return;
    this.options.metrics.inspectorRestarted();
    this.inspectedById.clear();
    this.weight = 0;
    this.thread = this.start();
  }

  private start(): Thread {
    const worker = new Worker(this.options.threadFile, {
      name: "weft-inspection",
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: inspectionMemoryMiBMax },
    });
    const calls = new ThreadCalls<InspectionRequest>(
      worker,
      ({ message }) => new UnreadableLogError(message),
      (error) => new ThreadEndedError("the inspecting thread has ended", { cause: error }),
    );
    return { worker, calls };
  }

  private inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const result = this.last.then(work, work);
    this.last = result;
    return result;
  }
}
