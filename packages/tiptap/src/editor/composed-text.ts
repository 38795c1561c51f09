/**
 * The text around an input method's caret, character by character with its anchors in the model. While others' steps
 * wait, what is composed is done to these very characters: positions alone do not tell where they are by then, as a
 * step that shows a run anew covers text that it puts back as it was.
 */
import type { EditorState } from "@tiptap/pm/state";
import { type Mappable, ReplaceStep, replaceStep, Transform } from "@tiptap/pm/transform";
import type { Anchor } from "@weft/richtext";
import type { Binding } from "../document/binding.ts";
import { anchorFromPosition, anchorToPosition, positionFromAnchor } from "../document/positions.ts";

/** How far on both sides of the selection characters are known: more than is composed at a time. */
const REACH = 64;

interface KnownCharacter {
  /** In the view's document. */
  readonly position: number;
  /** The edges of the character in the model. They fall together when it is deleted. */
  readonly left: Anchor;
  readonly right: Anchor;
}

/** What was typed, and where it came to stand in the document that the model shows. */
interface Typed {
  /** On the view's document. */
  readonly step: ReplaceStep;
  /** On the model's. */
  readonly transform: Transform;
  readonly at: number;
}

/** The characters of one view. */
export class ComposedText {
  private readonly binding: Binding;
  private characters: readonly KnownCharacter[] = [];

  constructor(binding: Binding) {
    this.binding = binding;
  }

  /** Notes the characters around the selection. The state has to show what the model shows. */
  note({ selection: { $from, $to } }: EditorState): void {
    if (!$from.sameParent($to) || !$from.parent.inlineContent) {
      this.forget();
      return;
    }
    const from = Math.max($from.start(), $from.pos - REACH);
    const to = Math.min($to.end(), $to.pos + REACH);
    this.characters = this.charactersAt(from, from, to - from);
  }

  /** Nothing is composed, or it is not known where. Positions that nobody follows would be those of other characters. */
  forget(): void {
    this.characters = [];
  }

  /** The view's document changed beside the composed text. */
  follow(mapping: Mappable): void {
    this.characters = this.characters.flatMap((character) => {
      const { pos, deletedAfter } = mapping.mapResult(character.position, 1);
      return deletedAfter ? [] : [{ ...character, position: pos }];
    });
  }

  /**
   * A local transform made on the view's document, as one on what the model shows, if it is typing among characters
   * that are known: those that it takes out go, and what it puts in stands where they, or their neighbours, are.
   */
  pass(local: Transform): Typed | null {
    const step = typingOf(local);
    if (step === null) return null;
    const gone = this.characters.filter(({ position }) => position >= step.from && position < step.to);
    if (gone.length !== step.to - step.from) return null;
    const transform = new Transform(this.binding.doc);
    let at: number | null = null;
    for (const character of gone.toReversed()) {
      const position = this.shownAt(character);
      if (position === null) continue;
      transform.delete(position, position + 1);
      at = position;
    }
    at ??= this.besides(step.from, step.to);
    if (at === null) return null;
    if (step.slice.size > 0) {
      const put = replaceStep(transform.doc, at, at, step.slice);
      if (!put) return null;
      transform.step(put);
    }
    return { step, transform, at };
  }

  /** The model has taken what `pass` gave. */
  taken({ step: { from, to, slice }, at }: Typed): void {
    const grown = slice.size - (to - from);
    this.characters = [
      ...this.characters.filter(({ position }) => position < from),
      ...this.charactersAt(from, at, slice.size),
      ...this.characters
        .filter(({ position }) => position >= to)
        .map((character) => ({ ...character, position: character.position + grown })),
    ];
  }

  /** The characters that the model shows from `shown` on, and the view from `position` on. */
  private charactersAt(position: number, shown: number, count: number): KnownCharacter[] {
    return Array.from({ length: count }, (_, index) => ({
      position: position + index,
      left: anchorToPosition(this.binding, shown + index),
      right: anchorFromPosition(this.binding, shown + index + 1),
    }));
  }

  /** Where the model shows a character, or null if it is deleted. */
  private shownAt({ left, right }: KnownCharacter): number | null {
    const { richText } = this.binding;
    const [before, after] = [richText.placeOfAnchor(left), richText.placeOfAnchor(right)];
    if (before === null || after === null || after === before) return null;
    const end = positionFromAnchor(this.binding, right);
    return end === null ? null : end - 1;
  }

  /** Where the neighbour of a stretch of the view's document ends, or begins, in what the model shows. */
  private besides(from: number, to: number): number | null {
    const before = this.characters.findLast(({ position }) => position < from);
    if (before?.position === from - 1) return positionFromAnchor(this.binding, before.right);
    const after = this.characters.find(({ position }) => position >= to);
    if (after?.position !== to) return null;
    const start = this.shownAt(after);
    return start ?? positionFromAnchor(this.binding, after.right);
  }
}

/** The step of a transform that only puts inline content in the place of inline content, or null. */
function typingOf({ before, steps }: Transform): ReplaceStep | null {
  const [step, ...more] = steps;
  if (more.length > 0 || !(step instanceof ReplaceStep)) return null;
  const { from, to, slice } = step;
  const $from = before.resolve(from);
  if (!$from.parent.inlineContent || !$from.sameParent(before.resolve(to))) return null;
  const isInline =
    slice.openStart === 0 && slice.openEnd === 0 && (slice.content.firstChild?.isInline ?? true);
  return isInline ? step : null;
}
