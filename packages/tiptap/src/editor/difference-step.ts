import type { Node } from "@tiptap/pm/model";
import { ReplaceStep, type Step } from "@tiptap/pm/transform";

/** One step from `shown` to `wanted` that leaves alone what is equal at both ends; null if they are equal. */
export function differenceStep(shown: Node, wanted: Node): Step | null {
  const start = shown.content.findDiffStart(wanted.content);
  const end = shown.content.findDiffEnd(wanted.content);
  if (start === null || end === null) return null;
  const overlap = Math.max(0, start - Math.min(end.a, end.b));
  return new ReplaceStep(start, end.a + overlap, wanted.slice(start, end.b + overlap));
}
