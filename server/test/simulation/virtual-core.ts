/** The server's own sessions, rooms, logs and commit queue in virtual time, with nothing real around them. */
import type { Clock, Random, VirtualClock } from "@weft/base";
import { pino } from "pino";
import type { LogInspector } from "../../src/admission/inspector.ts";
import { DocumentRegistry } from "../../src/documents/document-registry.ts";
import { createMemoryFiles } from "../../src/files/memory-files.ts";
import { AddressLimits } from "../../src/identity/address-limits.ts";
import type { Browser, BrowserPasses } from "../../src/identity/browser-passes.ts";
import { Gatekeeper } from "../../src/identity/gatekeeper.ts";
import type { HostTokens } from "../../src/identity/host-tokens.ts";
import { CommitQueue } from "../../src/log/commit-queue.ts";
import { createMetrics } from "../../src/metrics.ts";
import { Rooms } from "../../src/room/rooms.ts";
import { Session } from "../../src/session/session.ts";
import type { Wire } from "../../src/session/wire.ts";
import type { Storage } from "../../src/storage/storage.ts";
import { Decoder } from "../../src/yjs/decoding/decoder.ts";
import { YjsRooms } from "../../src/yjs/yjs-rooms.ts";
import { builtFile } from "../built.ts";
import { DirectInspector } from "./direct-inspector.ts";

/** What a core runs on. */
export interface CoreOptions {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  /** Left out: a direct one. */
  readonly inspector?: LogInspector;
  readonly hostTokens?: HostTokens | null;
  /** Left out: browsers have none. */
  readonly passes?: BrowserPasses | null;
}

/** One life of a server. */
export class VirtualCore {
  readonly rooms: Rooms;
  readonly commits: CommitQueue;
  readonly registry: DocumentRegistry;
  private readonly open: (wire: Wire, browser: Browser | null) => Session;

  constructor(options: CoreOptions) {
    const { storage, clock, random, hostTokens = null, passes = null } = options;
    const { inspector = new DirectInspector() } = options;
    const metrics = createMetrics();
    const logger = pino({ level: "silent" });
    this.commits = new CommitQueue(storage, clock, metrics);
    this.rooms = new Rooms({ storage, commits: this.commits, inspector, clock, metrics, logger });
    const all = 1e9;
    const perAddress = { documentsPerMinute: all, connections: all, connectionsPerMinute: all };
    const addresses = new AddressLimits(clock, perAddress);
    const gatekeeper = new Gatekeeper(storage, { hostTokens, passes });
    const files = createMemoryFiles();
    const { rooms, commits } = this;
    // Its thread starts with the first Yjs document, of which there is none here.
    const decoder = new Decoder({ threadFile: builtFile("yjs/decoding/decoding-thread.js"), clock, metrics });
    const yjsRooms = new YjsRooms({ storage, commits, decoder, clock, metrics, logger });
    this.registry = new DocumentRegistry({ storage, files, rooms, yjsRooms, gatekeeper, clock, random });
    const services = {
      gatekeeper,
      ...{ storage, rooms, commits, addresses, clock, random, metrics, logger },
    };
    const address = "127.0.0.1";
    this.open = (wire, browser) => new Session(services, wire, { token: "", address, browser });
  }

  /** A socket has connected. */
  accept(wire: Wire, browser: Browser | null = null): Session {
    return this.open(wire, browser);
  }
}

/** Lets virtual time pass in small steps, and everything that waits only for the processor happen. */
export async function pass(clock: VirtualClock, ms: number, stepMs = 10): Promise<void> {
  for (let left = ms; left > 0; left -= stepMs) {
    clock.advance(Math.min(stepMs, left));
    await new Promise((resolve) => setImmediate(resolve));
  }
}
