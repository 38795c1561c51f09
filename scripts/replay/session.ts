/** Plays a recording through two writers, each step after what its writer had seen, with a crash in the middle. */
import { handOvers, type Step } from "./trace.ts";
import type { Writer } from "./writer.ts";

export interface SessionOptions {
  readonly steps: readonly Step[];
  readonly writers: readonly [Writer, Writer];
  /** Called once, before the step at the middle: kills the server and starts it again. */
  readonly crash: () => Promise<void>;
  readonly onProgress: (done: number) => void;
}

/** Resolves when every step was made, everything is on the server's disk, and both writers have everything. */
export async function playSession({ steps, writers, crash, onProgress }: SessionOptions): Promise<void> {
  const [first, second] = writers;
  first.hold(second.replica, 0);
  second.hold(first.replica, 0);
  const watched = handOvers(steps);
  const made: [number, number] = [0, 0];
  const received: [number, number] = [0, 0];
  /** For each writer, the counters that its first n steps took, where the other writer looks. */
  const countersAfter: readonly [Map<number, number>, Map<number, number>] = [
    new Map([[0, 0]]),
    new Map([[0, 0]]),
  ];
  const middle = Math.floor(steps.length / 2);
  for (const [index, step] of steps.entries()) {
    if (index === middle) await crash();
    const own = step.writer === 0 ? 0 : 1;
    const other = own === 0 ? 1 : 0;
    if (step.seenOfOther > received[own]) {
      const counter = countersAfter[other].get(step.seenOfOther);
      if (counter === undefined) throw new Error("The recording looks ahead of itself.");
      await writers[own].receive(writers[other].replica, counter);
      received[own] = step.seenOfOther;
    }
    await writers[own].make(step);
    made[own]++;
    if (watched[own].has(made[own])) {
      countersAfter[own].set(made[own], await writers[own].known(writers[own].replica));
      await writers[own].flush();
    }
    onProgress(index + 1);
  }
  await Promise.all([first.whenSaved(), second.whenSaved()]);
  await first.receive(second.replica, await second.known(second.replica));
  await second.receive(first.replica, await first.known(first.replica));
}
