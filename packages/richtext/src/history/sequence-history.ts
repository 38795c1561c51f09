import type { Element, VisitCovered } from "@weft/rga";
import type { DocumentParts } from "../reading/document-parts.ts";
import type { CellAddress, ElementKind, ElementStretch, HistorySequence } from "./history.ts";

/** One sequence of a document, read with all that was ever in it. */
export class SequenceHistory implements HistorySequence {
  readonly cell: CellAddress | null;
  private readonly parts: DocumentParts;

  constructor(parts: DocumentParts) {
    this.parts = parts;
    const { cell } = parts;
    this.cell = cell && {
      id: cell.id,
      table: cell.row.table,
      row: cell.row.element,
      column: cell.column.element,
    };
  }

  get length(): number {
    return this.parts.sequence.totalLength;
  }

  has({ replica, counter }: Element): boolean {
    return this.parts.sequence.has(replica, counter);
  }

  rankOf({ replica, counter }: Element): number {
    return this.parts.sequence.rankOf(replica, counter);
  }

  visit(from: number, to: number, visit: (stretch: ElementStretch) => void): void {
    this.parts.sequence.coveredRuns(from, to, this.stretches(visit));
  }

  visitFrom(element: Element, count: number, visit: (stretch: ElementStretch) => void): boolean {
    return this.parts.sequence.coveredRunsFrom(element, count, this.stretches(visit));
  }

  /** Cuts runs into stretches of one kind. */
  private stretches(visit: (stretch: ElementStretch) => void): VisitCovered {
    const { segments, atoms, slots } = this.parts;
    return (replica, first, count, covers, rank) => {
      const end = first + count;
      for (let counter = first; counter < end; ) {
        const at = rank + counter - first;
        const marker = segments.nextCounter(replica, counter, end);
        const atom = atoms.nextCounter(replica, counter, marker);
        const object = slots.nextCounter(replica, counter, atom);
        if (object > counter) {
          visit({ kind: "text", replica, counter, length: object - counter, rank: at, covers });
        }
        if (object < end) {
          const kind: ElementKind = object < atom ? "slot" : atom < marker ? "atom" : "marker";
          visit({ kind, replica, counter: object, length: 1, rank: at + object - counter, covers });
        }
        counter = object + 1;
      }
    };
  }
}
