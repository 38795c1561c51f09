/**
 * The documents that this browser opened, in IndexedDB. A browser that keeps nothing (private mode) has a shelf
 * all the same, until the page goes: `keeps` says so. Tabs tell each other of changes over a channel.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { ShelfEntry } from "./shelf-entry.ts";

interface ShelfSchema extends DBSchema {
  readonly entries: { readonly key: string; readonly value: ShelfEntry };
}

/** Recent documents by id. */
export interface Shelf {
  /** False if the browser keeps nothing beyond this page. */
  readonly keeps: boolean;
  /** All entries, the one opened last first. */
  list(): Promise<readonly ShelfEntry[]>;
  get(documentId: string): Promise<ShelfEntry | null>;
  put(entry: ShelfEntry): Promise<void>;
  /** Changes some fields of an entry that exists; one that does not is left alone. */
  change(documentId: string, change: Partial<ShelfEntry>): Promise<void>;
  remove(documentId: string): Promise<void>;
  /** Calls `listener` after each change, those of other tabs included. */
  onChange(listener: () => void): () => void;
}

let opened: Promise<Shelf> | null = null;

/** The shelf of this browser, opened once a page. */
export function openShelf(): Promise<Shelf> {
  opened ??= openDatabase().then((database) => (database ? keptShelf(database) : passingShelf()));
  return opened;
}

async function openDatabase(): Promise<IDBPDatabase<ShelfSchema> | null> {
  if (typeof indexedDB === "undefined") return null;
  try {
    return await openDB<ShelfSchema>("weft-shelf", 1, {
      upgrade: (database) => {
        database.createObjectStore("entries", { keyPath: "documentId" });
      },
    });
  } catch {
    // Private windows of some browsers have the interface and refuse to open anything.
    return null;
  }
}

function keptShelf(database: IDBPDatabase<ShelfSchema>): Shelf {
  const bell = createBell();
  return {
    keeps: true,
    list: async () => sortByOpening(await database.getAll("entries")),
    get: async (documentId) => (await database.get("entries", documentId)) ?? null,
    async put(entry) {
      await database.put("entries", entry);
      bell.ring();
    },
    async change(documentId, change) {
      const transaction = database.transaction("entries", "readwrite");
      const entry = await transaction.store.get(documentId);
      if (entry) await transaction.store.put({ ...entry, ...change });
      await transaction.done;
      bell.ring();
    },
    async remove(documentId) {
      await database.delete("entries", documentId);
      bell.ring();
    },
    onChange: bell.listen,
  };
}

function passingShelf(): Shelf {
  const entriesById = new Map<string, ShelfEntry>();
  const bell = createBell();
  return {
    keeps: false,
    list: async () => sortByOpening([...entriesById.values()]),
    get: async (documentId) => entriesById.get(documentId) ?? null,
    async put(entry) {
      entriesById.set(entry.documentId, entry);
      bell.ring();
    },
    async change(documentId, change) {
      const entry = entriesById.get(documentId);
      if (entry) entriesById.set(documentId, { ...entry, ...change });
      bell.ring();
    },
    async remove(documentId) {
      entriesById.delete(documentId);
      bell.ring();
    },
    onChange: bell.listen,
  };
}

function sortByOpening(entries: readonly ShelfEntry[]): readonly ShelfEntry[] {
  return [...entries].sort((a, b) => b.openedAt - a.openedAt);
}

/** Rings for listeners in this page and, where the browser has channels, in other tabs. */
function createBell(): { ring(): void; listen(listener: () => void): () => void } {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("weft-shelf");
  channel?.addEventListener("message", tell);
  return {
    ring() {
      channel?.postMessage("changed");
      tell();
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
