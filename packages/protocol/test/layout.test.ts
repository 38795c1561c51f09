import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { downKinds, downLayouts, protocolVersion, upKinds, upLayouts } from "../src/index.ts";

/** One line a version: raise `protocolVersion` and add a line when a layout changes; never edit a line. */
const layoutHashes: Readonly<Record<number, string>> = {
  1: "aafe01a823f50e8c90800398fa48ecb1",
  2: "176fb1a030ea09bc6372177e133eb9fa",
  3: "cf919f26b7c38f755fa266884959680f",
};

test("[PR-7] the layout of all frames is the one that this protocol version stands for", () => {
  const layouts = [...upLayouts, ...downLayouts].join("\n");
  const hash = createHash("sha256").update(layouts).digest("hex").slice(0, 32);
  expect(hash, "a layout changed: raise protocolVersion and add a line to layoutHashes").toBe(
    layoutHashes[protocolVersion],
  );
});

test("[PR-7] every kind has its line and its own number", () => {
  const kinds = [...Object.values(upKinds), ...Object.values(downKinds)];
  expect(new Set(kinds).size).toBe(kinds.length);
  expect(upLayouts).toHaveLength(Object.keys(upKinds).length);
  expect(downLayouts).toHaveLength(Object.keys(downKinds).length);
});
