/** Brings an editor's state up to what its screen shows, before something is dispatched to it or asks for it. */
import { Plugin } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

/**
 * Lets ProseMirror read what the browser did since it last looked: a caret that a key or a click moved, mostly.
 * The browser tells of such a move in a task of its own (`selectionchange`), and whoever dispatches before that
 * puts the old selection back on the screen. While an input method composes nothing is read.
 *
 * Reading may dispatch to the view, so take `view.state` afterwards. ProseMirror keeps the observer that does it
 * to itself; a view that has none is left as it is.
 */
export function readScreen(view: Pick<EditorView, "state"> & { readonly composing?: boolean }): void {
  if (view.composing === true || !("domObserver" in view)) return;
  const observer = view.domObserver;
  if (typeof observer !== "object" || observer === null || !("flush" in observer)) return;
  if (typeof observer.flush === "function") observer.flush();
}

/**
 * The plugin that does it before a key is handled and before anything is copied, cut or pasted. On a machine that is
 * busy a key comes before the browser has told of the selection that the one before made, and ProseMirror would
 * act on the old one: Shift+End and Delete joined the next block in the place of deleting the line.
 */
export function screenReader(): Plugin {
  const read = (view: EditorView): void => readScreen(view);
  return new Plugin({ props: { handleDOMEvents: { keydown: read, copy: read, cut: read, paste: read } } });
}
