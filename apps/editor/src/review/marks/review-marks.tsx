import type { Editor } from "@tiptap/react";
import { useEffect, useMemo, useState } from "react";
import { createPortal } from "react-dom";
import { openedDocument } from "../../writing/opened-document.ts";
import type { Place } from "../place.ts";
import type { ReviewView } from "../review.ts";
import { placesAround, placesDrawnMax } from "../walk.ts";
import { setCrossingMarks } from "./crossing-marks.ts";
import { readMarks } from "./read-marks.ts";
import { noteRead, readPlaces } from "./read-places.ts";
import { SelvedgeMarks } from "./selvedge-marks.tsx";

/** What crossed, where it stands: in the text and on the selvedge. */
export function ReviewMarks({
  editor,
  view,
  currentId,
  isAside,
  onGo,
}: {
  readonly editor: Editor;
  readonly view: Pick<ReviewView, "open" | "stains">;
  readonly currentId: string | null;
  /** Whether the marks in the text are somebody else's for now. */
  readonly isAside: boolean;
  readonly onGo: (place: Place) => void;
}) {
  const open = useMemo(() => placesAround(view.open, currentId, placesDrawnMax), [view, currentId]);
  const stains = useMemo(() => placesAround(view.stains, currentId, placesDrawnMax), [view, currentId]);
  const documentId = openedDocument(editor)?.richText.documentId ?? "";
  const [read, setRead] = useState(() => readPlaces(documentId));
  useEffect(() => {
    if (read.size > 0) noteRead(documentId, read);
  }, [documentId, read]);
  useEffect(() => {
    if (editor.isDestroyed || isAside) return;
    const places = [...open, ...stains.filter(({ id }) => id === currentId)];
    setCrossingMarks(editor.view, places.length === 0 ? null : () => readMarks(editor, places, currentId));
  }, [editor, open, stains, currentId, isAside]);
  const page = editor.isDestroyed ? null : editor.view.dom.closest(".weft-page");
  if (page === null) return null;
  return createPortal(
    <SelvedgeMarks
      editor={editor}
      open={open}
      stains={stains}
      isRead={({ id }) => read.has(id)}
      onGo={onGo}
      onRead={(places) => setRead((before) => new Set([...before, ...places.map(({ id }) => id)]))}
    />,
    page,
  );
}
