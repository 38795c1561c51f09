/**
 * Calls into a worker thread: each message is a call with a number, each answer carries it back. What travels is
 * our own, made and read by two files of one build, so it is not decoded like bytes from outside.
 */
import { EventEmitter } from "node:events";
import type { Transferable, Worker } from "node:worker_threads";

/** One call on its way to a thread. */
export interface ThreadCall<Request> {
  readonly number: number;
  readonly request: Request;
}

/** A thread's answer. `failure` is set if the call threw: what it threw, as plain data. */
export type ThreadReply =
  | { readonly number: number; readonly value: unknown }
  | { readonly number: number; readonly failure: ThreadFailure };

/** An error that crossed a thread. */
export interface ThreadFailure {
  readonly kind: string;
  readonly message: string;
}

/** The calling side of a worker thread. Every call settles: with the answer, or with the error that ended the thread. */
export class ThreadCalls<Request> {
  private readonly worker: Worker;
  private readonly toError: (failure: ThreadFailure) => Error;
  private readonly toEnd: (error: Error) => Error;
  private readonly settled = new EventEmitter();
  private readonly rejections = new Map<number, (error: Error) => void>();
  private nextNumber = 0;
  private end: Error | null = null;

  /** `toError` says what a failure becomes on this side, `toEnd` what is said of calls that nobody answers any more. */
  constructor(worker: Worker, toError: (failure: ThreadFailure) => Error, toEnd: (error: Error) => Error) {
    this.worker = worker;
    this.toError = toError;
    this.toEnd = toEnd;
    this.settled.setMaxListeners(0);
    worker.on("message", (reply: ThreadReply) => this.settle(reply));
    worker.on("error", (error) => this.fail(error));
    worker.on("exit", () => this.fail(new Error("the thread has ended")));
  }

  /** How many calls wait for an answer. */
  get pending(): number {
    return this.rejections.size;
  }

  /** The answer to `request`. Rejects with what the thread threw, or with what ended it. */
  call<Value>(request: Request, transfer: readonly Transferable[] = []): Promise<Value> {
    const ended = this.end;
    if (ended !== null) return Promise.reject(ended);
    const number = this.nextNumber++;
    const answer = new Promise<Value>((resolve, reject) => {
      this.rejections.set(number, reject);
      this.settled.once(String(number), resolve);
    });
    const call: ThreadCall<Request> = { number, request };
    this.worker.postMessage(call, transfer);
    return answer;
  }

  private settle(reply: ThreadReply): void {
    const reject = this.rejections.get(reply.number);
    this.rejections.delete(reply.number);
    if ("value" in reply) {
      this.settled.emit(String(reply.number), reply.value);
    } else {
      this.settled.removeAllListeners(String(reply.number));
      reject?.(this.toError(reply.failure));
    }
  }

  private fail(error: Error): void {
    this.end ??= this.toEnd(error);
    const rejections = [...this.rejections.values()];
    this.rejections.clear();
    this.settled.removeAllListeners();
    for (const reject of rejections) reject(this.end);
  }
}
