/** Browsers with tabs, a way to a model server, and everything that can go wrong, in virtual time from one seed. */
import { assert, type Random, seededRandom, VirtualClock } from "@weft/base";
import { decodeUp, parseDocumentId } from "@weft/protocol";
import {
  cancelKind,
  createText,
  decodeUpdate,
  deleteKind,
  insertKind,
  loadText,
  OpKinds,
  ReplicaTable,
  readBatchHeader,
  restoreKind,
  type TextOp,
} from "@weft/rga";
import { batchKey } from "../../src/machine/outbox-batch.ts";
import type { step } from "../../src/machine/step.ts";
import { SyncEngine } from "../../src/shell/engine.ts";
import { merge } from "../../src/shell/merge.ts";
import type { KeptPiece } from "../../src/store/kept-piece.ts";
import { statusOf } from "../../src/sync-status.ts";
import { FakeNetwork } from "./fake-network.ts";
import { FakeBrowser } from "./fake-tabs.ts";
import { ModelServer, type ServerBugs } from "./model-server.ts";
import { TextDocument, textDocument } from "./text-document.ts";
import { Disk, TornStore } from "./torn-store.ts";

const documentId = parseDocumentId("0123456789abcdef0123456789abcdef");

export interface WorldOptions {
  readonly seed: number;
  readonly browsers: number;
  /** Whether the tabs of a browser act as one client. */
  readonly sharedTabs: boolean;
  readonly serverBugs?: ServerBugs;
  /** A machine with a planted bug. */
  readonly machine?: typeof step;
}

interface Tab {
  readonly name: string;
  readonly store: TornStore;
  readonly engine: SyncEngine<TextDocument>;
  readonly token: string;
  /** What its person typed in it, by character. */
  readonly typed: Set<string>;
}

interface Browser {
  readonly disk: Disk;
  readonly locks: FakeBrowser;
  readonly network: FakeNetwork;
  readonly token: string;
  /** What was typed in any of its tabs. */
  readonly typed: Set<string>;
  tabs: (Tab | null)[];
}

/** A piece that was put aside stays until a person decides. */
function isAtRest(state: string): boolean {
  return state === "saved" || state === "refused";
}

export class World {
  readonly clock = new VirtualClock(1_000_000);
  readonly random: Random;
  readonly server: ModelServer;
  readonly browsers: Browser[];
  readonly deleted = new Set<string>();
  readonly mayBeLost = new Set<string>();
  readonly typed = new Set<string>();
  readonly happened = new Map<string, number>();
  /** What was wrong, in words. */
  readonly faults: string[] = [];
  private readonly options: WorldOptions;
  private characters = 0;
  private tabCount = 0;

  constructor(options: WorldOptions) {
    this.options = options;
    this.random = seededRandom(options.seed);
    const { clock, random } = this;
    this.server = new ModelServer({
      clock,
      random,
      factory: textDocument,
      ...(options.serverBugs ? { bugs: options.serverBugs } : {}),
    });
    this.browsers = Array.from({ length: options.browsers }, (_, index) => {
      const token = `token-${index}`;
      this.server.setRole(token, "editor");
      const network = new FakeNetwork({ clock, random, server: this.server, delayMsMax: 40 });
      const disk = new Disk();
      network.onSend = (bytes) => this.checkStoredFirst(bytes, disk);
      return {
        disk,
        locks: new FakeBrowser(clock, random),
        network,
        token,
        typed: new Set(),
        tabs: [null, null],
      };
    });
  }

  async openTab(browser: Browser, place: number): Promise<void> {
    assert(documentId !== null && browser.tabs[place] === null, "the place is free");
    const { clock, random } = this;
    const name = `tab-${this.tabCount++}`;
    const store = new TornStore({ disk: browser.disk, clock, random, delayMsMax: 8 });
    const opening = SyncEngine.open<TextDocument>({
      address: "ws://model/sync",
      documentId,
      token: () => browser.token,
      create: true,
      store,
      storeProblem: null,
      tabs: this.options.sharedTabs ? browser.locks.tab(store) : null,
      webSocket: browser.network.webSocket(),
      factory: textDocument,
      clock,
      random,
      ...(this.options.machine ? { machine: this.options.machine } : {}),
    });
    let engine: SyncEngine<TextDocument> | null = null;
    void opening.then((opened) => {
      engine = opened;
    });
    while (engine === null) await this.pass(2);
    browser.tabs[place] = { name, store, engine, token: browser.token, typed: new Set() };
    this.note("open");
  }

