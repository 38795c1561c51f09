/**
 * Many writers in one room of the real server, at a steady rate, on this machine. Prints how long an edit takes
 * from the call that makes it to the last other client that shows it, and to its acknowledgement from the disk.
 */
import { parseArgs } from "node:util";
import type { RichText } from "@weft/richtext";
import { openReplica, type Replica } from "@weft/sync";
import { startServer } from "../../apps/editor/e2e/weft-server.ts";

const usage = `npm run load [-- --writers N] [--rate N] [--seconds N]

  --writers N   clients in one room (20)
  --rate N      edits a second, each (5)
  --seconds N   how long (10)`;

/** Runs the load that the command line asks for; resolves to the exit code. */
export async function load(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      writers: { type: "string", default: "20" },
      rate: { type: "string", default: "5" },
      seconds: { type: "string", default: "10" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const count = Number(values.writers);
  const edits = Math.floor(Number(values.rate) * Number(values.seconds));
  const gapMs = 1000 / Number(values.rate);
  const server = await startServer();
  const { documentId, token } = await server.createDocument();
  const url = `${server.address.replace(/^http/, "ws")}/sync`;
  const writers: Replica[] = [];
  try {
    for (let index = 0; index < count; index++) writers.push(await openReplica({ url, documentId, token }));
    const arrivals = watchArrivals(writers);
    const savedMs: number[] = [];
    await Promise.all(
      writers.map(async (writer, index) => {
        await pause((gapMs * index) / count);
        for (let edit = 0; edit < edits; edit++) {
          const start = performance.now();
          arrivals.made(index, start);
          writer.document.edit([{ type: "insertText", at: 1, text: "x" }]);
          void writer.whenSaved().then(() => savedMs.push(performance.now() - start));
          await pause(Math.max(0, gapMs - (performance.now() - start)));
        }
      }),
    );
    await arrivals.complete(count * edits);
    print("edit → last other client", arrivals.lagsMs);
    print("edit → saved on disk", savedMs);
    const texts = new Set(writers.map(({ document }) => document.text()));
    console.log(
      `${count} writers, ${count * edits} edits, ${texts.size === 1 ? "all replicas equal" : "replicas differ"}`,
    );
    return texts.size === 1 ? 0 : 1;
  } finally {
    for (const writer of writers) await writer.close();
    await server.stop();
  }
}

interface Arrivals {
  readonly lagsMs: readonly number[];
  made(writer: number, atMs: number): void;
  /** Resolves when `total` edits have reached everybody. */
  complete(total: number): Promise<void>;
}

/**
 * Watches all documents: an edit has arrived when the slowest other client counts it. Only the document that changed
 * is asked, once: with all of them asked about all, most of the time measured was that of measuring.
 */
function watchArrivals(writers: readonly Replica[]): Arrivals {
  const lagsMs: number[] = [];
  const madeAt: number[][] = writers.map(() => []);
  /** How many clients have seen an author's edit, by author and edit. */
  const seen: number[][] = writers.map(() => []);
  const look = (document: RichText, known: number[]): void => {
    const now = performance.now();
    const version = document.version();
    writers.forEach(({ document: { replica } }, author) => {
      if (replica === document.replica) return;
      const counts = seen[author] ?? [];
      const count = version.get(replica) ?? 0;
      for (let edit = known[author] ?? 0; edit < count; edit++) {
        counts[edit] = (counts[edit] ?? 0) + 1;
        if (counts[edit] === writers.length - 1) lagsMs.push(now - (madeAt[author]?.[edit] ?? now));
      }
      known[author] = count;
    });
  };
  for (const { document } of writers) {
    const known: number[] = writers.map(() => 0);
    document.onPatch((_, origin) => origin === "remote" && look(document, known));
  }
  return {
    lagsMs,
    made: (writer, atMs) => void madeAt[writer]?.push(atMs),
    async complete(total) {
      const deadline = performance.now() + 30_000;
      while (lagsMs.length < total) {
        if (performance.now() > deadline) throw new Error(`${total - lagsMs.length} edits did not arrive.`);
        await pause(10);
      }
    },
  };
}

function print(what: string, valuesMs: readonly number[]): void {
  const sorted = [...valuesMs].sort((a, b) => a - b);
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0).toFixed(1);
  console.log(`${what}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, worst ${at(1)} ms (${sorted.length})`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
