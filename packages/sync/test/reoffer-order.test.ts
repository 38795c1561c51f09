/** The order in which a server that lost everything is given it again. */
import { seededRandom } from "@weft/base";
import { readBatchHeader, splitBatches, type Version } from "@weft/rga";
import { createRichText, type RichText } from "@weft/richtext";
import { expect, test } from "vitest";
import type { OutboxBatch } from "../src/machine/outbox-batch.ts";
import { inReofferOrder } from "../src/shell/reoffer-order.ts";

function cut(update: Uint8Array): OutboxBatch[] {
  const batches = splitBatches(update);
  if (!batches.ok) throw batches.error;
  return batches.value.map((bytes) => {
    const header = readBatchHeader(bytes);
    if (!header.ok) throw header.error;
    return { ...header.value, edits: 0, madeAtMs: 0, bytes };
  });
}

/** The first batch that a log with `version` would refuse, and why. */
function refusal(batches: readonly OutboxBatch[], version: Version): string | null {
  const known = new Map<string, number>(version);
  let next = 1;
  for (const { replica, counter, count, lamport, dependencies } of batches) {
    if (counter > (known.get(replica) ?? 0)) return "gap";
    if (dependencies.some((one) => one.counter >= (known.get(one.replica) ?? 0))) return "missing-dependency";
    if (lamport > next) return "clock";
    known.set(replica, counter + count);
    next = Math.max(next, lamport + count);
  }
  return null;
}

test("[SY-17] what a log lost is offered causes first and never newer than the log can know, whoever wrote it", () => {
  const seed = Number(process.env.WEFT_SEED ?? 1);
  let disordered = 0;
  for (let round = 0; round < 40; round++) {
    const random = seededRandom(seed + round);
    const writers = ["a1", "b2", "c3"].map((end) =>
      createRichText({ documentId: "lost", replica: `00000000000000${end}` }),
    );
    const meet = (a: RichText, b: RichText): void => {
      a.applyUpdate(b.updateSince(a.version()));
      b.applyUpdate(a.updateSince(b.version()));
    };
    for (let step = 0; step < 40; step++) {
      const writer = writers[random.below(3)]!;
      const at = 1 + random.below(writer.length);
      if (random.next() < 0.4) meet(writer, writers[random.below(3)]!);
      else if (random.next() < 0.7)
        writer.edit([{ type: "insertText", at, text: "word ".slice(random.below(5)) }]);
      else if (at < writer.length) writer.edit([{ type: "deleteRange", from: at, to: at + 1 }]);
    }
    const [first, second, third] = writers;
    meet(first!, second!);
    meet(first!, third!);
    const batches = cut(first!.updateSince(new Map()));
    if (refusal(batches, new Map()) !== null) disordered++;
    const ordered = inReofferOrder(batches, new Map());
    expect(refusal(ordered, new Map()), `WEFT_SEED=${seed + round}`).toBeNull();
    expect(new Set(ordered)).toEqual(new Set(batches));
  }
  expect(disordered).toBeGreaterThan(5);
});

test("[SY-17] batches whose causes are nowhere come last", () => {
  const document = createRichText({ documentId: "lost", replica: "00000000000000a1" });
  document.edit([{ type: "insertText", at: 1, text: "one" }]);
  const [whole] = cut(document.updateSince(new Map()));
  const orphan = { ...whole!, replica: whole!.replica, counter: 9, lamport: 0 };
  expect(inReofferOrder([orphan, whole!], new Map())).toEqual([whole, orphan]);
});
