import { type Editor, EditorContent, useEditor } from "@tiptap/react";
import { systemClock } from "@weft/base";
import type { Change } from "@weft/conflicts";
import { Collaboration, editorExtensions } from "@weft/tiptap";
import { useEffect, useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { Face } from "../people/face.ts";
import { ownFace } from "../people/own-face.ts";
import type { PersonChanges } from "../review/away/absence.ts";
import { CrossingMarks } from "../review/marks/crossing-marks.ts";
import { ReviewMarks } from "../review/marks/review-marks.tsx";
import type { Place } from "../review/place.ts";
import { rangeOfChange, rangeOfPlace, showRange } from "../review/place-range.ts";
import { ChangeList, changeAttribute } from "../review/rail/change-list.tsx";
import { cardAttribute } from "../review/rail/place-card.tsx";
import { type RailActions, ReviewRail } from "../review/rail/review-rail.tsx";
import { useReviewKeys } from "../review/rail/use-review-keys.ts";
import type { Step } from "../review/walk.ts";
import { changeWords } from "../review/words/change-words.ts";
import { placeWords } from "../review/words/place-words.ts";
import { useSettings } from "../settings/use-settings.ts";
import { type Comparison, labelOf } from "./comparison.ts";
import { useMergedMarks } from "./use-merged-marks.ts";
import "../tables/tables.css";
import "../writing/selvedge.css";
import "../writing/vocabulary.css";
import "../writing/writing.css";
import "../review/review.css";

/** Something to walk to. */
type Stop =
  | { readonly kind: "place"; readonly place: Place }
  | { readonly kind: "change"; readonly change: Change };

/** What is known of it when all is compared again. */
export interface StopName {
  readonly kind: Stop["kind"];
  readonly id: string;
}

/** Both documents in one text, which nobody can write in, with the rail of the review beside it. */
export function MergedText({
  comparison,
  face,
  ownName,
  inHand,
  onInHand,
  onClose,
}: {
  readonly comparison: Comparison;
  /** What stands for the other document. */
  readonly face: Face;
  /** What the document is called that is held against it. */
  readonly ownName: string;
  readonly inHand: StopName | null;
  readonly onInHand: (name: StopName) => void;
  readonly onClose: () => void;
}) {
  const { merged, places, stains } = comparison;
  const editor = useEditor({
    extensions: [...editorExtensions(), Collaboration.configure({ document: merged }), CrossingMarks],
    editable: false,
    injectCSS: false,
    editorProps: { attributes: { role: "document", "aria-label": "The merged text", tabindex: "0" } },
  });
  const rail = useRef<HTMLElement | null>(null);
  const { current, said, go, onStep } = useStops(editor, comparison, { rail, inHand, onInHand });
  const place = current?.kind === "place" ? current.place : null;
  const change = current?.kind === "change" ? current.change : null;
  const goTo = (to: Change): void => go({ kind: "change", change: to });
  const actions: RailActions = {
    onGo: (to) => go({ kind: "place", place: to }),
    onStep,
    onClose,
    onChoose() {},
    onEdit() {},
    onReopen() {},
    onUndo() {},
    canSettle: () => false,
  };
  const sides = useSides(comparison, { face, ownName });
  const shown = useMemo(() => [...places, ...stains], [places, stains]);
  useMergedMarks(editor, shown, sides, { place, change });
  return (
    <main className="overflow-x-clip px-5 pt-8 sm:px-12 sm:pt-12">
      <p className="sr-only" role="status" aria-live="polite" data-testid="review-said">
        {said}
      </p>
      <div className="weft-page">
        <EditorContent editor={editor} />
      </div>
      <ReviewMarks
        editor={editor}
        view={{ open: places, stains }}
        currentId={place?.id ?? null}
        isAside
        onGo={actions.onGo}
      />
      <ReviewRail
        ref={rail}
        view={{ open: places, stains, settled: [], news: null }}
        current={place}
        canWrite={false}
        nowMs={systemClock.now()}
        actions={actions}
      >
        {sides.map((side) =>
          side.changes.length === 0 ? null : (
            <ChangeList key={side.face?.name} person={side} current={change} onGo={goTo} />
          ),
        )}
      </ReviewRail>
    </main>
  );
}

/** What each of the two did, as that of a person with a face. */
function useSides(
  { branchChanges, otherChanges }: Comparison,
  { face, ownName }: { readonly face: Face; readonly ownName: string },
): readonly PersonChanges[] {
  const settings = useSettings();
  const own = useMemo(() => ownFace(settings), [settings]);
  return useMemo(
    () => [
      { face: { ...own, name: ownName }, changes: branchChanges },
      { face: { ...face, name: labelOf(face) }, changes: otherChanges },
    ],
    [own, ownName, face, branchChanges, otherChanges],
  );
}

/** The walk: through the places first, then through what each side changed. */
function useStops(
  editor: Editor,
  { places, stains, branchChanges, otherChanges }: Comparison,
  {
    rail,
    inHand,
    onInHand,
  }: {
    readonly rail: { readonly current: HTMLElement | null };
    readonly inHand: StopName | null;
    readonly onInHand: (name: StopName) => void;
  },
) {
  const [said, setSaid] = useState("");
  const stops: readonly Stop[] = [
    ...[...places, ...stains].map((place) => ({ kind: "place" as const, place })),
    ...[...branchChanges, ...otherChanges].map((change) => ({ kind: "change" as const, change })),
  ];
  const index = inHand === null ? -1 : stops.findIndex((stop) => isSame(nameOf(stop), inHand));
  const current = stops[index] ?? null;
  const isKnown = current !== null;
  useEffect(() => {
    // Compared anew, the rail is another one: the focus goes on where it was.
    if (isKnown && document.activeElement === document.body) focusInHand(rail.current);
  }, [isKnown, rail]);
  const go = (stop: Stop): void => {
    flushSync(() => onInHand(nameOf(stop)));
    const isPlace = stop.kind === "place";
    showRange(editor, isPlace ? rangeOfPlace(editor, stop.place) : rangeOfChange(editor, stop.change));
    focusInHand(rail.current);
    setSaid(isPlace ? placeWords(stop.place) : changeWords(stop.change));
  };
  const onStep = (step: Step): void => {
    const next =
      index < 0 ? (step === 1 ? 0 : stops.length - 1) : (index + step + stops.length) % stops.length;
    const stop = stops[next];
    if (stop) go(stop);
  };
  useReviewKeys(stops.length > 0, onStep);
  return { current, said, go, onStep };
}

function focusInHand(rail: HTMLElement | null): void {
  rail?.querySelector<HTMLElement>(`[${cardAttribute}], [${changeAttribute}]`)?.focus();
}

function nameOf(stop: Stop): StopName {
  const { kind } = stop;
  return { kind, id: kind === "place" ? stop.place.id : `${stop.change.id} ${stop.change.side}` };
}

function isSame(a: StopName, b: StopName): boolean {
  return a.kind === b.kind && a.id === b.id;
}
