import { Node } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import { EditorView } from "@tiptap/pm/view";
import { type LostPlace, labSchema } from "@weft/lab";
import { useEffect, useRef } from "react";
import { faultMarks } from "../marks/fault-marks.ts";
import { readableDocument, readableLetters } from "../marks/readable-letters.ts";
import { drawInTurn } from "./drawing-queue.ts";

/** What one person sees, not to be written in, with its faults. */
export function ShownDocument({
  json,
  person,
  lost,
  doubled,
}: {
  readonly json: unknown;
  readonly person: string;
  readonly lost: readonly LostPlace[];
  readonly doubled: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  useEffect(
    () => () => {
      view.current?.destroy();
      view.current = null;
    },
    [],
  );
  useEffect(
    () =>
      drawInTurn(() => {
        const doc = Node.fromJSON(labSchema, json);
        const readableLost = lost.map(({ at, text }) => ({ at, text: readableLetters(text) }));
        // What is there twice is found by the characters themselves.
        const marks = faultMarks(doc, { lost: readableLost, doubled });
        const props = {
          state: EditorState.create({ doc: Node.fromJSON(labSchema, readableDocument(json)) }),
          editable: () => false,
          decorations: () => marks,
          attributes: { "aria-label": `What ${person} sees`, role: "document", tabindex: "0" },
        };
        if (view.current) view.current.update(props);
        else view.current = new EditorView(place.current, props);
      }),
    [json, lost, doubled, person],
  );
  return (
    <div className="lab-sheet">
      <p className="mb-1 font-medium text-caption text-faint">{person}</p>
      <div ref={place} />
    </div>
  );
}
