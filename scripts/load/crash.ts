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
import { startServer, type WeftServer } from "../../apps/editor/e2e/weft-server.ts";
import { seedFrom } from "../seed.mjs";
import { crashPeers } from "./crash-peers.ts";
import { crashYjs } from "./crash-yjs.ts";
import type { LoadYjsEdits } from "./dialects/yjs.ts";

const usage = `npm run crash [-- --rounds N] [--writers N] [--seed N] [--engine yjs] [--peers]

  --rounds N    how often the server is killed (50; 1000 take about twenty minutes)
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
  const server = await startServer();
  const { documentId, token } = await server.createDocument();
  const url = `${server.address.replace(/^http/, "ws")}/sync`;
  const writers: Replica[] = [];
  for (let count = 0; count < Number(values.writers); count++) {
    writers.push(await openReplica({ url, documentId, token }));
  }
  let edits = 0;
  let acknowledged = 0;
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
      const found = await versionOnDisk(server, { documentId, token });
      for (const { replica, counter } of promised) {
        acknowledged = Math.max(acknowledged, counter);
        lost += Math.max(0, counter - (found.get(replica) ?? 0));
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
    return lost === 0 && equal ? 0 : 1;
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

/** The counter up to which a client was told that everything is saved. */
function promisedOf(writer: Replica): number {
  return writer.unsavedFrom() ?? writer.document.version().get(writer.document.replica) ?? 0;
}

/** What a server that starts on the same data shows to a client that has seen nothing. */
async function versionOnDisk(
  server: WeftServer,
  document: { readonly documentId: string; readonly token: string },
): Promise<ReadonlyMap<string, number>> {
  const witness = await startServer({ dataFolder: server.dataFolder });
  const replica = await openReplica({ url: `${witness.address.replace(/^http/, "ws")}/sync`, ...document });
  const version = new Map<string, number>(replica.document.version());
  await replica.close();
  await witness.kill9();
  return version;
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
