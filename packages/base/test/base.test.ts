import { expect, test } from "vitest";
import { parseHex, seededRandom, systemRandom, toHex, VirtualClock } from "../src/index.ts";

test("hexadecimal digits come back as the bytes they spell, and nothing else is read", () => {
  const bytes = systemRandom.bytes(32);
  expect(parseHex(toHex(bytes))).toEqual(bytes);
  for (const wrong of ["0", "0g", "zz", "0x00"]) expect(parseHex(wrong)).toBeNull();
});

test("the same seed gives the same numbers, another seed others", () => {
  const draw = (seed: number) => Array.from({ length: 8 }, seededRandom(seed).next);
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test("virtual timers fire in order of time, then of creation, and a cancelled one never", () => {
  const clock = new VirtualClock(100);
  const fired: string[] = [];
  clock.after(20, () => fired.push(`b@${clock.now()}`));
  clock.after(10, () => {
    fired.push(`a@${clock.now()}`);
    clock.after(5, () => fired.push(`nested@${clock.now()}`));
  });
  clock.after(20, () => fired.push(`c@${clock.now()}`));
  clock.after(12, () => fired.push("never")).cancel();
  clock.advance(19);
  expect(fired).toEqual(["a@110", "nested@115"]);
  clock.advance(1);
  expect(fired).toEqual(["a@110", "nested@115", "b@120", "c@120"]);
});
