/** The figures that `GET /metrics` shows, each counted where it happens. */

import type { FileRefusal, RefusalReason } from "@weft/protocol";
import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** What the levels of the server count. */
export interface Metrics {
  readonly registry: Registry;
  connectionOpened(): void;
  connectionClosed(code: number): void;
  roomOpened(): void;
  roomClosed(): void;
  /** A group of entries is on the disk. */
  committed(entries: number, seconds: number): void;
  refused(reason: RefusalReason): void;
  /** A file came in whole. `known`: the document had it. */
  fileTaken(kind: "stored" | "known"): void;
  fileRefused(reason: FileRefusal): void;
  /** Sessions were told to join again because they did not take what was sent. */
  readerFellBehind(): void;
  /** The inspecting thread had to be ended and started again. */
  inspectorRestarted(): void;
}

/** Fresh figures, all zero. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const connections = new Gauge({ name: "weft_connections", help: "Open sockets.", registers });
  const closes = new Counter({
    name: "weft_closed_connections_total",
    help: "Closed sockets by close code.",
    labelNames: ["code"],
    registers,
  });
  const rooms = new Gauge({ name: "weft_rooms", help: "Documents that are open.", registers });
  const entries = new Counter({
    name: "weft_entries_committed_total",
    help: "Batches committed to disk.",
    registers,
  });
  const commitSeconds = new Histogram({
    name: "weft_commit_seconds",
    help: "Time from handing a group to storage until it is on the disk.",
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
    registers,
  });
  const refusals = new Counter({
    name: "weft_refused_batches_total",
    help: "Refused batches by reason.",
    labelNames: ["reason"],
    registers,
  });
  const slowReaders = new Counter({
    name: "weft_slow_readers_total",
    help: "Sessions that were told to join again because they fell behind.",
    registers,
  });
  const restarts = new Counter({
    name: "weft_inspector_restarts_total",
    help: "Times that the inspecting thread was ended and started again.",
    registers,
  });
  const files = new Counter({
    name: "weft_files_total",
    help: "Files that came in whole, by whether the document had them before.",
    labelNames: ["kind"],
    registers,
  });
  const refusedFiles = new Counter({
    name: "weft_refused_files_total",
    help: "Refused files by reason.",
    labelNames: ["reason"],
    registers,
  });
  return {
    registry,
    connectionOpened: () => connections.inc(),
    connectionClosed(code) {
      connections.dec();
      closes.inc({ code: String(code) });
    },
    roomOpened: () => rooms.inc(),
    roomClosed: () => rooms.dec(),
    committed(count, seconds) {
      entries.inc(count);
      commitSeconds.observe(seconds);
    },
    refused: (reason) => refusals.inc({ reason }),
    fileTaken: (kind) => files.inc({ kind }),
    fileRefused: (reason) => refusedFiles.inc({ reason }),
    readerFellBehind: () => slowReaders.inc(),
    inspectorRestarted: () => restarts.inc(),
  };
}
