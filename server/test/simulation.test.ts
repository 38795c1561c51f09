import { systemRandom } from "@weft/base";
import { afterEach, describe, expect, test, vi } from "vitest";
import { InspectedDocuments } from "../src/admission/inspected-documents.ts";
import { BrowserPasses } from "../src/identity/browser-passes.ts";
import { Gatekeeper } from "../src/identity/gatekeeper.ts";
import { DocumentLog } from "../src/log/document-log.ts";
import { Room } from "../src/room/room.ts";
import { ServerWorld } from "./simulation/server-world.ts";
import type { DiskBugs } from "./simulation/virtual-disk.ts";

const base = Number(process.env.WEFT_SEED ?? process.env.WEFT_FIRST_SEED ?? systemRandom.below(2 ** 30));
const histories = Number(process.env.WEFT_HISTORIES ?? 1000 * Number(process.env.WEFT_FUZZ ?? 1));
const steps = 40;
/** Most histories are short: what goes wrong within a few events is as likely in each, and more are seen. */
const stepsOf = (seed: number): number => (seed % 10 === 0 ? steps : 12);
const pin = `seed ${base} (pin it with WEFT_SEED=${base})`;

afterEach(() => {
  vi.restoreAllMocks();
});

test(`[SV-2] [SV-13] [SV-17] [SV-27] [SV-55] ${histories} histories of the server: nothing acknowledged is lost, ${pin}`, async () => {
  const happened = new Map<string, number>();
  for (let seed = base; seed < base + histories; seed++) {
    const world = new ServerWorld(seed);
    expect(await world.play(stepsOf(seed)), `seed ${seed}`).toEqual([]);
    for (const [what, times] of world.happened) happened.set(what, (happened.get(what) ?? 0) + times);
  }
  process.stdout.write(`simulation of the server: ${pin}, ${JSON.stringify([...happened])}\n`);
  for (const what of [
    ...["type", "erase", "open", "cut", "half-open", "partition", "crash", "full", "EIO", "clock jump"],
    ...["slow reader", "faulty frame", "role", "revoke", "second tab", "copied profile", "token expiry"],
    ...["commenter", "browsers"],
  ]) {
    expect(happened.get(what), what).toBeGreaterThan(0);
  }
}, 600_000);

test("[SV-55] what two copies of a profile took along unsent, while a third wrote something else under its name, both write again", async () => {
  const world = new ServerWorld(65224020);
  expect(await world.play(steps)).toEqual([]);
  expect(world.happened.get("written by copies")).toBe(1);
});

const firstCommits = 200;
/** Every day some of them, in long runs each. */
const stride = Number(process.env.WEFT_FUZZ ?? 1) >= 10 ? 1 : 10;

test.each(["EIO", "ENOSPC"] as const)(
  `[SV-13] [SV-14] [SV-56] %s at commits ${stride === 1 ? "one by one" : "spread"} over the first ${firstCommits}: nothing acknowledged is lost`,
  async (failure) => {
    for (let at = 1 + (base % stride); at <= firstCommits; at += stride) {
      const { faults, commits } = await new ServerWorld(base, {}).playWithFailure(failure, at);
      expect(faults, `seed ${base}, commit ${at}`).toEqual([]);
      expect(commits).toBeGreaterThan(at);
    }
  },
  600_000,
);

/** The number of histories that it took to see a fault, null if none did. */
async function found(bugs: DiskBugs = {}, lives = 200): Promise<number | null> {
  for (let seed = 1; seed <= lives; seed++) {
    const faults = await new ServerWorld(seed, bugs).play(steps).catch((error: unknown) => [String(error)]);
    if (faults.length > 0) return seed;
  }
  return null;
}

function report(name: string, lives: number | null): void {
  process.stdout.write(`planted: ${name}: seen in history ${lives}\n`);
  expect(lives).not.toBeNull();
}

