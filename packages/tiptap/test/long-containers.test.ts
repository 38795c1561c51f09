/** What a key in the midst of a long list or table costs, counted in the children of nodes that are read. */
import { Fragment, type Node } from "@tiptap/pm/model";
import { afterEach, expect, test, vi } from "vitest";
import type { CollaborativeDocument } from "../src/index.ts";
import { replicas, start } from "./support/replicas.ts";

afterEach(() => vi.restoreAllMocks());

/** Items with a number each, or rows of one cell, inside a quote. */
const list = (count: number): string => `bq(ul(${numbered(count).join("; ")}))`;
const table = (count: number): string => `bq(tb(${numbered(count).join(" / ")}))`;

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `n${index}.`);
}

/** How many children our own code asks nodes for while a transaction that is there already is taken in. */
function childrenRead(document: CollaborativeDocument, text: string): number {
  const transaction = start(document);
  let at = -1;
  document.doc.descendants((node, position) => {
    if (at < 0 && node.isTextblock && node.textContent === text) at = position + 1;
    return at < 0;
  });
  transaction.insertText("x", at);
  let reads = 0;
  const { child, maybeChild } = Fragment.prototype;
  vi.spyOn(Fragment.prototype, "child").mockImplementation(function (this: Fragment, index: number): Node {
    reads++;
    return child.call(this, index);
  });
  vi.spyOn(Fragment.prototype, "maybeChild").mockImplementation(function (this: Fragment, index: number) {
    reads++;
    return maybeChild.call(this, index);
  });
  document.edit(transaction);
  vi.restoreAllMocks();
  return reads;
}

test.each([
  ["list", list, 1000],
  ["table", table, 400],
])("[TT-23] a key reads as much of a long %s as of a short one", (_name, line, count) => {
  const reads = [100, count].map((length) => {
    const [document] = replicas(line(length), 1);
    const visited = document!.stats.blocksVisited;
    const found = childrenRead(document!, `n${length / 2}.`);
    return { found, visited: document!.stats.blocksVisited - visited };
  });
  expect(reads[1]).toEqual(reads[0]);
  expect(reads[0]!.found).toBeLessThan(40);
});
