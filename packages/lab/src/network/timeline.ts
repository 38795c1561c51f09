/** Virtual time: what is to happen waits in a heap, and happens when it is asked for, in order of time, then of wish. */
import type { Clock, Timer } from "@weft/base";

interface Waiting {
  readonly atMs: number;
  readonly order: number;
  callback: (() => void) | null;
}

/** A clock that jumps from one event to the next. */
export class Timeline implements Clock {
  private nowMs: number;
  private order = 0;
  private live = 0;
  private readonly heap: Waiting[] = [];

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  now(): number {
    return this.nowMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    const waiting: Waiting = { atMs: this.nowMs + Math.max(0, delayMs), order: this.order++, callback };
    this.live++;
    this.push(waiting);
    return {
      cancel: () => {
        if (waiting.callback) this.live--;
        waiting.callback = null;
      },
    };
  }

  /** Whether anything is to happen. */
  get isIdle(): boolean {
    return this.live === 0;
  }

  /** Lets the next thing happen, if it is due by `untilMs`. */
  runNext(untilMs = Number.POSITIVE_INFINITY): boolean {
    for (let next = this.heap[0]; next && next.atMs <= untilMs; next = this.heap[0]) {
      this.pop();
      if (!next.callback) continue;
      this.live--;
      this.nowMs = next.atMs;
      const { callback } = next;
      next.callback = null;
      callback();
      return true;
    }
    return false;
  }

  /** Lets `deltaMs` pass. */
  advance(deltaMs: number): void {
    const end = this.nowMs + deltaMs;
    while (this.runNext(end));
    this.nowMs = end;
  }

  private push(waiting: Waiting): void {
    const { heap } = this;
    heap.push(waiting);
    for (let index = heap.length - 1; index > 0; ) {
      const parent = (index - 1) >> 1;
      if (!this.isBefore(index, parent)) break;
      this.swap(index, parent);
      index = parent;
    }
  }

  private pop(): void {
    const { heap } = this;
    this.swap(0, heap.length - 1);
    heap.pop();
    for (let index = 0; ; ) {
      let least = index;
      for (const child of [2 * index + 1, 2 * index + 2])
        if (child < heap.length && this.isBefore(child, least)) least = child;
      if (least === index) return;
      this.swap(index, least);
      index = least;
    }
  }

  private isBefore(one: number, other: number): boolean {
    const a = this.heap[one];
    const b = this.heap[other];
    return a !== undefined && b !== undefined && (a.atMs - b.atMs || a.order - b.order) < 0;
  }

  private swap(one: number, other: number): void {
    const a = this.heap[one];
    const b = this.heap[other];
    if (!a || !b) return;
    this.heap[one] = b;
    this.heap[other] = a;
  }
}
