/** Real clients, the server's own sessions, rooms, logs and commit queue, and everything that can go wrong, from one seed. */
import { assert, type Random, seededRandom, VirtualClock } from "@weft/base";
import { type DocumentId, type Role, randomDocumentId } from "@weft/protocol";
import { createRichText } from "@weft/richtext";
import { MemoryStore, openReplica, type Replica } from "@weft/sync";
import { type Browser, BrowserPasses } from "../../src/identity/browser-passes.ts";
import { toStoredToken } from "../../src/identity/token.ts";
import { comeToTheDoor, newBrowser } from "./doorstep.ts";
import { History } from "./history.ts";
import { type Access, copyOf, type Person } from "./person.ts";
import { SetClock } from "./set-clock.ts";
import { TypedCharacters } from "./typed-characters.ts";
import { pass, VirtualCore } from "./virtual-core.ts";
import { type DiskBugs, VirtualDisk } from "./virtual-disk.ts";
import { VirtualHostTokens } from "./virtual-host-tokens.ts";
import { VirtualNetwork } from "./virtual-network.ts";
import { VirtualTabs } from "./virtual-tabs.ts";

/** The life of one server process. */
interface Life {
  readonly core: VirtualCore;
  kill(): void;
}

/** One history. */
export class ServerWorld {
  readonly history = new History();
  readonly happened = new Map<string, number>();
  private readonly clock = new VirtualClock(1_700_000_000_000);
  private readonly machineClock = new SetClock(this.clock);
  private readonly random: Random;
  private readonly disk: VirtualDisk;
  private readonly documentId: DocumentId;
  private people: Person[] = [];
  private life: Life | null = null;
  private readonly typed = new TypedCharacters();
  private readonly maker: Browser;
  private readonly hostTokens: VirtualHostTokens;
  private passes: BrowserPasses | null = null;

  constructor(seed: number, bugs: DiskBugs = {}) {
    this.random = seededRandom(seed);
    const { clock, random, history } = this;
    this.disk = new VirtualDisk({ clock, random, history, bugs });
    this.documentId = randomDocumentId(random);
    this.maker = newBrowser(random);
    this.hostTokens = new VirtualHostTokens({ clock, machineClock: this.machineClock, random, history });
  }

  /** Plays `steps` events, makes everything well again, and says what was wrong. */
  async play(steps: number): Promise<readonly string[]> {
    const services = { clock: this.machineClock, random: this.random };
    this.passes = await BrowserPasses.open(this.disk.contents, services);
    this.start();
    await this.openFirst();
    await this.openGuest("editor");
    await this.openHostsGuest();
    for (let step = 0; step < steps && this.history.faults.length === 0; step++) {
      await this.happen(this.random.below(100));
      await pass(this.clock, 1 + this.random.below(this.random.below(12) === 0 ? 3000 : 80), 5);
      this.checkSaved();
    }
    if (!(await this.settle())) this.history.faults.push(`it does not settle: ${this.describe()}`);
    this.judge();
    this.end();
    return this.history.faults;
  }

  /** Two people type, and one commit fails. Says what was wrong, and how many commits there were. */
  async playWithFailure(
    failure: "EIO" | "ENOSPC",
    at: number,
  ): Promise<{ readonly faults: readonly string[]; readonly commits: number }> {
    this.disk.onCommit = (commit) => {
      if (commit !== at) return;
      if (failure === "EIO") this.disk.isBroken = true;
      else this.disk.isFull = true;
    };
    this.start();
    await this.openFirst();
    await this.openGuest("editor");
    for (let after = 0; after < 5; ) {
      for (const person of this.people) this.type(person);
      await pass(this.clock, 35, 5);
      this.checkSaved();
      if (this.disk.commits >= at) after++;
    }
    if (!(await this.settle())) this.history.faults.push(`it does not settle: ${this.describe()}`);
    this.judge();
    this.end();
    return { faults: this.history.faults, commits: this.disk.commits };
  }

  private end(): void {
    for (const { replica } of this.people) void replica.close().catch(() => {});
    this.life?.kill();
  }

  private async happen(chance: number): Promise<void> {
    const person = this.people[this.random.below(this.people.length)];
    assert(person !== undefined, "somebody is there");
    const { network } = person;
    if (chance < 41) this.type(person);
    else if (chance < 43) await this.openTab(person);
    else if (chance < 44) await this.copyProfile(person);
    else if (chance < 45) await this.comeToTheDoor();
    else if (chance < 53) this.erase(person);
    else if (chance < 59) this.note("cut", () => network.cut());
    else if (chance < 63) this.note("half-open", () => network.silence());
    else if (chance < 68) this.note("partition", () => this.partition(network));
    else if (chance < 73) this.note("crash", () => this.restart());
    else if (chance < 77) this.note("full", () => this.fill());
    else if (chance < 80) this.note("EIO", () => this.breakDisk());
    else if (chance < 83) this.note("clock jump", () => this.setClock());
    else if (chance < 86) this.note("slow reader", () => this.slowDown(network));
    else if (chance < 90) this.note("faulty frames", () => this.makeFaulty(network));
    else if (chance < 94) await this.changeRole();
    else if (chance < 97) await this.revoke();
    else await this.openGuest(this.random.below(2) === 0 ? "editor" : "commenter");
    if (this.hostTokens.renewIfOver()) this.note("token expiry", () => this.tryAgain());
  }

