/** The scenes with every engine: ours must come out whole, and the others show the faults that they are known for. */
import { describe, expect, test } from "vitest";
import {
  disagreement,
  engineNamed,
  engines,
  fingerprintOf,
  playScene,
  sceneNamed,
  scenes,
  type Verdict,
} from "../src/index.ts";
import { scenarioRows } from "../src/scenes/scenario-rows.ts";

function play(engineName: string, sceneName: string, seed = 1, size = 1): Verdict {
  const engine = engineNamed(engineName);
  const scene = sceneNamed(sceneName);
  if (!engine || !scene) throw new RangeError(`${engineName}, ${sceneName}`);
  return playScene({ engine, scene, seed, size });
}

describe("Weft", () => {
  for (const [index, { name, title }] of scenes.entries()) {
    test(`${name}: ${title}`, () => {
      // Whose edit arrives first follows from the seed.
      for (const seed of index < scenarioRows.length ? [1, 2] : [1]) {
        const verdict = play("weft", name, seed, name === "long-session" ? 0.1 : 1);
        expect(verdict).toMatchObject({ lost: 0, doubled: 0, revived: 0, misplaced: 0 });
        expect(disagreement(verdict)).toBeNull();
        if (verdict.expected) expect(verdict.asExpected, verdict.shown ?? "").toBe(true);
        expect(verdict.kept).toBeGreaterThan(1);
        expect(verdict.edits).toBeGreaterThan(1);
      }
    });
  }
});

describe("what the others are known for", () => {
  test("Yjs's binding loses what is typed in a block that becomes another one, and doubles what both split", () => {
    expect(play("yjs", "e6")).toMatchObject({ shown: "h2: hello", lost: 3, lostText: "!!!" });
    expect(play("yjs", "b")).toMatchObject({ shown: "hello  | world | world", doubled: 5 });
    expect(play("yjs", "loss-12").lost).toBeGreaterThan(0);
  });

  test("operational transformation keeps text and tears lists", () => {
    expect(play("ot", "loss-12")).toMatchObject({ lost: 0, doubled: 0, diverged: false });
    expect(play("ot", "n9")).toMatchObject({ asExpected: false, lost: 0 });
  });

  test("differential synchronisation drops what does not fit any more", () => {
    expect(play("diffsync", "e11")).toMatchObject({ shown: "one | three", lostText: "!!!", diverged: false });
  });

  test("of two writes of a line the last one wins", () => {
    expect(play("lww", "a")).toMatchObject({ shown: "hello  | world", lostText: "!!!", diverged: false });
  });

  test("the textbook RGA puts what is typed in the middle at the end", () => {
    expect(play("textbook", "a")).toMatchObject({ asExpected: false, lost: 0 });
    expect(play("textbook", "d3").asExpected).toBe(false);
    // A deletion that comes before its insertion is dropped by whom it reaches so.
    expect(play("textbook", "long-session", 1, 1)).toMatchObject({ diverged: true });
  });
});

describe("runs", () => {
  test("the same seed gives the same verdict with every engine, and another seed another one", () => {
    for (const { name } of engines) {
      for (const scene of ["a", "loss-4"]) {
        expect(play(name, scene, 7)).toEqual(play(name, scene, 7));
        expect(fingerprintOf([play(name, scene, 7)])).not.toBe(fingerprintOf([play(name, scene, 8)]));
      }
    }
  });

  test("every engine ends alone writing as it should: one person's edits are what they see", () => {
    for (const { name } of engines.filter((engine) => engine.name !== "textbook")) {
      const verdict = play(name, "long-session", 3, 0.05);
      expect(verdict, name).toMatchObject({ lost: 0, doubled: 0, diverged: false, thrown: null });
    }
  });

  test("the network does everything that it may", () => {
    const { traffic } = play("weft", "storm");
    expect(traffic.lost).toBeGreaterThan(0);
    expect(traffic.doubled).toBeGreaterThan(0);
    expect(traffic.overtaken).toBeGreaterThan(0);
  });

  test("every scene has a name of its own, and its document is what its line says", () => {
    expect(new Set(scenes.map(({ name }) => name)).size).toBe(scenes.length);
    expect(sceneNamed("none")).toBeNull();
    expect(engineNamed("none")).toBeNull();
    const verdict = play("weft", "d");
    expect(verdict.shown).toBe("**The quick fox jumped**");
  });
});
