/** Where moved blocks went: the slots in which they show. */
import type { ElementHome, Value } from "@weft/richtext";
import type { Timeline } from "../versions/timeline.ts";

/** So many elements are read after a slot for the words by which a person knows the place. */
const WORDS_ELEMENTS_MAX = 240;
const WORDS_UNITS_MAX = 40;

/** Whether two slots stand at one place: nothing is between them but what is gone. */
export function slotsMeet(timeline: Timeline, a: Value | undefined, b: Value | undefined): boolean {
  const [homeA, homeB] = [slotHome(timeline, a), slotHome(timeline, b)];
  if (!homeA || !homeB) return homeA === homeB;
  if (homeA.sequence !== homeB.sequence) return false;
  const ranks = [homeA.sequence.rankOf(homeA.element), homeB.sequence.rankOf(homeB.element)];
  const [from, to] = [Math.min(...ranks), Math.max(...ranks)];
  if (to - from > WORDS_ELEMENTS_MAX) return false;
  let isEmpty = true;
  homeA.sequence.visit(from, to, (stretch) => {
    if (stretch.kind === "marker") isEmpty &&= !timeline.history.isShown(stretch);
    else if (stretch.kind !== "slot") isEmpty &&= stretch.covers > 0;
  });
  return isEmpty;
}

/** The first words after a slot as the document is now: "" at the end, and for a block that was not moved. */
export function wordsAfterSlot(timeline: Timeline, slot: Value | undefined): string {
  const home = slotHome(timeline, slot);
  if (!home) return "";
  const { sequence, element } = home;
  const rank = sequence.rankOf(element);
  let words = "";
  let blocks = 0;
  sequence.visit(rank, Math.min(sequence.length, rank + WORDS_ELEMENTS_MAX), (stretch) => {
    if (stretch.kind === "marker" && timeline.history.isShown(stretch) && words !== "") blocks++;
    if (blocks === 0 && stretch.kind === "text" && stretch.covers === 0) {
      words += timeline.history.textOf(stretch, stretch.length);
    }
  });
  return words.slice(0, WORDS_UNITS_MAX);
}

function slotHome({ history }: Timeline, slot: Value | undefined): ElementHome | null {
  const element = typeof slot === "string" ? history.elementNamed(slot) : null;
  return element && history.homeOf(element);
}