  private tryAgain(): void {
    for (const { replica } of this.people) if (replica.status().state === "needs-auth") replica.tryNow();
  }

  private partition(network: VirtualNetwork): void {
    network.isUp = !network.isUp;
    if (!network.isUp) network.cut();
  }

  private fill(): void {
    this.disk.isFull = !this.disk.isFull;
  }

  private breakDisk(): void {
    this.disk.isBroken = true;
  }

  private setClock(): void {
    this.machineClock.offsetMs += this.random.below(2) === 0 ? 3_600_000 : -3_600_000;
  }

  private slowDown(network: VirtualNetwork): void {
    network.isSlow = true;
    this.clock.after(2000, () => {
      network.isSlow = false;
    });
  }

  private makeFaulty(network: VirtualNetwork): void {
    network.faultChance = network.faultChance === 0 ? 0.1 : 0;
  }

  private start(): void {
    const { storage, kill } = this.disk.mount();
    const { passes, hostTokens, machineClock: clock, random } = this;
    const core = new VirtualCore({ storage, clock, random, passes, hostTokens });
    const life: Life = { core, kill };
    // What is on the disk is not known any more: the process ends.
    core.commits.onDiskState((state) => {
      if (state === "failed" && this.life === life)
        this.clock.after(1, () => this.life === life && this.restart());
    });
    this.life = life;
  }

  private restart(): void {
    this.life?.kill();
    this.life = null;
    for (const { network } of this.people) network.cut();
    this.clock.after(this.random.below(500), () => this.life === null && this.start());
  }

  private async openFirst(): Promise<void> {
    const token = "owner".padEnd(20, "-");
    const { id: tokenId } = toStoredToken(token, "owner", 0);
    const network = this.newNetwork(this.maker);
    await this.open({ tokenId, token, role: "owner", wasRefused: false }, { network });
    // The others are let in when there is something to be let into.
    while ((await this.disk.contents.findDocument(this.documentId)) === null) await pass(this.clock, 20, 5);
  }

  private async openGuest(role: Role): Promise<void> {
    if (this.people.length >= peopleMax) return;
    const token = Buffer.from(this.random.bytes(24)).toString("base64url");
    const { storage } = this.disk.mount();
    const stored = toStoredToken(token, role, 0);
    await storage.addToken(this.documentId, stored, { atMs: 0, actor: "" });
    if (role === "commenter") this.history.closedSinceMs.set(stored.id, this.clock.now());
    await this.open({ tokenId: stored.id, token, role, wasRefused: role === "commenter" });
    if (role === "commenter") this.note("commenter");
  }

  /** Somebody whom a host application lets in, for a while each time. */
  private async openHostsGuest(): Promise<void> {
    const { tokenId } = this.hostTokens;
    await this.open({ tokenId, token: "", role: "editor", wasRefused: false });
  }

  /** One more tab of somebody's browser. */
  private async openTab({ access, network, store, browser }: Person): Promise<void> {
    if (this.people.length >= peopleMax || access.role === "none") return;
    await this.open(access, { network, store, browser });
    this.note("second tab");
  }

  /** Somebody's browser is copied with all that it keeps: from now on two write under one name. */
  private async copyProfile({ access, store, browser: from }: Person): Promise<void> {
    if (this.people.length >= peopleMax || access.role === "none") return;
    const { clock, random } = this;
    const to = new VirtualTabs(clock, random);
    const network = this.newNetwork();
    const { copy, batches } = await copyOf(store, this.documentId);
    this.typed.copy({ from, to, batches });
    await this.open(access, { network, store: copy, browser: to });
    this.note("copied profile");
  }

  /** What browsers may do in their own right. */
  private async comeToTheDoor(): Promise<void> {
    const { life, clock, random, documentId } = this;
    if (life === null) return;
    const faults = await comeToTheDoor({ core: life.core, documentId, clock, random }, this.maker);
    if (this.life === life) this.history.faults.push(...faults);
    this.note("browsers");
  }

  private newNetwork(made: Browser | null = null): VirtualNetwork {
    const { clock, random, history } = this;
    const listener = {
      accept: (wire: Parameters<VirtualCore["accept"]>[0]) => this.life?.core.accept(wire, made) ?? null,
    };
    return new VirtualNetwork({ clock, random, history, listener });
  }

