import { readFileSync } from "node:fs";
import { seededRandom } from "@weft/base";
import { expect, test } from "vitest";
import {
  closeAdvice,
  closeCodes,
  closeName,
  erasedIncarnation,
  isErasedSince,
  mayComment,
  mayEdit,
  parseDocumentId,
  parseIncarnation,
  randomDocumentId,
  randomIncarnation,
  restoredIncarnation,
  roles,
} from "../src/index.ts";

test("[PR-27] every close code has a name and an advice, and the specification lists exactly these", () => {
  const page = readFileSync(new URL("../PROTOCOL.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| (\d{4}) +\| `(\w+)` +\| (\w+) +\|$/gm)].map(
    ([, code, name, advice]) => ({
      code: Number(code),
      name,
      advice,
    }),
  );
  const codes = Object.values(closeCodes).map((code) => ({
    code,
    name: closeName(code),
    advice: closeAdvice(code),
  }));
  expect(rows).toEqual(codes);
});

test("[PR-27] codes that are not ours mean that the way is broken: retry", () => {
  for (const code of [1000, 1001, 1005, 1006, 1011, 4000, 4999]) {
    expect(closeName(code)).toBeNull();
    expect(closeAdvice(code)).toBe("retry");
  }
});

test("[PR-29] an incarnation says whether the history was erased since another one, and a restored log does not", () => {
  const random = seededRandom(3);
  let present = randomIncarnation(random);
  const first = present;
  for (let times = 0; times < 300; times++) {
    const restored = restoredIncarnation(random, present);
    const next = erasedIncarnation(random, restored);
    expect(restored).not.toBe(present);
    expect([isErasedSince(present, restored), isErasedSince(restored, present)]).toEqual([false, false]);
    expect([isErasedSince(present, next), isErasedSince(next, present)]).toEqual([true, false]);
    expect(isErasedSince(first, next)).toBe(true);
    present = next;
  }
  const last = parseIncarnation(`${"0".repeat(28)}ffff`);
  if (last === null) throw new Error("an incarnation");
  expect(isErasedSince(last, erasedIncarnation(random, last))).toBe(true);
});

test("[PR-12] document ids and incarnations are 32 hexadecimal digits in one form, and nothing else", () => {
  const random = seededRandom(3);
  for (const parse of [parseDocumentId, parseIncarnation]) {
    const made = parse === parseDocumentId ? randomDocumentId(random) : randomIncarnation(random);
    expect(parse(made)).toBe(made);
    expect(parse(made.toUpperCase())).toBe(made);
    for (const wrong of [
      "",
      made.slice(1),
      `${made}0`,
      `g${made.slice(1)}`,
      ` ${made.slice(1)}`,
      `${made}\n`,
    ]) {
      expect(parse(wrong)).toBeNull();
    }
  }
});

test("[PR-17] viewers may write nothing, commenters comment, editors and owners change the text", () => {
  expect(roles.map((role) => [role, mayComment(role), mayEdit(role)])).toEqual([
    ["viewer", false, false],
    ["commenter", true, false],
    ["editor", true, true],
    ["owner", true, true],
  ]);
});