  /** Lets virtual time pass, and everything that waits only for the processor happen. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 2) {
      this.clock.advance(Math.min(2, left));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  tabs(): Tab[] {
    return this.browsers.flatMap((browser) => browser.tabs.filter((tab) => tab !== null));
  }

  type(tab: Tab): void {
    const { document } = tab.engine.documentHost;
    const character = String.fromCharCode(0x4e00 + this.characters++);
    document.insert(this.random.below(document.text.length + 1), character);
    this.typed.add(character);
    tab.typed.add(character);
    this.browsers.find((browser) => browser.token === tab.token)?.typed.add(character);
    this.note("type");
  }

  erase(tab: Tab): void {
    const { document } = tab.engine.documentHost;
    if (document.text.length === 0) return;
    const index = this.random.below(document.text.length);
    this.deleted.add(document.text.toString()[index] ?? "");
    document.delete(index, 1);
    this.note("erase");
  }

  /** The tab's process dies: what it had not stored is gone, all else must survive. */
  async crash(browser: Browser, place: number): Promise<void> {
    const tab = browser.tabs[place];
    if (!tab) return;
    browser.tabs[place] = null;
    tab.store.kill();
    browser.locks.kill(tab.store);
    const ignored = tab.engine.close();
    void ignored.catch(() => undefined);
    const kept = await this.storedKeptText(browser);
    const durable = new Set([...(await this.durableText(browser)), ...kept, ...this.serverText()]);
    for (const character of tab.typed) if (!durable.has(character)) this.mayBeLost.add(character);
    this.note("crash");
  }

  async durableText(browser: Browser): Promise<string> {
    const loaded = await browser.disk.contents.load(documentId ?? "");
    assert(loaded.ok, "the disk can be read");
    const { snapshot, tail, outbox } = loaded.value;
    const text = snapshot ? loadText(snapshot) : createText({});
    for (const bytes of tail) text.applyUpdate(bytes);
    for (const batch of outbox) merge(new TextDocument(text), [batch.bytes]);
    return text.toString();
  }

  /** Characters that were put aside and not thrown away: out of the document, not lost. */
  async keptText(): Promise<Set<string>> {
    const characters = new Set<string>();
    for (const browser of this.browsers) {
      const inMemory = browser.tabs.flatMap((tab) => tab?.engine.documentHost.kept ?? []);
      for (const piece of inMemory) this.read(piece, characters);
      for (const character of await this.storedKeptText(browser)) characters.add(character);
    }
    return characters;
  }

  /** The same for what a browser has on its disk. */
  private async storedKeptText(browser: Browser): Promise<Set<string>> {
    const characters = new Set<string>();
    const loaded = await browser.disk.contents.load(documentId ?? "");
    for (const piece of loaded.ok ? loaded.value.kept : []) this.read(piece, characters);
    return characters;
  }

  /** Adds what shows when a kept piece is read beside the server's log. */
  private read(piece: KeptPiece, characters: Set<string>): void {
    this.note("kept");
    const text = createText({});
    for (const entry of this.server.log) {
      const mine = piece.batches.some(
        (batch) => batch.replica === entry.replica && batch.counter < entry.counter + entry.count,
      );
      if (!mine) text.applyUpdate(entry.bytes);
    }
    const { merged } = merge(
      new TextDocument(text),
      piece.batches.map((batch) => batch.bytes),
    );
    for (const character of text.toString()) characters.add(character);
    assert(merged, "a kept piece can be read");
  }

  serverText(): string {
    const text = createText({});
    for (const entry of this.server.log) text.applyUpdate(entry.bytes);
    return text.toString();
  }

  /** The owner erases what is deleted by now. */
  eraseHistory(): void {
    this.server.eraseHistory((batches) => {
      const text = createText({});
      for (const bytes of batches) text.applyUpdate(bytes);
      return loadText(text.save({ deletedText: false })).updateSince(new Map());
    });
    this.note("history erased");
  }

  /** What tabs know of other people's deleted text that the log does not: own batches stay as they were typed. */
  private remembered(): string[] {
    const inLog = charactersIn(this.server.log.map(({ bytes }) => bytes));
    return this.browsers.flatMap(({ tabs, typed }) =>
      tabs.flatMap((tab) => {
        if (tab === null) return [];
        const known = charactersIn([tab.engine.documentHost.document.updateSince(new Map())]);
        const remembered = [...known].filter((character) => !inLog.has(character) && !typed.has(character));
        return remembered.map((character) => `${tab.name} remembers ${character}`);
      }),
    );
  }

  note(what: string): void {
    this.happened.set(what, (this.happened.get(what) ?? 0) + 1);
  }

