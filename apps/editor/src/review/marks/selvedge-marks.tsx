import type { Editor } from "@tiptap/react";
import { type Clock, systemClock, type Timer } from "@weft/base";
import type { Anchor } from "@weft/richtext";
import { memo, useEffect, useRef } from "react";
import { classNames } from "../../design/class-names.ts";
import { Tip } from "../../design/controls/tip.tsx";
import { useStretches } from "../../writing/use-stretches.ts";
import type { Place } from "../place.ts";
import { placeWords } from "../words/place-words.ts";

/** How long a stain is in sight until it counts as read. */
const readingMs = 3_000;

/** On the selvedge: a knot where something needs a look, a stain where words were only put side by side. */
export function SelvedgeMarks({
  editor,
  open,
  stains,
  isRead,
  onGo,
  onRead,
}: {
  readonly editor: Editor;
  readonly open: readonly Place[];
  readonly stains: readonly Place[];
  readonly isRead: (place: Place) => boolean;
  readonly onGo: (place: Place) => void;
  readonly onRead: (places: readonly Place[]) => void;
}) {
  const knots = useStretches(editor, open, anchorsOf);
  const stained = useStretches(editor, stains, anchorsOf);
  return (
    <>
      {knots.map(({ items, top, height }) => {
        const [place, ...others] = items;
        const middle = top + Math.min(height, 30) / 2;
        return <Knot key={place.id} place={place} others={others.length} top={middle} onGo={onGo} />;
      })}
      {stained.map(({ items, top, height }) => (
        <Stain
          key={items[0].id}
          top={top}
          height={height}
          isRead={items.every(isRead)}
          onRead={() => onRead(items)}
          clock={systemClock}
        />
      ))}
    </>
  );
}

/** Drawn anew only if it is about something else, or elsewhere: there may be a hundred. */
const Knot = memo(function Knot({
  place,
  others,
  top,
  onGo,
}: {
  readonly place: Place;
  /** How many more places are in the same block. */
  readonly others: number;
  readonly top: number;
  readonly onGo: (place: Place) => void;
}) {
  const words = others === 0 ? placeWords(place) : `${placeWords(place)}, and ${others} more`;
  return (
    <Tip label={words}>
      <button
        type="button"
        className="weft-knot"
        style={{ top }}
        aria-label={`${words}. Open the review`}
        data-testid="knot"
        onClick={() => onGo(place)}
      />
    </Tip>
  );
});

/** It fades once it was in sight for a while. What it says, the rail says in words. */
function Stain({
  top,
  height,
  isRead,
  onRead,
  clock,
}: {
  readonly top: number;
  readonly height: number;
  readonly isRead: boolean;
  readonly onRead: () => void;
  readonly clock: Clock;
}) {
  const element = useRef<HTMLSpanElement | null>(null);
  const read = useRef(onRead);
  read.current = onRead;
  useEffect(() => {
    const stain = element.current;
    if (isRead || stain === null) return;
    let timer: Timer | null = null;
    const watch = new IntersectionObserver(([entry]) => {
      timer?.cancel();
      timer = entry?.isIntersecting ? clock.after(readingMs, () => read.current()) : null;
    });
    watch.observe(stain);
    return () => {
      timer?.cancel();
      watch.disconnect();
    };
  }, [isRead, clock]);
  return (
    <span
      ref={element}
      aria-hidden
      data-testid="stain"
      className={classNames("weft-stain", isRead && "weft-stain-read")}
      style={{ top, height }}
    />
  );
}

/** The block in which a place ends: where it begins may be the end of the block before. */
function anchorsOf({ conflict }: Place): readonly Anchor[] {
  const anchor = conflict.place.end ?? conflict.place.start;
  return anchor === null ? [] : [anchor];
}
