/** A server in a process of its own, with an empty data folder and the settings of the load. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../../workspace.mjs";
import type { ServerKind } from "../messages.ts";
import type { FiguresWhen, ServerFigures } from "../scenes/scene.ts";

/** What is raised for ours, because all clients come from one address. */
export const raisedSettings: Readonly<Record<string, string>> = {
  WEFT_CONNECTIONS: "20000",
  WEFT_CONNECTIONS_PER_MINUTE: "1000000",
  WEFT_DOCUMENTS_PER_MINUTE: "1000000",
};

const figures = pathToFileURL(join(root, "scripts/load/servers/figures.mjs")).href;

/** How a server is started. */
export interface Start {
  readonly kind: ServerKind;
  /** How much longer each fsync takes; 0 for the disk as it is. */
  readonly slowDiskMs: number;
}

/** A server that listens. */
export class RunningServer {
  readonly address: string;
  private readonly child: ChildProcess;
  private readonly dataFolder: string;

  private constructor(child: ChildProcess, address: string, dataFolder: string) {
    this.child = child;
    this.address = address;
    this.dataFolder = dataFolder;
  }

  /** Starts one; rejects if it ends before it listens. */
  static async start(start: Start): Promise<RunningServer> {
    const dataFolder = mkdtempSync(join(tmpdir(), "weft-load-"));
    const child = spawn(process.execPath, ["--expose-gc", ...programOf(start)], {
      cwd: root,
      env: {
        ...process.env,
        ...raisedSettings,
        PORT: "0",
        WEFT_DATA: dataFolder,
        WEFT_LOG: "warn",
        // Not among the arguments: the server's threads are to load it, too.
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --import=${figures}`,
      },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    });
    const address = await new Promise<string>((resolve, reject) => {
      let said = "";
      child.stdout?.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        const [, found] = /\bat (http:\/\/\S+)\n/.exec(said) ?? [];
        if (found !== undefined) resolve(found.replace("localhost", "127.0.0.1"));
      });
      child.once("exit", (code) => reject(new Error(`${start.kind} ended with ${code} before it listened.`)));
    });
    return new RunningServer(child, address, dataFolder);
  }

  /** What it says of itself. */
  async figures(when: FiguresWhen): Promise<ServerFigures> {
    const answer = once(this.child, "message");
    this.child.send(when);
    const [figures]: ServerFigures[] = await answer;
    if (figures === undefined) throw new Error("a server's process tells its figures");
    return figures;
  }

  /** Ends it and removes its data. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = once(this.child, "exit");
      this.child.kill("SIGKILL");
      await gone;
    }
    rmSync(this.dataFolder, { recursive: true, force: true });
  }
}

function programOf({ kind, slowDiskMs }: Start): readonly string[] {
  if (kind !== "weft" && kind !== "weft-yjs") return [join(root, "bench/servers", `${kind}.mjs`)];
  return slowDiskMs === 0
    ? [join(root, "server/dist/main.js")]
    : [join(root, "scripts/load/servers/slow-disk.mjs"), `${slowDiskMs}`];
}
