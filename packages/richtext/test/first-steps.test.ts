import { expect, it } from "vitest";
import { createRichText } from "../src/index.ts";

it("types, splits and joins on two replicas", () => {
  const a = createRichText({ documentId: "d", replica: "000000000000000a" });
  const b = createRichText({ documentId: "d", replica: "000000000000000b" });
  a.edit([{ type: "insertText", at: 1, text: "hello world" }]);
  b.applyUpdate(a.takeUpdate()!);
  expect(b.text()).toBe("hello world");
  a.edit([{ type: "splitBlock", at: 7 }]);
  b.edit([{ type: "insertText", at: 12, text: "!!!" }]);
  const [ua, ub] = [a.takeUpdate()!, b.takeUpdate()!];
  a.applyUpdate(ub);
  b.applyUpdate(ua);
  expect(a.text()).toBe("hello \nworld!!!");
  expect(b.text()).toBe(a.text());
  a.edit([{ type: "deleteRange", from: 7, to: 8 }]);
  expect(a.text()).toBe("hello world!!!");
  expect(a.undo()).toBe(true);
  expect(a.text()).toBe("hello \nworld!!!");
  expect(createRichText({ documentId: "d", saved: a.save() }).text()).toBe(a.text());
  expect(createRichText({ documentId: "d", saved: a.save({ deletedText: false }) }).text()).toBe(a.text());
});
