/**
 * Steps that the model shows and the view does not yet, because they touch the text that an input method is
 * composing. Everything else passes by them, both ways; the order is changed by rebasing, as prosemirror-collab
 * does it. Pure: no view, no clock.
 *
 * Law: the view's document with the waiting steps is the model's document. Rebasing alone does not give that, as two
 * insertions that touch may change their order: what would break the law waits, or is told anew as a difference.
 */
import type { Node } from "@tiptap/pm/model";
import type { Selection } from "@tiptap/pm/state";
import {
  AddMarkStep,
  Mapping,
  RemoveMarkStep,
  ReplaceStep,
  replaceStep,
  type Step,
  Transform,
} from "@tiptap/pm/transform";
import type { PositionRange } from "../document/positions.ts";
import { passOnMove } from "../local/block-move.ts";
import { differenceStep } from "./difference-step.ts";

/** What is being composed in the view's document: the text nodes at the caret, and the content of their block. */
export interface Composed {
  readonly text: PositionRange;
  readonly block: PositionRange;
}

/** What an input method composes that has its caret at `selection`. */
export function composedAt({ $from, $to }: Selection): Composed {
  const before = $from.nodeBefore;
  const after = $to.nodeAfter;
  return {
    text: {
      from: $from.pos - (before?.isText ? before.nodeSize : 0),
      to: $to.pos + (after?.isText ? after.nodeSize : 0),
    },
    block: { from: $from.start(), to: $to.end() },
  };
}

/** A queue between the document that a view shows and the one that the model shows. */
export class WaitingSteps {
  private steps: readonly Step[] = [];

  /** Whether the view shows less than the model. */
  get isWaiting(): boolean {
    return this.steps.length > 0;
  }

  /**
   * Takes steps that the model shows. Returns those to show at once, made for the view's document; the others
   * wait.
   */
  receive(viewDoc: Node, steps: readonly Step[], composed: Composed | null): readonly Step[] {
    const shown = new Transform(viewDoc);
    for (const step of steps) {
      if (!this.passes(shown, step, composed)) this.steps = [...this.steps, step];
    }
    return shown.steps;
  }

  /** Shows a step at once, if that leaves the composed text alone and the law whole. */
  private passes(shown: Transform, step: Step, composed: Composed | null): boolean {
    const waiting = applyAll(shown.doc, this.steps);
    const [passing] = rebase(waiting.doc, [step], inverses(waiting));
    if (!passing || (composed !== null && touches(passing, composedNow(shown, composed)))) return false;
    if (this.isWaiting) {
      const later = rebase(shown.doc, this.steps, [passing]);
      const wanted = applyAll(waiting.doc, [step]).doc;
      if (!applyAll(shown.doc, [passing, ...later]).doc.eq(wanted)) return false;
      this.steps = later;
    }
    shown.step(passing);
    return true;
  }

  /** Lets a step wait that the model shows and a view that came late does not. */
  hold(step: Step): void {
    this.steps = [...this.steps, step];
  }

  /**
   * A local transform made on the view's document, as one made on the model's: `known`, if it is known what it does
   * there, otherwise rebased. What waits is then what the view still lacks.
   */
  passLocal(local: Transform, known: Transform | null = null): Transform {
    if (!this.isWaiting) return local;
    const passed = known ?? this.rebased(local);
    if (passed.steps.length === local.steps.length) passOnMove(local, passed);
    this.steps = rebase(local.before, this.steps, local.steps);
    if (!applyAll(local.doc, this.steps).doc.eq(passed.doc)) {
      const difference = differenceStep(local.doc, passed.doc);
      this.steps = difference ? [difference] : [];
    }
    return passed;
  }

  private rebased(local: Transform): Transform {
    const passed = new Transform(applyAll(local.before, this.steps).doc);
    for (const step of rebase(local.before, local.steps, this.steps, refit)) passed.step(step);
    return passed;
  }

  /** Gives up all that waits, for the view to show now. */
  takeAll(): readonly Step[] {
    const { steps } = this;
    this.steps = [];
    return steps;
  }
}

function applyAll(doc: Node, steps: readonly Step[]): Transform {
  const transform = new Transform(doc);
  for (const step of steps) transform.maybeStep(step);
  return transform;
}

function inverses(transform: Transform): Step[] {
  return transform.steps.map((step, index) => step.invert(transform.docs[index]!)).toReversed();
}

/** A step in the place of one that cannot be rebased, or null. `position` is where its start is now. */
type Refit = (doc: Node, step: ReplaceStep, position: number) => Step | null;

/** What was typed where all around it is gone stands where that was: nothing typed is left out. */
function refit(doc: Node, { slice }: ReplaceStep, position: number): Step | null {
  return slice.size > 0 ? replaceStep(doc, position, position, slice) : null;
}

/**
 * Steps made on `doc`, as if made after `over`, which were made on `doc` too. What cannot be so is left out, or is
 * as `instead` says. Positions go back through the steps, forward through `over`, and forward through what is
 * rebased already, which mirrors the way back.
 */
function rebase(
  doc: Node,
  steps: readonly Step[],
  over: readonly Step[],
  instead: Refit = () => null,
): readonly Step[] {
  if (over.length === 0) return steps;
  const forward = applyAll(doc, steps);
  const target = new Transform(forward.doc);
  for (const step of inverses(forward)) target.step(step);
  for (const step of over) target.maybeStep(step);
  const mapping = new Mapping(target.mapping.maps.slice());
  const rebased: Step[] = [];
  for (const [index, step] of forward.steps.entries()) {
    const mirrored = forward.steps.length - 1 - index;
    const way = mapping.slice(mirrored + 1);
    const mapped = step.map(way);
    if (mapped && !target.maybeStep(mapped).failed) {
      mapping.appendMap(mapped.getMap(), mirrored);
      rebased.push(mapped);
      continue;
    }
    const other = step instanceof ReplaceStep ? instead(target.doc, step, way.map(step.from)) : null;
    if (!other || target.maybeStep(other).failed) continue;
    mapping.appendMap(other.getMap());
    rebased.push(other);
  }
  return rebased;
}

function composedNow(shown: Transform, { text, block }: Composed): Composed {
  const now = ({ from, to }: PositionRange): PositionRange => ({
    from: shown.mapping.map(from, 1),
    to: shown.mapping.map(to, -1),
  });
  return { text: now(text), block: now(block) };
}

/** Whether a step would disturb the composed text: by changing it, or by giving its block another form. */
function touches(step: Step, { text, block }: Composed): boolean {
  const restyles = step instanceof AddMarkStep || step instanceof RemoveMarkStep;
  if (restyles) return step.from < text.to && step.to > text.from;
  const stretch = isWithin(step, block) ? text : block;
  let hit = false;
  step.getMap().forEach((from, to) => {
    if (from <= stretch.to && to >= stretch.from) hit = true;
  });
  return hit;
}

/** Whether a step only changes what stands in a textblock with this content, and leaves the block as it is. */
function isWithin(step: Step, block: PositionRange): boolean {
  if (!(step instanceof ReplaceStep) || step.from < block.from || step.to > block.to) return false;
  const { content, openStart } = step.slice;
  return openStart === 0 && (content.firstChild?.isInline ?? true);
}
