/** The server as a program: settings from the environment, one line on stdout, signals, and exit codes. */
import { systemClock, systemRandom } from "@weft/base";
import { destination, type Logger, pino } from "pino";
import { parseBackupCommand, runBackupCommand } from "./backup-command.ts";
import { type Config, readConfig, usage } from "./config.ts";
import type { FileStore } from "./files/file-store.ts";
import { openFolderFiles } from "./files/folder-files.ts";
import { type HostTokens, openHostTokens } from "./identity/host-tokens.ts";
import { drainMsMax, fileReserveBytes } from "./limits.ts";
import { type Relay, startRelay } from "./relay.ts";
import { openSqliteStorage } from "./storage/sqlite/sqlite-storage.ts";
import { StorageError } from "./storage/storage-error.ts";

const stderr = 2;

/** What fails when an address cannot be had: the call itself, or the look for the host's name before it. */
const listenCalls: ReadonlySet<unknown> = new Set(["listen", "getaddrinfo"]);

/** A setting that only shows to be wrong when it is used. The message is a sentence. */
class SettingError extends Error {
  override readonly name = "SettingError";
}

await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<void> {
  const told = whenTold();
  if (words.includes("--help")) {
    process.stdout.write(usage);
    return;
  }
  const config = readConfig();
  if (!config.ok) return stop(config.error);
  const command = parseBackupCommand(words, process.cwd());
  if (!command.ok) return stop(command.error);
  try {
    if (command.value === null) return await run(config.value, told);
    const { dataFolder } = config.value;
    const { sentences, isSound } = await runBackupCommand(command.value, {
      dataFolder,
      random: systemRandom,
    });
    process.stdout.write(`${sentences.join("\n")}\n`);
    if (!isSound) process.exitCode = 1;
  } catch (error) {
    if (error instanceof SettingError) return stop(error.message);
    if (error instanceof StorageError || isListenError(error)) return stop(explain(error, config.value));
    throw error;
  }
}

async function run(config: Config, told: Promise<void>): Promise<void> {
  const hostTokens = await readHostTokens(config);
  const logger = pino({ level: config.logLevel }, destination(stderr));
  const storage = await openSqliteStorage({
    folder: config.dataFolder,
    threadFile: new URL("./storage/sqlite/sqlite-thread.js", import.meta.url),
  });
  // After storage, which holds the folder's lock.
  const files = await openFiles(config).catch(async (error: unknown) => {
    await storage.close();
    throw error;
  });
  const relay = await startRelay({
    ...config,
    hostTokens,
    storage,
    files,
    clock: systemClock,
    random: systemRandom,
    logger,
    inspectionThread: new URL("./admission/inspection-thread.js", import.meta.url),
    decodingThread: new URL("./yjs/decoding/decoding-thread.js", import.meta.url),
  });
  process.stdout.write(`Weft is at http://${displayHost(config.host)}:${relay.port}\n`);
  relay.failed.then(() => {
    // What is on the disk is not known any more: nothing may be promised, not even a farewell.
    logger.fatal("storage failed; the server stops");
    process.exit(1);
  });
  void told.then(() => leave(relay, logger));
}

/** Rejects with a `SettingError` if a key cannot be read. */
async function readHostTokens({ hostTokens }: Config): Promise<HostTokens | null> {
  try {
    return await openHostTokens(hostTokens, systemClock);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingError(`WEFT_JWT_PUBLIC_KEY or WEFT_JWT_JWKS cannot be read (${reason}).`, {
      cause: error,
    });
  }
}

function openFiles({ dataFolder }: Config): Promise<FileStore> {
  return openFolderFiles({ folder: dataFolder, random: systemRandom, reserveBytes: fileReserveBytes });
}

/** Resolves when the process is told to stop. Listens from the beginning, so that no moment is too early to say so. */
function whenTold(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, () => resolve());
  });
}

/** Ends the process in good order, or at the latest some seconds after it was told to. */
async function leave(relay: Relay, logger: Logger): Promise<void> {
  systemClock.after(drainMsMax, () => process.exit(1));
  try {
    await relay.close();
  } catch (error) {
    logger.fatal({ err: error }, "the server could not end in good order");
    process.exit(1);
  }
  process.exit(0);
}

function stop(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
  process.exitCode = 1;
}

interface ListenError extends Error {
  readonly code: string;
}

function isListenError(error: unknown): error is ListenError {
  return error instanceof Error && "syscall" in error && "code" in error && listenCalls.has(error.syscall);
}

function explain(error: StorageError | ListenError, { host, port }: Config): string {
  if (error instanceof StorageError) return error.message;
  return error.code === "EADDRINUSE"
    ? `Port ${port} on ${host} is taken: set PORT to another one.`
    : `The server cannot listen on ${host}, port ${port}: ${error.message}.`;
}

function displayHost(host: string): string {
  if (["127.0.0.1", "0.0.0.0", "::", "::1"].includes(host)) return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
