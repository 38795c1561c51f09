/** Which blocks are looked at again when the model tells what changed. */
import type { Patch } from "@weft/richtext";
import { expect, test } from "vitest";
import { bindingOf } from "../src/document/collaborative-document.ts";
import { followPatches } from "../src/remote/follow-patches.ts";
import { replicas } from "./support/replicas.ts";

test("[TT-18] the block of a table that is told anew to hold nothing has nothing to show", () => {
  const binding = bindingOf(replicas("top | tb(a; b) | end", 1)[0]!);
  const { richText } = binding;
  const ids = Array.from({ length: richText.blockCount }, (_, index) => richText.blockAt(index).id);
  const [top = "", table = ""] = ids;
  expect(richText.table(table)).not.toBeNull();
  const toldAnew = (block: string): Patch[] => [
    { type: "text", block, offset: 0, removed: 0, inserted: [] },
    { type: "marks", block, from: 0, to: 0 },
  ];
  expect(followPatches(binding, toldAnew(table))).toEqual({ runs: [], contents: [] });
  const { contents } = followPatches(binding, toldAnew(top));
  expect(contents.map(({ handle }) => handle.item.id)).toEqual([top]);
});