describe("planted", () => {
  test.each<[string, DiskBugs]>([
    ["a commit is answered before it is written", { answersEarly: true }],
    ["the last entry of a group is left out", { forgetsLast: true }],
    ["a full disk says that it wrote", { hidesFull: true }],
    ["an error of the disk is swallowed", { hidesErrors: true }],
    ["a restart forgets who wrote what", { forgetsWriters: true }],
    ["a group is written backwards", { reverses: true }],
    ["a full disk is not found to have room again", { staysFull: true }],
  ])(
    "[SV-55] %s",
    async (name, bugs) => {
      report(name, await found(bugs));
    },
    300_000,
  );

  test.each<[string, string, () => void]>([
    [
      "SV-81",
      "what a commenter changes is not looked at",
      () => {
        const inspect = InspectedDocuments.prototype.inspect;
        vi.spyOn(InspectedDocuments.prototype, "inspect").mockImplementation(function (
          this: InspectedDocuments,
          documentId,
          batches,
        ) {
          return inspect.call(
            this,
            documentId,
            batches.map((batch) => ({ ...batch, mayChange: "all" })),
          );
        });
      },
    ],
    [
      "SV-82",
      "every browser is taken for the one that made the document",
      () => {
        vi.spyOn(BrowserPasses.prototype, "identify").mockImplementation((tokens) => {
          const found = tokens.find(({ kind }) => kind === "browser");
          return found ? { tokenId: found.id, role: "owner", kind: "browser" } : null;
        });
      },
    ],
    [
      "SV-83",
      "who makes a document does not own it",
      () => void vi.spyOn(Gatekeeper.prototype, "makeOwner").mockImplementation(async () => {}),
    ],
    [
      "SV-84",
      "a device link is not used up",
      () => {
        const makeOwner = Gatekeeper.prototype.makeOwner;
        vi.spyOn(Gatekeeper.prototype, "makeOwner").mockImplementation(function (
          this: Gatekeeper,
          documentId,
          identity,
          browser,
        ) {
          return makeOwner.call(this, documentId, { ...identity, kind: "link" }, browser);
        });
      },
    ],
  ])(
    "[%s] %s",
    async (_rule, name, plant) => {
      plant();
      report(name, await found());
    },
    300_000,
  );

  test.each<[string, () => void]>([
    [
      "a newcomer is told that it lacks nothing",
      () => {
        vi.spyOn(DocumentLog.prototype, "findTail").mockImplementation(async function (this: DocumentLog) {
          return { afterSeq: this.lastSeq, bytes: 0 };
        });
      },
    ],
    [
      "the version claims one more than there is",
      () => {
        const version = DocumentLog.prototype.version;
        vi.spyOn(DocumentLog.prototype, "version").mockImplementation(function (this: DocumentLog) {
          return new Map([...version.call(this)].map(([replica, count]) => [replica, count + 1]));
        });
      },
    ],
    [
      "a page of the log begins one entry too late",
      () => {
        const readPage = DocumentLog.prototype.readPage;
        vi.spyOn(DocumentLog.prototype, "readPage").mockImplementation(async function (
          this: DocumentLog,
          afterSeq,
        ) {
          const page = await readPage.call(this, afterSeq);
          return page.entries.length < 2 ? page : { ...page, entries: page.entries.slice(1) };
        });
      },
    ],
    [
      "a newcomer is live before it is where the log is",
      () => {
        const goLive = Room.prototype.goLive;
        vi.spyOn(Room.prototype, "goLive").mockImplementation(function (this: Room, member) {
          return goLive.call(this, member, Number.MAX_SAFE_INTEGER);
        });
        const join = Room.prototype.join;
        vi.spyOn(Room.prototype, "join").mockImplementation(async function (this: Room, member, wish) {
          const admission = await join.call(this, member, wish);
          goLive.call(this, member, Number.MAX_SAFE_INTEGER);
          return admission;
        });
      },
    ],
    ["a revoked link stays", () => void vi.spyOn(Room.prototype, "dismiss").mockImplementation(() => {})],
    ["a role stays", () => void vi.spyOn(Room.prototype, "changeRole").mockImplementation(() => {})],
    [
      "refusals are acknowledged and not said",
      () => {
        const join = Room.prototype.join;
        vi.spyOn(Room.prototype, "join").mockImplementation(function (this: Room, member, wish) {
          const { settle } = member;
          member.settle = (settlement) => settle({ ...settlement, refusals: [] });
          return join.call(this, member, wish);
        });
      },
    ],
  ])(
    "[SV-55] %s",
    async (name, plant) => {
      plant();
      report(name, await found());
    },
    300_000,
  );
});
