import { expect, test } from "vitest";
import { createText, loadText } from "../src/index.ts";

test("two replicas merge", () => {
  const a = createText({ replica: "00000000000000aa" });
  const b = createText({ replica: "00000000000000bb" });
  a.insert(0, "hello");
  b.applyUpdate(a.takeUpdate()!);
  b.insert(5, " world");
  a.insert(0, "> ");
  a.delete(2, 1);
  const fromA = a.takeUpdate()!;
  const fromB = b.takeUpdate()!;
  a.applyUpdate(fromB);
  b.applyUpdate(fromA);
  expect(a.toString()).toBe("> ello world");
  expect(b.toString()).toBe(a.toString());
  a.cancel(7, 1);
  b.applyUpdate(a.takeUpdate()!);
  expect(b.toString()).toBe("> hello world");
  const c = loadText(b.save());
  expect(c.toString()).toBe("> hello world");
  expect(c.takeUpdate()).toBeNull();
});
