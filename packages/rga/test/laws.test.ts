import { concatBytes, type Random, seededRandom } from "@weft/base";
import { expect, test } from "vitest";
import { createText, loadText, splitBatches, type Text } from "../src/index.ts";
import { withSeeds } from "./seed.ts";

const alphabet = ["a", "b", "cd", "é", "日", "👋", "\ud800", "\udc00", "long run of text "];
const counts = { insert: 0, delete: 0, cancel: 0, restore: 0, reload: 0, duplicate: 0, waited: 0 };

/** A text, the mirror that follows its patches, and every update that it has not been given yet. */
interface Member {
  text: Text;
  mirror: string;
  readonly inbox: Uint8Array[];
}

function follow(member: Member): void {
  member.mirror = member.text.toString();
  member.text.onPatch(({ index, removed, inserted }) => {
    member.mirror = member.mirror.slice(0, index) + inserted + member.mirror.slice(index + removed);
  });
}

function edit(member: Member, random: Random): void {
  const { text } = member;
  const own = text.version().get(text.replica) ?? 0;
  const dice = random.below(10);
  if (dice < 2 && own > 0) {
    const from = random.below(own);
    const length = 1 + random.below(own - from);
    const kind = random.below(2) === 0 ? "cancel" : "restore";
    counts[kind]++;
    text[kind](from, length);
  } else if (dice < 5 && text.length > 0) {
    counts.delete++;
    const index = random.below(text.length);
    text.delete(index, 1 + random.below(Math.min(5, text.length - index)));
  } else {
    counts.insert++;
    text.insert(random.below(text.length + 1), alphabet[random.below(alphabet.length)]!);
  }
}

/** Gives out what `member` wrote, as it is or cut into its batches. */
function send(member: Member, members: readonly Member[], random: Random): void {
  const update = member.text.takeUpdate();
  if (!update) return;
  for (const other of members) {
    if (other === member) continue;
    const split = splitBatches(update);
    const parts = random.below(2) === 0 && split.ok ? split.value : [update];
    other.inbox.push(...parts);
    if (random.below(4) === 0) other.inbox.push(...parts);
  }
}

function receive(member: Member, random: Random): void {
  const at = random.below(member.inbox.length);
  const [update] = member.inbox.splice(at, 1);
  if (!update) return;
  if (random.below(8) === 0) {
    counts.duplicate++;
    member.text.applyUpdate(concatBytes([update, update]));
  } else member.text.applyUpdate(update);
  if (member.text.missing().length > 0) counts.waited++;
}

test("[RGA-6] [RGA-13] [RGA-14] [RGA-16] replicas agree after any order, duplication, undo and reload", () => {
  withSeeds(100, (seed) => {
    const random = seededRandom(seed);
    const size = 3 + random.below(3);
    const members: Member[] = Array.from({ length: size }, () => ({
      text: createText({ random }),
      mirror: "",
      inbox: [],
    }));
    members.forEach(follow);
    for (let round = 0; round < 120; round++) {
      const member = members[random.below(size)]!;
      const dice = random.below(20);
      if (dice < 9) edit(member, random);
      else if (dice < 14) send(member, members, random);
      else if (dice < 19) receive(member, random);
      else {
        counts.reload++;
        send(member, members, random);
        const replica = random.below(2) === 0 ? { replica: member.text.replica } : { random };
        const before = member.text;
        member.text = loadText(before.save(), replica);
        expect(member.text.takeUpdate()).toBeNull();
        expect(member.text.missing()).toEqual(before.missing());
        follow(member);
      }
      expect(member.mirror).toBe(member.text.toString());
    }
    for (const member of members) send(member, members, random);
    for (const member of members) while (member.inbox.length > 0) receive(member, random);
    for (const { text, mirror } of members) {
      expect(text.missing()).toEqual([]);
      expect(text.toString()).toBe(members[0]!.text.toString());
      expect(mirror).toBe(text.toString());
      expect(text.version()).toEqual(members[0]!.text.version());
      expect(text.length).toBe(text.toString().length);
    }
    checkUpdateSince(members, random);
  });
  if (process.env.WEFT_SEED === undefined)
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(25);
});

/** [RGA-17] Whoever is behind catches up with one update, in which every cause stands before what needs it. */
function checkUpdateSince(members: readonly Member[], random: Random): void {
  const { text } = members[0]!;
  const fresh = createText({ random });
  const split = splitBatches(text.updateSince(new Map()));
  expect(split.ok).toBe(true);
  for (const batch of split.ok ? split.value : []) {
    fresh.applyUpdate(batch);
    expect(fresh.missing()).toEqual([]);
  }
  expect(fresh.toString()).toBe(text.toString());
  expect(text.updateSince(fresh.version())).toHaveLength(0);
}
