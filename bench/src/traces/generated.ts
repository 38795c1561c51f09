/**
 * Sessions that nobody typed, for machines with no recording at hand: bursts of typing with spaces and line ends,
 * slips taken back, jumps to another place, now and then a longer deletion. Numbers of the generator, not of people.
 */
import { SeededRandom } from "../measuring/random.ts";
import { type Edit, edited, type Session, type Step, type Trace, traceOf } from "./trace.ts";

/** One writer, one character per edit. */
export function generatedTrace(name: string, count: number): Trace {
  const random = new SeededRandom(20_260_101);
  const edits: Edit[] = [];
  let caret = 0;
  let length = 0;
  while (edits.length < count) {
    if (random.chance(0.3)) caret = jump(random, caret, length);
    if (caret > 0 && random.chance(0.35)) {
      for (let left = Math.min(caret, random.between(1, 12)); left > 0; left--, length--)
        edits.push({ index: --caret, deleted: 1, inserted: "" });
    } else {
      for (let left = random.between(3, 60); left > 0; left--, length++)
        edits.push({ index: caret++, deleted: 0, inserted: keystroke(random) });
    }
  }
  return traceOf(name, edits, edited("", edits));
}

/**
 * Two writers in turns. At each turn a writer has seen all of the other's turns but the newest, so that each turn is
 * concurrent with one of the other's. They take back only what they have just typed, so that every edit is possible
 * whatever a library makes of concurrent ones. The final text depends on the library and is left empty.
 */
export function generatedSession(name: string, count: number): Session {
  const random = new SeededRandom(20_260_102);
  const lengths: [number, number] = [0, 0];
  const steps: Step[] = [];
  const turns: (readonly number[])[] = [];
  while (steps.length < count) {
    const writer = turns.length % 2 === 0 ? 0 : 1;
    let receives = turns[turns.length - 3] ?? [];
    lengths[writer] += receives.reduce((sum, step) => sum + growth(steps[step]), 0);
    const turn: number[] = [];
    let caret = jump(random, 0, lengths[writer]);
    let typed = 0;
    for (let left = random.between(5, 60); left > 0; left--) {
      const back = typed > 0 && random.chance(0.1);
      const edit: Edit = back
        ? { index: caret - 1, deleted: 1, inserted: "" }
        : { index: caret, deleted: 0, inserted: keystroke(random) };
      caret += back ? -1 : 1;
      typed += back ? -1 : 1;
      turn.push(steps.length);
      steps.push({ writer, receives, edits: [edit] });
      receives = [];
    }
    lengths[writer] += typed;
    turns.push(turn);
  }
  return { name, writers: 2, steps, finalText: "" };
}

function keystroke(random: SeededRandom): string {
  if (!random.chance(0.16)) return random.letters(1);
  return random.chance(0.06) ? "\n" : " ";
}

/** Mostly near the old place, as people do. */
function jump(random: SeededRandom, caret: number, length: number): number {
  if (random.chance(0.4)) return random.between(0, length);
  return Math.max(0, Math.min(length, caret + random.between(-300, 300)));
}

function growth(step: Step | undefined): number {
  return (step?.edits ?? []).reduce((sum, { inserted, deleted }) => sum + inserted.length - deleted, 0);
}
