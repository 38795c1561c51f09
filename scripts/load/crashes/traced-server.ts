/** The real server under strace, which lets system calls of its disk fail or wait. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../workspace.mjs";
import { pause } from "../samples.ts";

/** What fails, and at the how-manieth call of the storage thread. */
export interface Fault {
  readonly kind: "EIO" | "ENOSPC";
  readonly place: number;
}

/** What strace is told. */
const injections: Readonly<Record<Fault["kind"], string>> = {
  EIO: "fsync,fdatasync:error=EIO",
  ENOSPC: "pwrite64:error=ENOSPC",
};

/** Each write waits so many microseconds before it happens: time to kill the server between two of them. */
const slowWrites = "pwrite64:delay_enter=200000";

/** Whether strace is installed. */
export function hasStrace(): boolean {
  return spawnSync("strace", ["-V"]).status === 0;
}

/** A server that listens, or has ended without. */
export class TracedServer {
  /** Resolves when it has ended. */
  readonly gone: Promise<unknown>;
  private readonly strace: ChildProcess;
  private foundAddress: string | null = null;

  private constructor(strace: ChildProcess) {
    this.strace = strace;
    this.gone = once(strace, "exit");
  }

  /** Null if it ended before it listened. */
  get address(): string | null {
    return this.foundAddress;
  }

  /** `calls` is a file that gets a line for each fsync and each write. */
  static start(dataFolder: string, fault: Fault | null, calls = "/dev/null"): Promise<TracedServer> {
    const injection = fault === null ? null : `${injections[fault.kind]}:when=${fault.place}`;
    return TracedServer.launch(dataFolder, injection, calls).listening();
  }

  /** Starts a server and kills it after so many writes; false if it listened before. */
  static async killWhileStarting(dataFolder: string, writes: number, calls: string): Promise<boolean> {
    rmSync(calls, { force: true });
    const server = TracedServer.launch(dataFolder, slowWrites, calls);
    let isUp = false;
    void server.listening().then(({ address }) => {
      isUp = address !== null;
    });
    while (!isUp && !server.isGone && linesOf(calls, /pwrite64\(/) < writes) await pause(10);
    await server.kill9();
    return !isUp;
  }

  private static launch(dataFolder: string, injection: string | null, calls: string): TracedServer {
    const traced = ["-f", "--seccomp-bpf", "-qq", "-o", calls, "-e", "trace=fsync,fdatasync,pwrite64"];
    const main = [process.execPath, join(root, "server/dist/main.js")];
    const strace = spawn(
      "strace",
      [...traced, ...(injection === null ? [] : ["-e", `inject=${injection}`]), ...main],
      {
        env: { ...process.env, WEFT_DATA: dataFolder, PORT: "0", WEFT_LOG: "silent" },
        stdio: ["ignore", "pipe", "ignore"],
        // A group of their own: strace and the server end together.
        detached: true,
      },
    );
    return new TracedServer(strace);
  }

  /** Resolves when it listens or has ended. */
  private async listening(): Promise<this> {
    const address = new Promise<string>((resolve) => {
      let said = "";
      this.strace.stdout?.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        const [, found] = /\bat (http:\/\/\S+)/.exec(said) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    this.foundAddress = await Promise.race([address, this.gone.then(() => null)]);
    return this;
  }

  get isGone(): boolean {
    return this.strace.exitCode !== null || this.strace.signalCode !== null;
  }

  /** Ends both at once. */
  async kill9(): Promise<void> {
    if (!this.isGone && this.strace.pid !== undefined) process.kill(-this.strace.pid, "SIGKILL");
    await this.gone;
  }
}

/** How many lines of a file match; none if it is not there yet. */
export function linesOf(file: string, pattern: RegExp): number {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => pattern.test(line)).length;
  } catch {
    // strace has not made it yet.
    return 0;
  }
}
