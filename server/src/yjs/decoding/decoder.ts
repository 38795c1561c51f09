/**
 * The budget around the decoding thread: one piece of work at a time, each with a time limit and all within limits of
 * memory and stack. A thread that goes beyond is ended and started again, and the update that did it is refused.
 */
import { Worker } from "node:worker_threads";
import type { Clock } from "@weft/base";
import type { DocumentId } from "@weft/protocol";
import {
  inspectedDocumentBytes,
  openingMsMax,
  pageBytesMax,
  yjsDecodingMsMax,
  yjsDocumentsBytesMax,
  yjsMemoryMiBMax,
  yjsStackMiBMax,
} from "../../limits.ts";
import type { Metrics } from "../../metrics.ts";
import type { EntryPage, EntryRange, Snapshot } from "../../storage/storage.ts";
import { ThreadCalls } from "../../threads/thread-calls.ts";
import type { DecodingRequest } from "./decoding-request.ts";
import { UnreadableYjsLogError } from "./unreadable-yjs-log.ts";
import type { Taken } from "./yjs-documents.ts";

/** The log that updates are applied to. */
export interface DecodedLog {
  readonly documentId: DocumentId;
  readonly lastSeq: number;
  /** About what the document weighs. */
  readonly documentBytes: number;
  findSnapshot(): Promise<Snapshot | null>;
  readEntries(range: EntryRange): Promise<EntryPage>;
}

/** What the decoder needs: the built file of its thread, and time. */
export interface DecoderOptions {
  readonly threadFile: URL;
  readonly clock: Clock;
  readonly metrics: Metrics;
  /** How long one piece of a stranger's work may take; left out: `yjsDecodingMsMax`. */
  readonly decodingMs?: number;
}

interface Thread {
  readonly worker: Worker;
  readonly calls: ThreadCalls<DecodingRequest>;
}

/** Thrown when the thread died or was ended in the middle of a piece of work. */
export class DecodingEndedError extends Error {
  override readonly name = "DecodingEndedError";
}

/** Runs Yjs away from the main thread. Its thread starts with the first Yjs document. */
export class Decoder {
  private readonly options: DecoderOptions;
  private thread: Thread | null = null;
  /** What the documents at hand weigh, least lately used first. */
  private readonly weightsById = new Map<DocumentId, number>();
  private last: Promise<unknown> = Promise.resolve();

  constructor(options: DecoderOptions) {
    this.options = options;
  }

  /**
   * What each update does, on top of the log and of the sound ones before it. When they are not all in the log
   * afterwards, the document must be forgotten. Rejects with `UnreadableYjsLogError` if the log itself cannot be read.
   */
  take(log: DecodedLog, updates: readonly Uint8Array[]): Promise<readonly Taken[]> {
    return this.inTurn(() => this.takeWithinBudget(log, updates));
  }

  /** How far the document is, as a state vector. Nothing that is not in the log may have been taken since. */
  stateVector(log: DecodedLog): Promise<Uint8Array> {
    return this.ask(log, { method: "stateVector", documentId: log.documentId }, openingMsMax);
  }

  /** What somebody at `stateVector` lacks, null if that cannot be read or is too much to work out. */
  async difference(log: DecodedLog, stateVector: Uint8Array): Promise<Uint8Array | null> {
    try {
      return await this.ask(log, { method: "difference", documentId: log.documentId, stateVector });
    } catch (error) {
      if (error instanceof DecodingEndedError) return null;
      throw error;
    }
  }

  /** The update that gives the document a title. */
  titleUpdate(log: DecodedLog, title: string): Promise<Uint8Array> {
    return this.ask(log, { method: "titleUpdate", documentId: log.documentId, title }, openingMsMax);
  }

  /** The whole document as one update. */
  save(log: DecodedLog): Promise<Uint8Array> {
    return this.ask(log, { method: "save", documentId: log.documentId }, openingMsMax);
  }

  /** The document is read again when it is needed. */
  forget(documentId: DocumentId): Promise<void> {
    return this.inTurn(() => this.forgetNow(documentId));
  }

  async close(): Promise<void> {
    await this.thread?.worker.terminate();
  }

