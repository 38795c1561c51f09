/** What is wrong with a document, shown in it: what is there twice amber and underlined, what is gone red and struck. */
import type { Node } from "@tiptap/pm/model";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import type { LostPlace } from "@weft/lab";
import { doubledStretches } from "./doubled-stretches.ts";

/** The faults of one document. */
export interface Faults {
  readonly lost: readonly LostPlace[];
  /** Each character as often as it is too much. */
  readonly doubled: string;
}

/** The decorations that show `faults` in `doc`. */
export function faultMarks(doc: Node, { lost, doubled }: Faults): DecorationSet {
  return DecorationSet.create(doc, [
    ...doubledStretches(doc, doubled).map(({ from, to }) =>
      Decoration.inline(from, to, { class: "lab-doubled", title: "there twice" }),
    ),
    ...lost.map(({ at, text }) =>
      Decoration.widget(at, () => lostElement(text), {
        side: 1,
        key: `${at} ${text}`,
        ignoreSelection: true,
      }),
    ),
  ]);
}

function lostElement(text: string): HTMLElement {
  const element = document.createElement("del");
  element.className = "lab-lost";
  element.title = "lost";
  element.textContent = text;
  return element;
}
