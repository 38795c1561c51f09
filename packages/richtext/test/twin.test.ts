import { type Random, seededRandom, VirtualClock } from "@weft/base";
import { describe, expect, it } from "vitest";
import { createRichText, type RichText } from "../src/index.ts";
import { Mirror } from "./mirror.ts";
import { attempt, count, editKinds, randomEdits, structuralEdits, type Tally } from "./random-edits.ts";
import { renderSlowly, viewOf } from "./slow-document.ts";
import { paragraphs } from "./two-people.ts";

const FIRST_SEED = Number(process.env.WEFT_SEED ?? 1);
const RUNS = Number(process.env.WEFT_RUNS ?? 24);
process.stdout.write(`rich text against its twin: seeds ${FIRST_SEED} to ${FIRST_SEED + RUNS - 1}\n`);

interface Peer {
  readonly document: RichText;
  readonly mirror: Mirror;
  /** Updates on their way, of all other replicas. */
  readonly inbox: Uint8Array[];
}

describe("three replicas against the slow twin (WEFT_SEED and WEFT_RUNS pin and widen)", () => {
  const tally: Tally = new Map();
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
    it(`[RT-1] [RT-2] [RT-50] agrees after every step, seed ${seed}`, () => run(seed, tally));
  }

  it("made every kind of edit", () => {
    const kinds = [...editKinds, "undo", "redo", "reload"];
    if (RUNS >= 24) for (const kind of kinds) expect(tally.get(kind) ?? 0, kind).toBeGreaterThan(2);
  });
});

function run(seed: number, tally: Tally): void {
  const random = seededRandom(seed);
  const clock = new VirtualClock();
  let unit = 0x4e00;
  const letter = (): string => String.fromCharCode(unit++);
  const names = ["00000000000000aa", "0000000000000abb", "f00000000000000c"];
  const origin = createRichText({ documentId: "twin", replica: "0000000000000001" });
  if (seed % 2 === 0) paragraphs("ab", "cd", "ef", "gh", "ij", "kl", "mn")(origin);
  const first = origin.save();
  const peers: Peer[] = names.map((replica) => {
    const document = createRichText({ documentId: "twin", replica, saved: first, clock });
    return { document, mirror: new Mirror(document), inbox: [] };
  });
  for (let step = 0; step < 60; step++) {
    const index = random.below(peers.length);
    const peer = peers[index]!;
    const dice = random.next();
    if (dice < 0.55) {
      clock.advance(random.below(900));
      const isStructural = seed % 2 === 0 && random.next() < 0.7;
      const edits = isStructural
        ? structuralEdits(peer.document, random)
        : randomEdits(peer.document, random, letter, seed % 3 === 0 ? 0.35 : undefined);
      if (attempt(peer.document, edits)) count(tally, edits);
      send(peers, peer);
    } else if (dice < 0.67) {
      const kind = random.next() < 0.65 ? "undo" : "redo";
      if (peer.document[kind]()) tally.set(kind, (tally.get(kind) ?? 0) + 1);
      send(peers, peer);
    } else if (dice < 0.7) {
      peers[index] = reload(peer, names[index]!);
      tally.set("reload", (tally.get("reload") ?? 0) + 1);
    } else deliver(peer, random);
    check(peers[index]!, seed, step);
  }
  for (const peer of peers) while (peer.inbox.length > 0) deliver(peer, random);
  for (const peer of peers) {
    check(peer, seed, 999);
    expect(peer.document.missing()).toEqual([]);
    expect(viewOf(peer.document)).toEqual(viewOf(peers[0]!.document));
  }
}

function send(peers: readonly Peer[], from: Peer): void {
  const update = from.document.takeUpdate();
  if (!update) return;
  for (const peer of peers) if (peer !== from) peer.inbox.push(update);
}

function deliver(peer: Peer, random: Random): void {
  if (peer.inbox.length === 0) return;
  const place = random.below(peer.inbox.length);
  const update = peer.inbox[place]!;
  peer.document.applyUpdate(update);
  if (random.next() < 0.15) peer.document.applyUpdate(update);
  peer.inbox.splice(place, 1);
}

function reload(peer: Peer, replica: string): Peer {
  const saved = peer.document.save();
  const document = createRichText({ documentId: "twin", replica, saved });
  expect(document.save()).toEqual(saved);
  return { document, mirror: new Mirror(document), inbox: peer.inbox };
}

function check(peer: Peer, seed: number, step: number): void {
  const slow = renderSlowly("twin", peer.document.updateSince(new Map()));
  const fast = viewOf(peer.document);
  if (JSON.stringify(fast.blocks) !== JSON.stringify(slow.blocks)) {
    expect(fast.blocks, `seed ${seed} step ${step}`).toEqual(slow.blocks);
  }
  for (const [key, value] of slow.properties) expect(peer.document.property(key)).toEqual(value);
  expect(fast.blocks.length).toBeGreaterThan(0);
  peer.mirror.check();
  checkPlaces(peer.document);
}

/** Lengths, places and anchors agree with one another. */
function checkPlaces(document: RichText): void {
  let place = 0;
  for (let index = 0; index < document.blockCount; index++) {
    const block = document.blockAt(index);
    if (document.placeOfBlock(block.id) !== place || document.indexOfBlock(block.id) !== index) {
      expect.fail(`block ${index} is not where it should be`);
    }
    for (const at of [place, place + block.length]) {
      expect(document.blockAtPlace(at)).toMatchObject({ index, offset: at - place - 1 });
      expect(document.placeOfAnchor(document.anchorAt(at, "before"))).toBe(at);
      expect(document.placeOfAnchor(document.anchorAt(at + 1, "after"))).toBe(at + 1);
    }
    place += block.length + 1;
  }
  expect(document.length).toBe(place);
}