  private async takeWithinBudget(log: DecodedLog, updates: readonly Uint8Array[]): Promise<readonly Taken[]> {
    const { documentId } = log;
    const taken: Taken[] = [];
    let countMax = updates.length;
    while (taken.length < updates.length) {
      const sound = taken.flatMap((one) => (one.kind === "new" ? [one.bytes] : []));
      await this.bringToHand(log, sound);
      const part = updates.slice(taken.length, taken.length + countMax);
      try {
        const found = await this.call<readonly Taken[]>(
          { method: "take", documentId, updates: part },
          this.foreignMs,
        );
        taken.push(...found);
        if (found.at(-1)?.kind === "unsound") await this.forgetNow(documentId);
      } catch (error) {
        if (!(error instanceof DecodingEndedError)) throw error;
        // One at a time, to see which of them the thread cannot take.
        if (part.length === 1) taken.push({ kind: "unsound", sentence: "This takes too long to read." });
        countMax = 1;
      }
    }
    return taken;
  }

  private ask<Value>(log: DecodedLog, request: DecodingRequest, msMax = this.foreignMs): Promise<Value> {
    return this.inTurn(async () => {
      await this.bringToHand(log, []);
      return this.call<Value>(request, msMax);
    });
  }

  private get foreignMs(): number {
    return this.options.decodingMs ?? yjsDecodingMsMax;
  }

  /** Opens the document at the end of its log, with `sound` after that, if it is not at hand. */
  private async bringToHand(log: DecodedLog, sound: readonly Uint8Array[]): Promise<void> {
    const { documentId, lastSeq, documentBytes } = log;
    const isAtHand = this.weightsById.delete(documentId);
    if (!isAtHand) {
      const snapshot = await log.findSnapshot();
      await this.call({ method: "open", documentId, snapshot: snapshot?.bytes ?? null }, openingMsMax);
      for (let afterSeq = snapshot?.seq ?? 0; afterSeq < lastSeq; ) {
        const page = await log.readEntries({ documentId, afterSeq, lastSeq, bytesMax: pageBytesMax });
        const last = page.entries.at(-1);
        if (last === undefined) throw new UnreadableYjsLogError(`entry ${afterSeq + 1} is damaged`);
        await this.feed(
          documentId,
          page.entries.map(({ bytes }) => bytes),
        );
        afterSeq = last.seq;
      }
      await this.feed(documentId, sound);
    }
    this.weightsById.set(documentId, inspectedDocumentBytes + documentBytes);
    await this.makeRoom(documentId);
  }

  private async feed(documentId: DocumentId, updates: readonly Uint8Array[]): Promise<void> {
    if (updates.length > 0) await this.call({ method: "feed", documentId, updates }, openingMsMax);
  }

  /** Lets go of documents that have not been used for longest, never of the one at hand. */
  private async makeRoom(inUse: DocumentId): Promise<void> {
    let total = 0;
    for (const weight of this.weightsById.values()) total += weight;
    for (const [documentId, weight] of this.weightsById) {
      if (total <= yjsDocumentsBytesMax) return;
      if (documentId === inUse) continue;
      total -= weight;
      await this.forgetNow(documentId);
    }
  }

  private async forgetNow(documentId: DocumentId): Promise<void> {
    if (this.weightsById.delete(documentId)) await this.call({ method: "forget", documentId }, openingMsMax);
  }

  /** A call with a time limit. Rejects with `DecodingEndedError`, with no thread in place, if it is not kept. */
  private async call<Value>(request: DecodingRequest, msMax: number): Promise<Value> {
    this.thread ??= this.start();
    const { thread } = this;
    const timer = this.options.clock.after(msMax, () => void thread.worker.terminate());
    try {
      return await thread.calls.call<Value>(request);
    } catch (error) {
      if (!(error instanceof UnreadableYjsLogError)) this.end(thread);
      throw error;
    } finally {
      timer.cancel();
    }
  }

  private end(ended: Thread): void {
    if (this.thread !== ended) return;
    this.options.metrics.inspectorRestarted();
    this.weightsById.clear();
    this.thread = null;
  }

  private start(): Thread {
    const worker = new Worker(this.options.threadFile, {
      name: "weft-yjs",
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: yjsMemoryMiBMax, stackSizeMb: yjsStackMiBMax },
    });
    const calls = new ThreadCalls<DecodingRequest>(
      worker,
      ({ message }) => new UnreadableYjsLogError(message),
      (error) => new DecodingEndedError("the decoding thread has ended", { cause: error }),
    );
    return { worker, calls };
  }

  private inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const result = this.last.then(work, work);
    this.last = result;
    return result;
  }
}