  /** "Saved" is said only of what the server has on its disk. */
  checkSaved(): void {
    for (const tab of this.tabs()) {
      const { state, documentHost } = tab.engine;
      const sameLog = state.place?.incarnation === this.server.incarnation;
      if (statusOf(state).state !== "saved" || !sameLog) continue;
      const own = documentHost.document.version().get(state.replica) ?? 0;
      const durable = this.server.known.get(state.replica) ?? 0;
      if (durable < own) this.faults.push(`${tab.name} says saved with ${own}, the server has ${durable}`);
    }
  }

  private checkStoredFirst(bytes: Uint8Array, disk: Disk): void {
    const frame = decodeUp(bytes);
    if (!frame.ok || frame.value.type !== "batches") return;
    for (const batch of frame.value.batches) {
      const header = readBatchHeader(batch.bytes);
      // What is offered again may be anybody's.
      if (!header.ok || batch.origin === "reoffered") continue;
      const key = batchKey(header.value);
      if (disk.everStored.has(key)) continue;
      // It may leave a full disk unstored, but then nobody may ever go on under its id.
      if (disk.wasFull && !disk.pool.has(header.value.replica)) continue;
      const known = [...disk.everStored].some((other) => other.startsWith(header.value.replica));
      this.faults.push(
        known || disk.wasFull
          ? `${key} left its browser before it was stored`
          : `a browser sends ${key}, of a replica that it never stored as its own`,
      );
    }
  }

  /** Everything works again. True when all tabs agree with the server and say saved. */
  async settle(): Promise<boolean> {
    this.server.start();
    for (const browser of this.browsers) {
      browser.network.isUp = true;
      browser.network.faultChance = 0;
      for (let fault = 0; fault < browser.network.faults; fault++) this.note("faulty frame");
      browser.disk.isFull = false;
      for (const [place, tab] of browser.tabs.entries()) if (!tab) await this.openTab(browser, place);
    }
    for (let round = 0; round < 150; round++) {
      await this.pass(400);
      this.checkSaved();
      const text = this.serverText();
      const settled = this.tabs().every(
        (tab) =>
          tab.engine.documentHost.document.text.toString() === text &&
          statusOf(tab.engine.state).unsavedEdits === 0 &&
          isAtRest(statusOf(tab.engine.state).state),
      );
      if (settled) return true;
    }
    return false;
  }

  /** Where every tab stands, for a failure's message. */
  describe(): string {
    const text = this.serverText();
    return this.tabs()
      .map((tab) => {
        const { state, documentHost } = tab.engine;
        const { text: own } = documentHost.document;
        const same = own.toString() === text ? "same" : `${own.length} instead of ${text.length}`;
        const { phase } = state.connection;
        const missing = documentHost.document.missing().length;
        return `${tab.name} ${state.part} ${phase.name} queue ${state.queue.length} taking ${state.taking} place ${state.place?.seq} of ${this.server.log.length} missing ${missing} kept ${state.keptPieces} ${state.keptSentence} ${JSON.stringify(statusOf(state))} ${same}`;
      })
      .join("\n");
  }

  /** What is wrong with the end, in words. */
  async judge(): Promise<string[]> {
    const wrong = [...this.faults, ...this.remembered()];
    const kept = await this.keptText();
    const text = this.serverText();
    const count = new Map<string, number>();
    for (const character of text) count.set(character, (count.get(character) ?? 0) + 1);
    for (const [character, times] of count) if (times > 1) wrong.push(`${character} is there ${times} times`);
    for (const character of this.typed) {
      const excused = this.deleted.has(character) || this.mayBeLost.has(character) || kept.has(character);
      if (!excused && !count.has(character)) wrong.push(`${character} is lost`);
    }
    const seen = new Set<string>();
    for (const entry of this.server.log) {
      const key = batchKey(entry);
      if (seen.has(key)) wrong.push(`${key} is in the log twice`);
      seen.add(key);
    }
    return wrong;
  }
}

const kinds = new OpKinds<TextOp>([insertKind, deleteKind, cancelKind, restoreKind]);

/** All that was ever inserted in these batches, deleted or not. */
function charactersIn(batches: readonly Uint8Array[]): ReadonlySet<string> {
  const characters = new Set<string>();
  for (const bytes of batches) {
    const decoded = decodeUpdate(bytes, kinds, { replicas: new ReplicaTable(), given: [] });
    assert(decoded.ok, "a batch of a log can be read");
    for (const op of decoded.value.flatMap(({ ops }) => ops)) {
      if (op.type === "insert") for (const character of op.text) characters.add(character);
    }
  }
  return characters;
}
