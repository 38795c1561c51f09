/** The rows of the table: what is played on whom, how often, and what it has to come to. */
import type { ServerKind } from "./messages.ts";

/** Figures of one run, by name. */
export type Figures = Readonly<Record<string, number>>;

/** What every server came to: the median of its runs, figure by figure. */
export type FiguresByServer = Readonly<Partial<Record<ServerKind, Figures>>>;

/** Something that was asked, and whether it is reached. */
export interface Demand {
  readonly words: string;
  isReached(found: FiguresByServer): boolean;
}

/** A row of the table. */
export interface Row {
  readonly name: string;
  readonly title: string;
  readonly servers: readonly ServerKind[];
  /** How often, all servers in turn. */
  readonly runs: number;
  readonly seconds: number;
  readonly slowDiskMs?: number;
  /** Which figure comes first in the table. */
  readonly lead: string;
  readonly demands: readonly Demand[];
  /** Why somebody is not in it. */
  readonly without?: string;
}

const everybody: readonly ServerKind[] = ["weft", "y-websocket", "hocuspocus"];

/** How much a figure of ours is at most. */
function atMost(figure: string, max: number, unit: string): Demand {
  return {
    words: `${figure} ≤ ${max} ${unit}`,
    isReached: ({ weft }) => (weft?.[figure] ?? Infinity) <= max,
  };
}

/** All rows, in the order of the table. */
export const rows: readonly Row[] = [
  {
    name: "disk",
    title:
      "edit → durable acknowledgement, fsync 5 ms slower, 200 writers in 200 documents, as fast as they go",
    servers: ["weft"],
    runs: 3,
    seconds: 6,
    slowDiskMs: 5,
    lead: "p99",
    demands: [
      atMost("p99", 30, "ms"),
      { words: "≥ 10,000 edits/s", isReached: ({ weft }) => (weft?.perSecond ?? 0) >= 10_000 },
    ],
    without: "neither peer tells its clients when an edit is on the disk",
  },
  {
    name: "writers",
    title: "50 writers in one room, 5 edits/s each: edit → last other client",
    servers: [...everybody, "weft-yjs"],
    runs: 5,
    seconds: 6,
    lead: "p99",
    demands: [
      atMost("p99", 15, "ms"),
      atMost("missing", 0, "edits"),
      {
        words: "p99 ≤ 1.25 × y-websocket's",
        isReached: (found) => (found.weft?.p99 ?? Infinity) <= 1.25 * (found["y-websocket"]?.p99 ?? 0),
      },
    ],
  },
  {
    name: "presence",
    title: "500 clients in one room, 10 edits/s in all, presence at 1 Hz each: edit → last other client",
    servers: everybody,
    runs: 1,
    seconds: 10,
    lead: "p99",
    demands: [atMost("p99", 100, "ms"), atMost("missing", 0, "edits")],
  },
  {
    name: "observers",
    title: "1,000 observers, one writer at 5 edits/s: edit → last observer",
    servers: everybody,
    runs: 1,
    seconds: 20,
    lead: "p99",
    demands: [atMost("p99", 60, "ms"), atMost("missing", 0, "edits")],
  },
  {
    name: "readers",
    title: "50 of 500 readers stop reading; one writer, 5 edits/s of 48 kB",
    servers: everybody,
    runs: 1,
    seconds: 20,
    lead: "grown MB",
    demands: [
      atMost("grown MB", 50 * 8.4, "MB (50 × backlogBytesMax)"),
      atMost("missing", 0, "edits"),
      {
        words: "others' p99 within 1.5 × or 10 ms",
        isReached: ({ weft }) => {
          const before = weft?.["before p99"] ?? 0;
          return (weft?.["after p99"] ?? Infinity) <= Math.max(1.5 * before, before + 10);
        },
      },
    ],
  },
  {
    name: "idle",
    title: "5,000 idle sockets, joined",
    servers: everybody,
    runs: 1,
    seconds: 1,
    lead: "kB each",
    demands: [atMost("kB each", 12, "kB")],
  },
  {
    name: "joins",
    title: "150 joins at once of a document of 4 MB on the wire",
    servers: everybody,
    runs: 1,
    seconds: 1,
    lead: "p99",
    demands: [atMost("p99", 2000, "ms")],
  },
  {
    name: "hostile",
    title:
      "a writer of 50 edits/s and 10 readers, alone and beside 40 strangers who send broken frames: edit → last reader",
    servers: ["weft"],
    runs: 3,
    seconds: 6,
    lead: "beside p99",
    demands: [
      atMost("missing", 0, "edits"),
      atMost("grown %", 10, "%"),
      {
        words: "p99 within 1.5 × or 10 ms of that alone",
        isReached: ({ weft }) => {
          const alone = weft?.["alone p99"] ?? 0;
          return (weft?.["beside p99"] ?? Infinity) <= Math.max(1.5 * alone, alone + 10);
        },
      },
    ],
  },
  {
    name: "revocation",
    title: "a link of 50 writers at 10 edits/s each is taken back",
    servers: ["weft"],
    runs: 3,
    seconds: 2,
    lead: "out after ms",
    demands: [
      atMost("out after ms", 1000, "ms"),
      atMost("last edit after ms", 1000, "ms"),
      atMost("came in again", 0, ""),
    ],
    without: "neither peer has links that can be taken back",
  },
  {
    name: "documents",
    title: "10,000 documents opened, written in and closed",
    servers: everybody,
    runs: 1,
    seconds: 1,
    lead: "grown %",
    demands: [atMost("grown %", 10, "%")],
  },
];
