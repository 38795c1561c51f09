/** What registers held at the moments that are compared. */
import type { Element } from "@weft/rga";
import type { RegisterHistory, RegisterWrite, Value } from "@weft/richtext";
import type { Timeline } from "../versions/timeline.ts";

/** The newest write in force at a moment; null if there was none. */
export function writeAt(
  timeline: Timeline,
  { writes }: RegisterHistory,
  moment: number,
): RegisterWrite | null {
  const bit = 1 << moment;
  return writes.findLast(({ replica, counter }) => timeline.effective(replica, counter) & bit) ?? null;
}

/** Whether two values are the same. */
export function equalValues(a: Value | undefined, b: Value | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

/** A value in words: texts as they are, records of one text by that, anything else as JSON. */
export function spellValue(value: Value | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value === "object" && !Array.isArray(value)) {
    const inner = Object.values(value).filter((one) => one !== null);
    if (inner.length === 0) return "";
    if (inner.length === 1) return spellValue(inner[0]);
  }
  return JSON.stringify(value);
}

/** The types of the containers from the outermost to the one with an id, as they were at a moment. */
export function containerPath(timeline: Timeline, id: Value | undefined, moment: number): string {
  const types: string[] = [];
  const met = new Set<string>();
  for (let name = id; typeof name === "string" && !met.has(name); ) {
    met.add(name);
    const node: Element | null = timeline.history.elementNamed(name);
    if (!node) break;
    const type = timeline.history.register(node, "type");
    types.unshift(spellValue(type ? writeAt(timeline, type, moment)?.value : undefined));
    const parent = timeline.history.register(node, "parent");
    name = parent ? writeAt(timeline, parent, moment)?.value : null;
  }
  return types.join(" › ");
}
