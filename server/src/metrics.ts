/** The figures that `GET /metrics` shows, each counted where it happens. */

import type { FileRefusal, RefusalReason } from "@weft/protocol";
import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** Upper bounds in seconds of what is felt as a delay. */
const delayBuckets = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];

/** Why a socket was not taken. */
export type ConnectionRefusal = "unknown-path" | "no-room" | "too-many";

/** What the levels of the server count. */
export interface Metrics {
  readonly registry: Registry;
  connectionOpened(): void;
  connectionClosed(code: number): void;
  connectionRefused(reason: ConnectionRefusal): void;
  /** Bytes of messages that came over sockets, and that were handed to them. */
  received(bytes: number): void;
  sent(bytes: number): void;
  roomOpened(): void;
  roomClosed(): void;
  /** Seconds from a fixed instant on, to subtract from one another: finer than the clock, and never set back. */
  moment(): number;
  /** A group of entries is on the disk. */
  committed(entries: number, seconds: number): void;
  /** Batches that are neither settled nor dropped have become so many more, or fewer. */
  unsettled(change: number): void;
  /** From the receipt of a batch until it was handed to all others. */
  propagated(seconds: number): void;
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
  const { connections, rooms, unsettled } = gaugesIn(registry);
  const counters = countersIn(registry);
  // Looked up once: a message to each of a thousand readers counts a thousand times.
  const received = counters.bytes.labels({ direction: "in" });
  const sent = counters.bytes.labels({ direction: "out" });
  const { commitSeconds, groupEntries, propagationSeconds } = histogramsIn(registry);
  return {
    registry,
    connectionRefused: (reason) => counters.refusedConnections.inc({ reason }),
    received: (count) => received.inc(count),
    sent: (count) => sent.inc(count),
    moment: () => performance.now() / 1000,
    unsettled: (change) => unsettled.inc(change),
    propagated: (seconds) => propagationSeconds.observe(seconds),
    connectionOpened: () => connections.inc(),
    connectionClosed(code) {
      connections.dec();
      counters.closes.inc({ code: String(code) });
    },
    roomOpened: () => rooms.inc(),
    roomClosed: () => rooms.dec(),
    committed(count, seconds) {
      counters.entries.inc(count);
      groupEntries.observe(count);
      commitSeconds.observe(seconds);
    },
    refused: (reason) => counters.refusals.inc({ reason }),
    fileTaken: (kind) => counters.files.inc({ kind }),
    fileRefused: (reason) => counters.refusedFiles.inc({ reason }),
    readerFellBehind: () => counters.slowReaders.inc(),
    inspectorRestarted: () => counters.restarts.inc(),
  };
}

function gaugesIn(registry: Registry) {
  const registers = [registry];
  return {
    connections: new Gauge({ name: "weft_connections", help: "Open sockets.", registers }),
    rooms: new Gauge({ name: "weft_rooms", help: "Documents that are open.", registers }),
    unsettled: new Gauge({
      name: "weft_unsettled_batches",
      help: "Batches that were received and are neither on the disk nor refused: how far the watermarks lag.",
      registers,
    }),
  };
}

function countersIn(registry: Registry) {
  const registers = [registry];
  return {
    closes: new Counter({
      name: "weft_closed_connections_total",
      help: "Closed sockets by close code.",
      labelNames: ["code"],
      registers,
    }),
    refusedConnections: new Counter({
      name: "weft_refused_connections_total",
      help: "Sockets that were not taken, by reason.",
      labelNames: ["reason"],
      registers,
    }),
    bytes: new Counter({
      name: "weft_socket_bytes_total",
      help: "Bytes of messages over sockets, by direction.",
      labelNames: ["direction"],
      registers,
    }),
    entries: new Counter({
      name: "weft_entries_committed_total",
      help: "Batches committed to disk.",
      registers,
    }),
    refusals: new Counter({
      name: "weft_refused_batches_total",
      help: "Refused batches by reason.",
      labelNames: ["reason"],
      registers,
    }),
    slowReaders: new Counter({
      name: "weft_slow_readers_total",
      help: "Sessions that were told to join again because they fell behind.",
      registers,
    }),
    restarts: new Counter({
      name: "weft_inspector_restarts_total",
      help: "Times that the inspecting thread was ended and started again.",
      registers,
    }),
    files: new Counter({
      name: "weft_files_total",
      help: "Files that came in whole, by whether the document had them before.",
      labelNames: ["kind"],
      registers,
    }),
    refusedFiles: new Counter({
      name: "weft_refused_files_total",
      help: "Refused files by reason.",
      labelNames: ["reason"],
      registers,
    }),
  };
}

function histogramsIn(registry: Registry) {
  const registers = [registry];
  return {
    commitSeconds: new Histogram({
      name: "weft_commit_seconds",
      help: "Time from handing a group to storage until it is on the disk.",
      buckets: delayBuckets,
      registers,
    }),
    groupEntries: new Histogram({
      name: "weft_commit_group_entries",
      help: "Batches that were committed together.",
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
      registers,
    }),
    propagationSeconds: new Histogram({
      name: "weft_propagation_seconds",
      help: "Time from the receipt of a batch until it was handed to the sockets of all others.",
      buckets: delayBuckets,
      registers,
    }),
  };
}
