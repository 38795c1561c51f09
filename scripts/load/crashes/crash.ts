/**
 * Kills the real server with SIGKILL at random instants while real clients write, and after each kill looks into
 * its data with a server and a client that have seen nothing: whatever a client was told is saved must be there
 * before any client has had the chance to offer it again. Some rounds write so much that snapshots are being made
 * when the kill comes, in some the server is killed again and again while it starts.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Random, seededRandom } from "@weft/base";
import { openReplica, type Replica } from "@weft/sync";
import { startServer, type WeftServer } from "../../../apps/editor/e2e/weft-server.ts";
import { History } from "../../../server/test/simulation/history.ts";
import { seedFrom } from "../../seed.mjs";
import type { LoadYjsEdits } from "../dialects/yjs.ts";
import { crashPeers } from "./crash-peers.ts";
import { crashYjs } from "./crash-yjs.ts";
import { playDiskFaults } from "./disk-faults.ts";
import { Recorder } from "./recorder.ts";
import { promisedOf, readLog, versionOnDisk } from "./witness.ts";

const usage = `npm run crash [-- --rounds N] [--faults N] [--writers N] [--seed N] [--engine yjs] [--peers]

  --rounds N    how often the server is killed (50; 1000 take about twenty minutes)
  --faults N    at how many places of a scripted run, evenly over it, an fsync fails with EIO, a write with ENOSPC, and the server
                is killed while it brings an older data folder up to date (5 each; 200 are every fsync and take some
                half an hour); needs strace, and is left out where there is none
  --writers N   how many clients write at once (3)
  --seed N      the same instants and edits again
  --engine yjs  a Yjs document and stock y-websocket clients instead
  --peers       also kills Hocuspocus and y-websocket's server six times each, and says what they lose`;

/** Runs the rounds that the command line asks for; resolves to the exit code. `load` imports a file of the peers. */
export async function crash(args: readonly string[], load: LoadYjsEdits): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: "string", default: "50" },
      faults: { type: "string", default: "5" },
      writers: { type: "string", default: "3" },
      seed: { type: "string" },
      engine: { type: "string", default: "weft" },
      peers: { type: "boolean", default: false },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  if (values.peers) await crashPeers(load);
  const rounds = Number(values.rounds);
  const seed = seedFrom(values.seed);
  const random = seededRandom(seed);
  console.log(`seed ${seed}, ${rounds} rounds, ${values.writers} writers`);
  if (values.engine === "yjs") {
    const { edits, echoed, lost, isEqual } = await crashYjs(rounds, Number(values.writers), random);
    console.log(
      `${rounds} kills, ${edits} edits in a Yjs document, ${echoed} frames echoed, ${lost} echoed edits lost, replicas ${isEqual ? "equal" : "differ"}`,
    );
    return lost === 0 && isEqual ? 0 : 1;
  }
  const areFaultsBorne = await playDiskFaults(Number(values.faults));
  return (await crashRounds(rounds, Number(values.writers), random)) && areFaultsBorne ? 0 : 1;
}

