/**
 * `npm run load`: our server under many clients, beside those that one would take instead, on this machine. Each run
 * has a fresh server and a process of clients; each stops by itself.
 */
import { fork } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { refreshReport } from "../bench/long-runs.ts";
import { installServers, serverFacts } from "../bench/peers.ts";
import { machineWords } from "../machine.mjs";
import { root } from "../workspace.mjs";
import type { FromClients, ServerKind, Task, ToClients } from "./messages.ts";
import { type LoadResults, loadReport, resultWords } from "./report.ts";
import { type Figures, type Row, rows } from "./rows.ts";
import { median } from "./samples.ts";
import { RunningServer, raisedSettings } from "./servers/running-server.ts";

const usage = `npm run load [-- --only ROWS] [--servers LIST] [--runs N] [--out DIR]

  --only ROWS      of ${rows.map(({ name }) => name).join(", ")} (all)
  --servers LIST   of weft, y-websocket, hocuspocus, weft-yjs (all)
  --runs N         how often each row (its own number)
  --out DIR        where LOAD.md and load.json go: bench/, or test-results/load/ when the run is not a whole one`;

/** Runs the load that the command line asks for; resolves to the exit code: 1 if something asked is not reached. */
export async function load(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: "" },
      servers: { type: "string", default: "" },
      runs: { type: "string" },
      out: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const chosen = rows.filter(({ name }) => values.only === "" || values.only.split(",").includes(name));
  const isAsked = (kind: ServerKind): boolean =>
    values.servers === "" || values.servers.split(",").includes(kind);
  if (
    ["y-websocket", "hocuspocus", "weft-yjs"].some(
      (kind) => values.servers === "" || values.servers.includes(kind),
    )
  ) {
    await installServers();
  }
  console.log(`raised for ours: ${settingsWords()}`);
  const start = performance.now();
  const results: LoadResults["results"][number][] = [];
  for (const row of chosen) {
    const played = await runRow(row, row.servers.filter(isAsked), Number(values.runs ?? row.runs));
    const found = byServer(played, median);
    results.push({ row, found, spread: byServer(played, range) });
    console.log(resultWords(row, found));
  }
  const isWhole = values.only === "" && values.servers === "" && values.runs === undefined;
  write(
    {
      machine: machineWords(),
      settings: settingsWords(),
      options: args.filter((arg) => !arg.includes("/")).join(" "),
      packages: serverFacts(),
      seconds: Math.round((performance.now() - start) / 1000),
      results,
    },
    resolve(values.out ?? join(root, isWhole ? "bench" : "test-results/load")),
  );
  const reached = results.every(({ row, found }) => row.demands.every((demand) => demand.isReached(found)));
  return reached ? 0 : 1;
}

type Played = ReadonlyMap<ServerKind, readonly Figures[]>;

/** All servers in turn, so that what else happens on the machine meets them alike. */
async function runRow(row: Row, servers: readonly ServerKind[], runs: number): Promise<Played> {
  const figures = new Map<ServerKind, Figures[]>(servers.map((kind) => [kind, []]));
  for (let run = 0; run < runs; run++) {
    for (const kind of servers) {
      try {
        figures.get(kind)?.push(await runOnce(row, kind));
      } catch (error) {
        // One that does not get through is a result, too; the others go on.
        console.log(`${row.name} on ${kind} failed: ${error instanceof Error ? error.message : error}`);
      }
    }
  }
  return figures;
}

async function runOnce({ name, seconds, slowDiskMs }: Row, kind: ServerKind): Promise<Figures> {
  const server = await RunningServer.start({ kind, slowDiskMs: slowDiskMs ?? 0 });
  try {
    return await playScene(server, { scene: name, server: kind, address: server.address, seconds });
  } finally {
    await server.stop();
  }
}

function playScene(server: RunningServer, task: Task): Promise<Figures> {
  const clients = fork(join(root, "scripts/load/clients.mjs"), {
    cwd: root,
    execArgv: ["--max-old-space-size=3000"],
  });
  const tell = (message: ToClients): void => void clients.send(message);
  return new Promise((resolveFigures, reject) => {
    clients.on("message", (message: FromClients) => {
      if (message.type === "ready") tell({ type: "task", task });
      else if (message.type === "done") resolveFigures(message.figures);
      else server.figures(message.when).then((figures) => tell({ type: "serverFigures", figures }), reject);
    });
    clients.once("exit", (code) => reject(new Error(`the clients of ${task.scene} ended with ${code}`)));
  });
}

/** What the runs of each server come to, figure by figure. */
function byServer<Sum>(
  played: Played,
  sum: (values: readonly number[]) => Sum,
): Readonly<Partial<Record<ServerKind, Readonly<Record<string, Sum>>>>> {
  return Object.fromEntries(
    [...played].map(([kind, list]) => [
      kind,
      Object.fromEntries(
        Object.keys(list[0] ?? {}).map((name) => [name, sum(list.map((figures) => figures[name] ?? 0))]),
      ),
    ]),
  );
}

function range(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

function settingsWords(): string {
  return Object.entries(raisedSettings)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");
}

function write(results: LoadResults, folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "load.json"), `${JSON.stringify(results, null, 1)}\n`);
  const report = loadReport(results);
  writeFileSync(join(folder, "LOAD.md"), report);
  if (folder === join(root, "bench")) refreshReport(folder);
  console.log(`\n${report}\n${join(folder, "LOAD.md")}`);
}
