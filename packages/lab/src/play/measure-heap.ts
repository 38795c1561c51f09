/**
 * What replicas weigh in a real heap: each scene is played and its replicas are held, the heap is measured with them and without.
 * Nothing of it is part of a verdict: a heap says something else in every engine of JavaScript, and every time a little.
 */
import type { Replica } from "../engine/engine.ts";
import { type Play, perform } from "./play-scene.ts";

/** So many edits weigh enough for a heap's own rustling not to count, where it can be collected at will. */
const defaultEdits = 150;
const copiesMax = 16;

/**
 * Bytes of one replica, the document of its editor with it, at the end of each play. `usedBytes` says what is in use after a
 * collection; it is asked once more than there are plays. Short scenes are played several times, until `editsWanted` are made, and
 * all of their replicas held.
 */
export async function measureHeap(
  plays: readonly Play[],
  usedBytes: () => Promise<number>,
  editsWanted: number = defaultEdits,
): Promise<readonly number[]> {
  const heldByPlay = plays.map((play) => holdReplicas(play, editsWanted));
  const bytes: number[] = [];
  let before = await usedBytes();
  for (const held of heldByPlay) {
    const count = held.length;
    held.length = 0;
    const after = await usedBytes();
    bytes.push(Math.max(0, Math.round((before - after) / count)));
    before = after;
  }
  return bytes;
}

/** Everything else of the play can be collected. */
function holdReplicas(play: Play, editsWanted: number): Replica[] {
  const held: Replica[] = [];
  let edits = 0;
  for (let copies = 0; copies < copiesMax && (copies === 0 || edits < editsWanted); copies++) {
    const { stage, next } = perform(play);
    while (next() !== null);
    edits += stage.edits;
    held.push(...stage.room.replicas);
  }
  return held;
}
