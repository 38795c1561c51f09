import { Node } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import { Decoration, DecorationSet, EditorView } from "@tiptap/pm/view";
import { labSchema } from "@weft/lab";
import { useEffect, useRef } from "react";
import { doubledStretches } from "./mark-text.ts";

/** What one person sees, not to be written in; what is there twice is amber and underlined, what is gone red and struck. */
export function ShownDocument({
  json,
  person,
  lost,
  doubled,
}: {
  readonly json: unknown;
  readonly person: string;
  readonly lost: string;
  readonly doubled: string;
}) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    const doc = Node.fromJSON(labSchema, json);
    const decorations = doubledStretches(doc, doubled).map(({ from, to }) =>
      Decoration.inline(from, to, { class: "lab-doubled", title: "there twice" }),
    );
    const view = new EditorView(place.current, {
      state: EditorState.create({ doc }),
      editable: () => false,
      decorations: () => DecorationSet.create(doc, decorations),
      attributes: { "aria-label": `What ${person} sees`, role: "document" },
    });
    return () => view.destroy();
  }, [json, doubled, person]);
  return (
    <section className="lab-sheet" aria-label={person}>
      <h4 className="mb-1 font-medium text-caption text-faint">{person}</h4>
      <div ref={place} />
      {lost === "" ? null : (
        <p className="mt-2 text-caption text-red">
          lost <del className="lab-lost">{lost}</del>
        </p>
      )}
    </section>
  );
}