/** False if something was lost, or if the history of what was said and what is on the disk has a fault. */
async function crashRounds(rounds: number, writerCount: number, random: Random): Promise<boolean> {
  const server = await startServer();
  const history = new History();
  const recorder = new Recorder();
  const { webSocket } = recorder;
  const { documentId, token } = await server.createDocument();
  const url = `${server.address.replace(/^http/, "ws")}/sync`;
  const writers: Replica[] = [];
  for (let count = 0; count < writerCount; count++) {
    writers.push(await openReplica({ url, documentId, token, webSocket }));
  }
  let edits = 0;
  let lost = 0;
  const kinds = { commits: 0, snapshots: 0, starts: 0 };
  try {
    for (let round = 0; round < rounds; round++) {
      const writesMuch = random.below(3) === 0;
      kinds[writesMuch ? "snapshots" : "commits"]++;
      const delayMs = random.below(writesMuch ? 600 : 120);
      edits += await writeUntilKilled({ writers, server, delayMs, random, writesMuch });
      const promised = writers.map((writer) => ({
        replica: writer.document.replica,
        counter: promisedOf(writer),
      }));
      if (random.below(3) === 0) kinds.starts += await killWhileStarting(server.dataFolder, random);
      const found = await versionOnDisk(server.dataFolder, { documentId, token });
      await readLog(server.dataFolder, { documentId, token }, history);
      recorder.judge(history);
      for (const { replica, counter } of promised) {
        lost += Math.max(0, counter - (found.get(replica) ?? 0));
        history.checkSaved(replica, counter);
      }
      await server.restart();
    }
    await Promise.all(writers.map((writer) => writer.whenSaved()));
    const texts = await Promise.all(writers.map((writer) => settledText(writer, writers)));
    const equal = texts.every((text) => text === texts[0]);
    console.log(
      `killed in ${kinds.commits} rounds of keystrokes, ${kinds.snapshots} of large pastes with snapshots, and ${kinds.starts} times while starting`,
    );
    console.log(
      `${rounds + kinds.starts} kills, ${edits} edits, ${lost} acknowledged edits lost, replicas ${equal ? "equal" : "differ"}`,
    );
    await server.kill9();
    await readLog(server.dataFolder, { documentId, token }, history);
    recorder.judge(history);
    console.log(
      history.faults.length === 0
        ? `${history.log.length} entries in the log, none twice; none of ${recorder.judged} frames said what the disk does not have, no watermark went back`
        : `faults: ${history.faults.slice(0, 10).join("; ")}`,
    );
    return lost === 0 && equal && history.faults.length === 0;
  } finally {
    for (const writer of writers) await writer.close();
    await server.stop();
  }
}

interface Round {
  readonly writers: readonly Replica[];
  readonly server: WeftServer;
  readonly delayMs: number;
  readonly random: Random;
  /** Large pastes besides, of which the server makes snapshots. */
  readonly writesMuch: boolean;
}

/** Characters of a large paste that hardly deflate. */
const pasteLength = 6_000;

/** Types with all writers until the kill, and gives the number of edits made. */
async function writeUntilKilled({ writers, server, delayMs, random, writesMuch }: Round): Promise<number> {
  let edits = 0;
  const deadline = performance.now() + 20 + delayMs;
  while (performance.now() < deadline) {
    for (const { document } of writers) {
      const at = 1 + random.below(document.length);
      const isLong = document.length > (writesMuch ? 100_000 : 200);
      if (isLong && random.below(2) === 0) {
        const to = Math.min(document.length, writesMuch ? pasteLength : 2);
        document.edit([{ type: "deleteRange", from: 1, to }]);
      } else if (writesMuch) {
        document.edit([{ type: "insertText", at, text: noise(random) }]);
      } else document.edit([{ type: "insertText", at, text: "x" }]);
      edits++;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await server.kill9();
  return edits;
}

function noise(random: Random): string {
  return Buffer.from(random.bytes((pasteLength * 3) / 4)).toString("base64");
}

/** Starts a server on the data some times, and kills it before it has done anything, or soon after. */
async function killWhileStarting(dataFolder: string, random: Random): Promise<number> {
  const main = fileURLToPath(new URL("server/dist/main.js", `file://${process.cwd()}/`));
  const times = 1 + random.below(3);
  for (let time = 0; time < times; time++) {
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, WEFT_DATA: dataFolder, PORT: "0", WEFT_LOG: "silent" },
      stdio: "ignore",
    });
    const gone = once(child, "exit");
    await new Promise((resolve) => setTimeout(resolve, random.below(400)));
    child.kill("SIGKILL");
    await gone;
  }
  return times;
}

/** A writer's text once it has everything that all writers made. */
async function settledText(writer: Replica, writers: readonly Replica[]): Promise<string> {
  const complete = (): boolean =>
    writers.every(({ document }) => {
      const made = document.version().get(document.replica) ?? 0;
      return (writer.document.version().get(document.replica) ?? 0) >= made;
    });
  const deadline = performance.now() + 30_000;
  while (!complete()) {
    if (performance.now() > deadline) throw new Error("The writers did not come together again.");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return writer.document.text();
}
