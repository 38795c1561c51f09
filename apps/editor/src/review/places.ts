/** The places of a review, as one person sees them: of thousands only those are read again of which something may have changed. */
import { unreachable } from "@weft/base";
import { type Conflict, type ConflictRegister, type Resolution, resolutionOf } from "@weft/conflicts";
import type { Patch, RichText } from "@weft/richtext";
import type { Crossing } from "./finding/search-conflicts.ts";
import { type Looker, type Place, placeOf } from "./place.ts";
import { isWriterKey } from "./writers.ts";

/** All places of a document; one that has not changed stays the same object. */
export class Places {
  private readonly document: RichText;
  /** In the order of the text, unless blocks have moved since. */
  private crossings: readonly Crossing[] = [];
  private isInOrder = true;
  private ofRegisters: readonly Crossing[] = [];
  private readonly placesByCrossing = new Map<Crossing, Place>();
  /** Whose eyes they were read with. */
  private seenBy: string | null = null;

  constructor(document: RichText) {
    this.document = document;
  }

  /** The ids of their conflicts. */
  ids(): ReadonlySet<string> {
    return new Set(this.crossings.map(({ conflict }) => conflict.id));
  }

  /** Takes what was found in the place of what was there. */
  take(crossings: readonly Crossing[]): void {
    this.crossings = crossings;
    this.isInOrder = false;
    this.ofRegisters = crossings.filter(({ conflict }) => conflict.register !== null);
    this.placesByCrossing.clear();
  }

  /** Notes what changed in the document. True if what was found may not say any more what a register holds now. */
  follow(patches: readonly Patch[]): boolean {
    let mayBeStale = false;
    for (const patch of patches) {
      if (patch.type === "blocks") this.isInOrder = false;
      if (patch.type === "property" && isWriterKey(patch.key)) this.placesByCrossing.clear();
      else mayBeStale ||= this.ofRegisters.some(({ conflict }) => isAbout(this.document, conflict, patch));
    }
    return mayBeStale;
  }

  /** All of them in the order of the text. */
  read(own: Looker): readonly Place[] {
    const { document, placesByCrossing } = this;
    const seenBy = `${own.face.colour} ${own.face.name} ${[...own.replicas].join()}`;
    if (seenBy !== this.seenBy) placesByCrossing.clear();
    this.seenBy = seenBy;
    if (!this.isInOrder) this.crossings = inTextOrder(document, this.crossings);
    this.isInOrder = true;
    return this.crossings.map((crossing) => {
      const before = placesByCrossing.get(crossing);
      if (before && isSame(before.resolution, resolutionOf(document, before.id))) return before;
      const place = placeOf(document, crossing, own);
      placesByCrossing.set(crossing, place);
      return place;
    });
  }
}

/** Whether a change may be one of the register that a conflict is about. */
function isAbout(document: RichText, { register }: Conflict, patch: Patch): boolean {
  if (register === null) return false;
  switch (patch.type) {
    case "text":
      return false;
    case "marks":
      return register.key.startsWith("mark.");
    case "block":
      // A container's are told by the blocks in it.
      return register.target === patch.block || isNoBlock(document, register);
    case "blocks":
      return register.key === "place" || patch.inserted.includes(register.target);
    case "property":
      return register.target === "document" && register.key === patch.key;
    default:
      return unreachable(patch);
  }
}

function isNoBlock(document: RichText, { target }: ConflictRegister): boolean {
  return target !== "document" && document.indexOfBlock(target) < 0;
}

function isSame(a: Resolution | null, b: Resolution | null): boolean {
  if (a === null || b === null) return a === b;
  return a.person === b.person && a.decidedAtMs === b.decidedAtMs && a.kept?.join() === b.kept?.join();
}

function inTextOrder(document: RichText, crossings: readonly Crossing[]): readonly Crossing[] {
  const at = ({ conflict }: Crossing): number =>
    (conflict.place.start === null ? null : document.placeOfAnchor(conflict.place.start)) ?? 0;
  const placed = crossings.map((crossing) => ({ crossing, at: at(crossing) }));
  return placed.sort((a, b) => a.at - b.at).map(({ crossing }) => crossing);
}
