/**
 * The relay as a whole: builds each level on the one below it, listens, and takes everything down again in order.
 * `socket → session → room → log`; storage and the inspecting thread below, HTTP beside.
 */
import { once } from "node:events";
import { Server } from "node:http";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { assert, type Clock, type Random } from "@weft/base";
import type { Context } from "hono";
import type { Logger } from "pino";
import { Inspector } from "./admission/inspector.ts";
import { DocumentRegistry } from "./documents/document-registry.ts";
import type { FileLimits } from "./files/file-allowance.ts";
import { FileIntake } from "./files/file-intake.ts";
import type { FileStore } from "./files/file-store.ts";
import { createHttpApp } from "./http/http-app.ts";
import { type AddressAllowance, AddressLimits } from "./identity/address-limits.ts";
import { type Arrival, type ArrivingRequest, arrivalOf } from "./identity/arrival.ts";
import { BrowserPasses } from "./identity/browser-passes.ts";
import { Gatekeeper } from "./identity/gatekeeper.ts";
import type { HostTokens } from "./identity/host-tokens.ts";
import { closingMsMax, commitDrainMsMax, requestMsMax } from "./limits.ts";
import { CommitQueue } from "./log/commit-queue.ts";
import { createMetrics } from "./metrics.ts";
import { watchProcess } from "./process-figures.ts";
import { Rooms } from "./room/rooms.ts";
import { SocketServer } from "./socket/socket-server.ts";
import type { Storage } from "./storage/storage.ts";
import { Decoder } from "./yjs/decoding/decoder.ts";
import { YjsRooms } from "./yjs/yjs-rooms.ts";

/** What a relay is made of and where it listens. */
export interface RelayOptions {
  readonly storage: Storage;
  readonly files: FileStore;
  readonly fileLimits: FileLimits;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly appFolder: string;
  readonly origins: readonly string[];
  readonly perAddress: AddressAllowance;
  /** Proxies of the operator in front, whose forwarding headers are believed. */
  readonly proxies: number;
  /** Who may sign tokens besides this server's links; left out: nobody. */
  readonly hostTokens?: HostTokens | null;
  /** The built file of the inspecting thread. */
  readonly inspectionThread: URL;
  /** The built file of the thread that decodes Yjs updates. */
  readonly decodingThread: URL;
  /** How long one inspection may take; left out: the server's limit. */
  readonly inspectionMs?: number;
  /** How large a Yjs document may be; left out: `yjsDocumentBytesMax`. */
  readonly yjsDocumentBytes?: number;
}

/** A relay that runs. */
export interface Relay {
  readonly port: number;
  /** Resolves if storage fails for good. The process has to stop then: what is on the disk is not known. */
  readonly failed: Promise<void>;
  /** Finishes what runs, tells everybody that it will be back, and lets go of everything. */
  close(): Promise<void>;
}

/** Starts a relay. Rejects if it cannot listen. Storage and files are the relay's from now on. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { storage, files, fileLimits, clock, random, logger, origins, proxies } = options;
  const metrics = createMetrics();
  const commits = new CommitQueue(storage, clock, metrics);
  const { inspectionMs } = options;
  const inspector = new Inspector({
    threadFile: options.inspectionThread,
    clock,
    metrics,
    ...(inspectionMs === undefined ? {} : { inspectionMs }),
  });
  const rooms = new Rooms({ storage, commits, inspector, clock, metrics, logger });
  const decoder = new Decoder({
    threadFile: options.decodingThread,
    clock,
    metrics,
    ...(inspectionMs === undefined ? {} : { decodingMs: inspectionMs }),
  });
  const yjsRooms = new YjsRooms({
    ...{ storage, commits, decoder, clock, metrics, logger },
    ...(options.yjsDocumentBytes !== undefined && { documentBytesMax: options.yjsDocumentBytes }),
  });
  const addresses = new AddressLimits(clock, options.perAddress);
  const passes = await BrowserPasses.open(storage, { clock, random });
  const gatekeeper = new Gatekeeper(storage, { hostTokens: options.hostTokens ?? null, passes });
  const arrival = (request: ArrivingRequest): Arrival => arrivalOf(request, proxies);
  const sockets = new SocketServer(
    { storage, gatekeeper, passes, rooms, yjsRooms, commits, addresses, clock, random, metrics, logger },
    { origins, arrival },
  );
  const app = createHttpApp({
    registry: new DocumentRegistry({ storage, files, rooms, yjsRooms, gatekeeper, clock, random }),
    passes,
    addresses,
    arrival: (context: Context<{ Bindings: HttpBindings }>) => arrival(context.env.incoming),
    commits,
    files,
    intake: new FileIntake({ files, limits: fileLimits, clock, metrics }),
    metrics,
    logger,
    origins,
    appFolder: options.appFolder,
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  assert(server instanceof Server, "the adaptor makes a plain HTTP server");
  server.requestTimeout = requestMsMax;
  sockets.attach(server);
  const unwatch = watchProcess(metrics.registry);
  const closeAll = async (): Promise<void> => {
    unwatch();
    commits.close();
    await inspector.close();
    await decoder.close();
    await files.close();
    await storage.close();
  };
  try {
    await listen(server, options);
  } catch (error) {
    await closeAll();
    throw error;
  }
  return {
    port: portOf(server),
    failed: whenFailed(commits),
    async close() {
      server.close();
      server.closeIdleConnections();
      await drain([rooms, yjsRooms], sockets, clock);
      server.closeAllConnections();
      await closeAll();
    },
  };
}

async function listen(server: Server, { host, port }: RelayOptions): Promise<void> {
  server.listen({ host, port });
  await once(server, "listening");
}

function portOf(server: Server): number {
  const address = server.address();
  assert(typeof address === "object" && address !== null, "a listening server has an address");
  return address.port;
}

/** Running commits end and are acknowledged; then everybody is sent away, and cut off if they do not go. */
async function drain(
  engines: readonly Pick<Rooms, "drain" | "close">[],
  sockets: SocketServer,
  clock: Clock,
): Promise<void> {
  const drained = sockets.drained();
  await within(clock, commitDrainMsMax, Promise.all(engines.map((rooms) => rooms.drain())));
  for (const rooms of engines) rooms.close();
  sockets.closeAll();
  await within(clock, closingMsMax, drained);
  sockets.terminateAll();
  await drained;
}

/** Resolves when `work` is done, or after `ms` if it is not. */
async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const timer = clock.after(ms, resolve);
    work.finally(() => timer.cancel()).then(() => resolve(), reject);
  });
}

function whenFailed(commits: CommitQueue): Promise<void> {
  return new Promise((resolve) => {
    commits.onDiskState((state) => {
      if (state === "failed") resolve();
    });
  });
}
