import type { OpSpace } from "@weft/rga";
import { compareWrites } from "../registers/register.ts";
import type { RangeMark } from "./range-mark.ts";

/** Marks that all cover one stretch, so that the newest of each type is at hand: a sorted list for each type. */
export class CoverList {
  private readonly space: OpSpace;
  /** Sorted by type; in each the marks of one type, oldest first, never none. */
  private readonly groups: RangeMark[][] = [];

  constructor(space: OpSpace) {
    this.space = space;
  }

  /** Adds a mark. */
  add(mark: RangeMark): void {
    const index = this.groupFrom(mark.markType);
    const group = this.groups[index];
    if (group?.[0]?.markType === mark.markType) group.splice(this.olderIn(group, mark), 0, mark);
    else this.groups.splice(index, 0, [mark]);
  }

  /** Takes a mark out that was added. */
  remove(mark: RangeMark): void {
    const index = this.groupFrom(mark.markType);
    const group = this.groups[index];
    const place = group ? this.olderIn(group, mark) : -1;
    if (group?.[place] !== mark) return;
    if (group.length === 1) this.groups.splice(index, 1);
    else group.splice(place, 1);
  }

  /** The newest mark of a type, if there is one. */
  newest(markType: string): RangeMark | null {
    const last = this.groups[this.groupFrom(markType)]?.at(-1);
    return last?.markType === markType ? last : null;
  }

  /** Visits the newest mark of each type. */
  visitNewest(visit: (mark: RangeMark) => void): void {
    for (const group of this.groups) visit(group[group.length - 1]!);
  }

  /** The first group whose type is not before this one. */
  private groupFrom(markType: string): number {
    let low = 0;
    let high = this.groups.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.groups[middle]![0]!.markType < markType) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How many marks of a group are older. */
  private olderIn(group: readonly RangeMark[], mark: RangeMark): number {
    let low = 0;
    let high = group.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareWrites(this.space, group[middle]!, mark) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
