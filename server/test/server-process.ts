/** The built server as a process of its own, to be killed at any instant. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { builtFile } from "./built.ts";

/** How a process ended and what it said. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A server process. `socket` and `http` are there once it listens. */
export class ServerProcess {
  readonly ended: Promise<Ended>;
  readonly http: string;
  readonly socket: string;
  private readonly child: ChildProcess;

  private constructor(child: ChildProcess, ended: Promise<Ended>, port: string) {
    this.child = child;
    this.ended = ended;
    this.http = `http://127.0.0.1:${port}`;
    this.socket = `ws://127.0.0.1:${port}/sync`;
  }

  /** Starts a server on a data folder; rejects with what it said if it ends before it listens. */
  static async start(folder: string, environment: Record<string, string> = {}): Promise<ServerProcess> {
    const { child, ended, said } = launch({ WEFT_DATA: folder, PORT: "0", ...environment });
    const line = await Promise.race([said, ended.then(({ stderr }) => Promise.reject(new Error(stderr)))]);
    const [, port] = /^Weft is at http:\/\/localhost:(\d+)\n$/.exec(line) ?? [];
    if (port === undefined) throw new Error(`the server said: ${line}`);
    return new ServerProcess(child, ended, port);
  }

  /** Runs the program until it ends by itself. */
  static run(environment: Record<string, string>, words: readonly string[] = []): Promise<Ended> {
    return launch(environment, words).ended;
  }

  /** Ends it as a power cut would. */
  async kill(): Promise<void> {
    this.child.kill("SIGKILL");
    await this.ended;
  }

  /** Asks it to end in good order. */
  async terminate(): Promise<Ended> {
    this.child.kill("SIGTERM");
    return this.ended;
  }
}

function launch(environment: Record<string, string>, words: readonly string[] = []) {
  const { PATH = "" } = process.env;
  const child = spawn(process.execPath, [fileURLToPath(builtFile("main.js")), ...words], {
    env: { PATH, WEFT_LOG: "warn", ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  const said = new Promise<string>((resolve) => {
    child.stdout.on("data", (data: Buffer) => {
      stdout += data.toString();
      if (stdout.includes("\n")) resolve(stdout);
    });
  });
  child.stderr.on("data", (data: Buffer) => {
    stderr += data.toString();
  });
  const ended = once(child, "close").then(
    ([code]: (number | null)[]): Ended => ({ code: code ?? null, stdout, stderr }),
  );
  return { child, ended, said };
}
