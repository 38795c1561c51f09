/** Real clients, the server's own sessions, rooms, logs and commit queue, and everything that can go wrong, from one seed. */
import { assert, type Clock, type Random, seededRandom, type Timer, VirtualClock } from "@weft/base";
import { type DocumentId, type Role, randomDocumentId } from "@weft/protocol";
import { createRichText } from "@weft/richtext";
import { MemoryStore, openReplica, type Replica } from "@weft/sync";
import { toStoredToken } from "../../src/identity/token.ts";
import { History } from "./history.ts";
import { pass, VirtualCore } from "./virtual-core.ts";
import { type DiskBugs, VirtualDisk } from "./virtual-disk.ts";
import { VirtualNetwork } from "./virtual-network.ts";

/** Who takes part. */
interface Person {
  readonly replica: Replica;
  readonly network: VirtualNetwork;
  readonly tokenId: string;
  role: Role | "none";
  /** Whether something of theirs may have been refused: then not all that they typed need be in the document. */
  wasRefused: boolean;
}

/** The life of one server process. */
interface Life {
  readonly core: VirtualCore;
  kill(): void;
}

/** Time of the machine, which somebody may set: timers do not hear of it. */
class SetClock implements Clock {
  offsetMs = 0;
  private readonly clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.clock = clock;
  }

  now(): number {
    return this.clock.now() + this.offsetMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    return this.clock.after(delayMs, callback);
  }
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
  private readonly typed = new Map<string, Person>();
  private readonly deleted = new Set<string>();

  constructor(seed: number, bugs: DiskBugs = {}) {
    this.random = seededRandom(seed);
    const { clock, random, history } = this;
    this.disk = new VirtualDisk({ clock, random, history, bugs });
    this.documentId = randomDocumentId(random);
  }

  /** Plays `steps` events, makes everything well again, and says what was wrong. */
  async play(steps: number): Promise<readonly string[]> {
    this.start();
    await this.open("owner", "owner".padEnd(20, "-"));
    for (const role of ["editor", "editor"] as const) await this.openGuest(role);
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
    await this.open("owner", "owner".padEnd(20, "-"));
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
    if (chance < 45) this.type(person);
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
    else await this.openGuest("editor");
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
    const core = new VirtualCore({ storage, clock: this.machineClock, random: this.random });
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

  private async openGuest(role: Role): Promise<void> {
    if (this.people.length >= 5) return;
    const token = Buffer.from(this.random.bytes(24)).toString("base64url");
    const { storage } = this.disk.mount();
    await storage.addToken(this.documentId, toStoredToken(token, role, 0), { atMs: 0, actor: "" });
    await this.open(role, token);
  }

  private async open(role: Role, token: string): Promise<void> {
    const { clock, random, history } = this;
    const listener = {
      accept: (wire: Parameters<VirtualCore["accept"]>[0]) => this.life?.core.accept(wire) ?? null,
    };
    const network = new VirtualNetwork({ clock, random, history, listener });
    const create = this.people.length === 0;
    const opening = openReplica({
      url: "ws://weft.example/sync",
      documentId: this.documentId,
      token,
      create: true,
      store: new MemoryStore({ keeps: true }),
      tabs: null,
      webSocket: network.webSocket(),
      clock: this.machineClock,
      random,
    });
    let replica: Replica | null = null;
    void opening.then((opened) => {
      replica = opened;
    });
    while (replica === null) await pass(clock, 10, 5);
    this.people.push({
      replica,
      network,
      tokenId: toStoredToken(token, role, 0).id,
      role,
      wasRefused: false,
    });
    // The others are let in when there is something to be let into.
    while (create && (await this.disk.contents.findDocument(this.documentId)) === null)
      await pass(clock, 20, 5);
    this.note("open");
  }

  private type(person: Person): void {
    const { document } = person.replica;
    const character = String.fromCharCode(0x4e00 + this.typed.size);
    document.edit([{ type: "insertText", at: 1 + this.random.below(document.length), text: character }]);
    this.typed.set(character, person);
    if (person.role === "viewer" || person.role === "none") person.wasRefused = true;
    this.note("type");
  }

  private erase({ replica: { document } }: Person): void {
    if (document.length < 2) return;
    const from = 1 + this.random.below(document.length - 1);
    this.deleted.add(document.text()[from - 1] ?? "");
    document.edit([{ type: "deleteRange", from, to: from + 1 }]);
    this.note("erase");
  }

  private async changeRole(): Promise<void> {
    const person = this.people[1 + this.random.below(this.people.length - 1)];
    const { life } = this;
    if (!person || !life || person.role === "none") return;
    const role = person.role === "viewer" ? "editor" : "viewer";
    person.wasRefused = true;
    if (role === "editor") this.history.closedSinceMs.delete(person.tokenId);
    await life.core.registry.changeRole(this.documentId, { tokenId: person.tokenId, role }, owner);
    if (role === "viewer") this.history.closedSinceMs.set(person.tokenId, this.clock.now());
    person.role = role;
    if (role === "viewer") this.goOn(person);
    this.note("role");
  }

  private async revoke(): Promise<void> {
    const person = this.people[1 + this.random.below(this.people.length - 1)];
    const { life } = this;
    if (!person || !life || person.role === "none") return;
    person.wasRefused = true;
    await life.core.registry.revokeToken(this.documentId, person.tokenId, owner);
    this.history.closedSinceMs.set(person.tokenId, this.clock.now());
    person.role = "none";
    this.goOn(person);
    this.note("revoke");
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
      await pass(this.clock, 500, 50);
      this.checkSaved();
      const text = this.text();
      const present = this.people.filter(({ role }) => role !== "none");
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
    const times = new Map<string, number>();
    for (const character of this.text()) times.set(character, (times.get(character) ?? 0) + 1);
    for (const [character, count] of times) {
      if (count > 1) this.history.faults.push(`${character} is there ${count} times`);
    }
    for (const [character, person] of this.typed) {
      const isExcused = this.deleted.has(character) || person.wasRefused;
      if (!isExcused && !times.has(character)) this.history.faults.push(`${character} is lost`);
    }
  }

  private note(what: string, act: () => void = () => {}): void {
    act();
    this.happened.set(what, (this.happened.get(what) ?? 0) + 1);
  }

  private describe(): string {
    const text = this.text();
    return this.people
      .map(({ replica, role }) => {
        const own = replica.document.text();
        return `${role} ${JSON.stringify(replica.status())} ${own === text ? "same" : `${own.length} of ${text.length}`}`;
      })
      .join("\n");
  }
}

/** Where a client may stay for ever. */
const atRest: ReadonlySet<string> = new Set(["saved", "refused", "read-only"]);

const owner = { tokenId: "owner", role: "owner" } as const;
