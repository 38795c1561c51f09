/** The bench of the visitor's browser: every library takes part, and one that comes to another text is found. */
import { expect, test } from "vitest";
import {
  benchLibraries,
  benchMeasures,
  benchText,
  figuresOf,
  loadBenchLibraries,
  type TextLibrary,
} from "../src/index.ts";

/** A stopwatch that is a millisecond further each time it is looked at. */
function stopwatch(): () => number {
  let nowMs = 0;
  return () => nowMs++;
}

test("every library tells every figure of the same edits, and all come to one text", async () => {
  const libraries = await loadBenchLibraries();
  expect(libraries.map(({ name }) => name)).toEqual(benchLibraries);
  const figures = [...benchText({ libraries, edits: 300, nowMs: stopwatch() })];
  expect(figures).toHaveLength(figuresOf(libraries.length));
  for (const { ms, edits, bytes, measure } of figures) {
    expect([ms, edits]).toEqual([1, 300]);
    if (measure !== "local edits") expect(bytes).toBeGreaterThan(100);
  }
  for (const library of benchLibraries) {
    const measured = figures.filter((figure) => figure.library === library).map(({ measure }) => measure);
    expect(new Set(measured)).toEqual(new Set(benchMeasures));
  }
});

test("a library that drops an update is found", async () => {
  const [weft, yjs] = await loadBenchLibraries();
  if (!weft || !yjs) throw new RangeError("two libraries");
  let received = 0;
  const leaky: TextLibrary = {
    name: "Yjs",
    create(use) {
      const subject = yjs.create(use);
      return { ...subject, receive: (update) => (++received === 50 ? undefined : subject.receive(update)) };
    },
  };
  expect(() => [...benchText({ libraries: [weft, leaky], edits: 100, nowMs: stopwatch() })]).toThrow(
    "same text",
  );
});