  private async open(access: Access, at: Partial<Omit<Person, "replica" | "access">> = {}): Promise<void> {
    const { clock, random } = this;
    const { network = this.newNetwork(), store = new MemoryStore({ keeps: true }) } = at;
    const { browser = new VirtualTabs(clock, random) } = at;
    const opening = openReplica({
      url: "ws://weft.example/sync",
      documentId: this.documentId,
      token: access.token === "" ? () => this.hostTokens.present : access.token,
      create: true,
      store,
      tabs: browser.tab(),
      webSocket: network.webSocket(),
      clock: this.machineClock,
      random,
    });
    let replica: Replica | null = null;
    void opening.then((opened) => {
      replica = opened;
    });
    while (replica === null) await pass(clock, 10, 5);
    this.people.push({ replica, network, access, store, browser });
    this.note("open");
  }

  private type(person: Person): void {
    const { access } = person;
    this.typed.type(person, (end) => this.random.below(end));
    if (access.role !== "owner" && access.role !== "editor") access.wasRefused = true;
    this.note("type");
  }

  private erase(person: Person): void {
    const { document } = person.replica;
    if (document.length < 2) return;
    this.typed.erase(person, 1 + this.random.below(document.length - 1));
    this.note("erase");
  }

  private async changeRole(): Promise<void> {
    const [person, life] = [this.guest(), this.life];
    if (!person || !life) return;
    const { access } = person;
    const lower = this.random.below(2) === 0 ? "viewer" : "commenter";
    const role = access.role === "editor" ? lower : "editor";
    access.wasRefused = true;
    if (role === "editor") this.history.closedSinceMs.delete(access.tokenId);
    await life.core.registry.changeRole(this.documentId, { tokenId: access.tokenId, role }, owner);
    if (role !== "editor") this.history.closedSinceMs.set(access.tokenId, this.clock.now());
    access.role = role;
    if (role !== "editor") this.goOn(person);
    this.note("role");
  }

  private async revoke(): Promise<void> {
    const [person, life] = [this.guest(), this.life];
    if (!person || !life) return;
    const { access } = person;
    access.wasRefused = true;
    await life.core.registry.revokeToken(this.documentId, access.tokenId, owner);
    this.history.closedSinceMs.set(access.tokenId, this.clock.now());
    access.role = "none";
    this.goOn(person);
    this.note("revoke");
  }

  /** Somebody who has a link, and not the owner's. */
  private guest(): Person | undefined {
    const guests = this.people.filter(
      ({ access: { role, token } }) => !["owner", "none"].includes(role) && token !== "",
    );
    return guests[this.random.below(Math.max(1, guests.length))];
  }

  /** Who has lost a right does not know it yet, or does not care. */
  private goOn(person: Person): void {
    for (const delayMs of [50, 1100, 1500, 3000]) this.clock.after(delayMs, () => this.type(person));
  }

  private checkSaved(): void {
    for (const { replica } of this.people) {
      if (replica.status().state !== "saved") continue;
      const { document } = replica;
      this.history.checkSaved(document.replica, document.version().get(document.replica) ?? 0);
    }
  }

  /** Everything works again. True when all who may are at one with the disk. */
  private async settle(): Promise<boolean> {
    this.disk.isFull = false;
    this.disk.isBroken = false;
    if (this.life === null) this.start();
    for (const { network } of this.people) {
      if (network.faults > 0) this.note("faulty frame");
      Object.assign(network, { isUp: true, isSlow: false, faultChance: 0 });
    }
    for (let round = 0; round < 240; round++) {
      if (this.hostTokens.renewForGood()) this.tryAgain();
      await pass(this.clock, 500, 50);
      this.tryAgain();
      this.checkSaved();
      const text = this.text();
      const present = this.people.filter(({ access }) => access.role !== "none");
      const isAtRest = present.every(
        ({ replica }) => atRest.has(replica.status().state) && replica.document.text() === text,
      );
      if (isAtRest) return true;
    }
    return false;
  }

  private text(): string {
    const richText = createRichText({ documentId: this.documentId });
    for (const { bytes } of this.history.log) richText.applyUpdate(bytes);
    return richText.text();
  }

  private judge(): void {
    this.history.faults.push(...this.typed.judge(this.text(), this.history.log));
    for (let times = 0; times < this.typed.writtenByCopies; times++) this.note("written by copies");
  }

  private note(what: string, act: () => void = () => {}): void {
    act();
    this.happened.set(what, (this.happened.get(what) ?? 0) + 1);
  }

  private describe(): string {
    const text = this.text();
    return this.people
      .map(({ replica, access: { role } }) => {
        const own = replica.document.text();
        return `${role} ${JSON.stringify(replica.status())} ${own === text ? "same" : `${own.length} of ${text.length}`}`;
      })
      .join("\n");
  }
}

/** Tabs in all. */
const peopleMax = 6;

/** Where a client may stay for ever. */
const atRest: ReadonlySet<string> = new Set(["saved", "refused", "read-only"]);

const owner = { tokenId: "owner", role: "owner" } as const;
