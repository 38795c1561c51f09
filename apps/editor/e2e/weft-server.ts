/**
 * The real server, built, in a process and a data folder of its own. It can be killed as a power cut would kill
 * it, and started again on the same port and data. Plain Node: the browser stories and the replay both use it.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");

/** Where to start a server; left out: an empty temporary folder, a free port. */
export interface ServerPlace {
  readonly dataFolder?: string;
  readonly port?: number;
}

/** Starts a server; resolves when it listens. */
export async function startServer(place: ServerPlace = {}): Promise<WeftServer> {
  const dataFolder = place.dataFolder ?? (await mkdtemp(join(tmpdir(), "weft-e2e-")));
  const { child, address } = await launch(dataFolder, place.port ?? 0);
  return new WeftServer(address, dataFolder, child);
}

/** A server process that can be ended in two ways and started again. */
export class WeftServer {
  /** Such as `http://localhost:41234`, without a slash at the end. */
  readonly address: string;
  readonly dataFolder: string;
  private child: ChildProcess;

  constructor(address: string, dataFolder: string, child: ChildProcess) {
    this.address = address;
    this.dataFolder = dataFolder;
    this.child = child;
  }

  get port(): number {
    return Number(new URL(this.address).port);
  }

  /** Ends the process at once, in the middle of whatever it does. */
  async kill9(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await gone;
  }

  /** Starts it again on the same port and data, after `kill9`. */
  async restart(): Promise<void> {
    const { child } = await launch(this.dataFolder, this.port);
    this.child = child;
  }

  /** Lets it finish, then removes its data. */
  async stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = once(this.child, "exit");
      this.child.kill("SIGTERM");
      await gone;
    }
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  /** Registers a document and answers its id and its owner's token. */
  async createDocument(title?: string): Promise<{ readonly documentId: string; readonly token: string }> {
    return this.post("/api/documents", title === undefined ? {} : { title });
  }

  /** A token of another role, made with the owner's. */
  async createToken(
    documentId: string,
    ownerToken: string,
    role: "editor" | "commenter" | "viewer",
  ): Promise<string> {
    const answer = await this.post<{ readonly token: string }>(
      `/api/documents/${documentId}/tokens`,
      { role },
      ownerToken,
    );
    return answer.token;
  }

  private async post<Answer>(path: string, body: object, token?: string): Promise<Answer> {
    const response = await fetch(`${this.address}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}

async function launch(dataFolder: string, port: number): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [join(root, "server/dist/main.js")], {
    cwd: root,
    env: { ...process.env, PORT: String(port), WEFT_DATA: dataFolder },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout! });
  const address = await new Promise<string>((resolveAddress, reject) => {
    lines.on("line", (line) => {
      const match = /\bat (http:\/\/\S+)/.exec(line);
      if (match) resolveAddress(match[1]!.replace(/\/$/, ""));
    });
    child.once("exit", (code) => reject(new Error(`The server ended with ${code} before it listened.`)));
  });
  return { child, address };
}
