/** Steps whose outcome is known do what ordinary ones do. */
import { ReplaceStep, Step } from "@tiptap/pm/transform";
import { expect, test } from "vitest";
import { ForeseenStep } from "../src/remote/foreseen-step.ts";
import { act, find, replicas, schema } from "./support/replicas.ts";

test.each([
  ["a paragraph", "one | text | end"],
  ["a list", "ul(one; text; end) | end"],
  ["lists in lists", "bq(ul(one ul(two; text)) | end)"],
  ["a table", "top | tb(a, b / text, d) | end"],
])("[TT-22] a change of text in %s is foreseen, and what an ordinary step makes of it", (_name, line) => {
  const [writer, reader] = replicas(line);
  const before = reader!.doc;
  const at = find(before, "text", 1);
  act(writer!, (tr) => tr.replaceWith(at, at + 2, schema.text("XYZ", [schema.mark("bold")])));
  const transaction = reader!.applyUpdate(writer!.takeUpdate()!)!;
  const [first] = transaction.steps;
  const replaced = transaction.steps.filter((step) => step instanceof ReplaceStep);
  expect(replaced.length).toBeGreaterThan(0);
  expect(replaced.every((step) => step instanceof ForeseenStep)).toBe(true);
  expect(first).toBe(replaced[0]);
  expect(transaction.docs[0]).toBe(before);
  reader!.doc.check();
  expect(reader!.doc.eq(writer!.doc)).toBe(true);

  let doc = before;
  for (const step of transaction.steps) {
    const plain = Step.fromJSON(schema, step.toJSON());
    expect(plain).not.toBeInstanceOf(ForeseenStep);
    expect(step.apply(doc).doc!.eq(plain.apply(doc).doc!)).toBe(true);
    const back = step.invert(doc).apply(step.apply(doc).doc!);
    expect(back.doc!.eq(doc)).toBe(true);
    doc = step.apply(doc).doc!;
  }
  expect(doc.eq(reader!.doc)).toBe(true);

  // A view that shows something else is given what an ordinary step gives there.
  const other = before.copy(before.content.addToEnd(schema.node("paragraph", null, schema.text("more"))));
  const applied = first!.apply(other).doc!;
  expect(applied.eq(Step.fromJSON(schema, first!.toJSON()).apply(other).doc!)).toBe(true);
  expect(applied.lastChild!.textContent).toBe("more");
});
