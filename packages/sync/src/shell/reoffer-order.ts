/**
 * The order in which a log takes batches that it has lost: causes first, as always, and of what may come next the oldest, since
 * no batch may begin later than the newest one that the log has.
 */
import type { OutboxBatch } from "../machine/outbox-batch.ts";

/**
 * The batches in that order, for a log that has `known`. Those whose causes are neither there nor here come last. A step for each
 * batch, and one more for each that has to wait for a newer one.
 */
export function inReofferOrder(
  batches: readonly OutboxBatch[],
  known: ReadonlyMap<string, number>,
): readonly OutboxBatch[] {
  const reached = new Map(known);
  const ordered: OutboxBatch[] = [];
  let waiting: readonly OutboxBatch[] = [];
  const isReady = ({ replica, counter, dependencies }: OutboxBatch): boolean =>
    counter <= (reached.get(replica) ?? 0) &&
    dependencies.every((one) => one.counter < (reached.get(one.replica) ?? 0));
  const take = (batch: OutboxBatch): void => {
    ordered.push(batch);
    reached.set(batch.replica, Math.max(reached.get(batch.replica) ?? 0, batch.counter + batch.count));
  };
  for (const batch of [...batches].sort(byAge)) {
    if (!isReady(batch)) {
      waiting = [...waiting, batch];
      continue;
    }
    take(batch);
    for (let next = waiting.find(isReady); next; next = waiting.find(isReady)) {
      const taken = next;
      take(taken);
      waiting = waiting.filter((one) => one !== taken);
    }
  }
  return [...ordered, ...waiting];
}

function byAge(a: OutboxBatch, b: OutboxBatch): number {
  if (a.lamport !== b.lamport) return a.lamport - b.lamport;
  if (a.replica !== b.replica) return a.replica < b.replica ? -1 : 1;
  return a.counter - b.counter;
}
