/** Shows the beginning of a long document before the rest of it is laid out. */
import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

/** Below that the layout of all blocks costs less than a frame. */
const BLOCKS_MIN = 200;

/**
 * Puts the class `weft-first-look` on the text from the moment at which many blocks come at once until they have been
 * drawn: the style sheet then skips those that are far from the window. No longer than that, as what is not laid out
 * is not as high as it will be, and what one reads would jump; and not while one writes.
 */
export const FirstLook = Extension.create({
  name: "firstLook",
  addProseMirrorPlugins: () => [
    new Plugin({
      view: (view) => {
        skipUntilDrawn(view);
        return {
          update: (shown, { doc }) => {
            if (doc.childCount === 1 && doc !== shown.state.doc && !shown.hasFocus()) skipUntilDrawn(shown);
          },
        };
      },
    }),
  ],
});

function skipUntilDrawn({ dom, state }: EditorView): void {
  if (state.doc.childCount < BLOCKS_MIN) return;
  dom.classList.add("weft-first-look");
  const showAll = (): void => dom.classList.remove("weft-first-look");
  // The frame with the text, and one in which whoever waited for it may be served.
  requestAnimationFrame(() => requestAnimationFrame(() => afterFrame(showAll)));
}

/** A message that is posted before a frame is drawn arrives after it. */
function afterFrame(call: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = call;
  port2.postMessage(null);
}
