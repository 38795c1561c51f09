/** Keeps the line that somebody reads or writes where it is on the screen while others change what stands above. */
import type { EditorView } from "@tiptap/pm/view";

/** What is looked at, and how far below the top of the window it stands. */
interface Noted {
  readonly head: number | null;
  readonly element: Element | null;
  readonly top: number;
  readonly scrolled: number;
}

/**
 * Browsers keep the scroll position when content above grows, but take a focused editor as one piece: what is
 * inserted in its upper part pushes its lower part down. So while the editor has the focus, this does it: the
 * caret's line stays in its place if it can be seen, otherwise the first block that can. Everything that comes
 * within one frame is made up for at its end, before it is drawn.
 */
export class SteadyScroll {
  private readonly view: EditorView;
  private noted: Noted | null = null;

  constructor(view: EditorView) {
    this.view = view;
  }

  /** To be called before somebody else's change is shown. */
  hold(): void {
    if (this.noted !== null || !this.view.hasFocus()) return;
    this.noted = this.note();
    if (this.noted === null) return;
    requestAnimationFrame(() => {
      const { noted } = this;
      this.noted = null;
      if (noted !== null && !this.view.isDestroyed) this.makeUp(noted);
    });
  }

  private note(): Noted | null {
    const { view } = this;
    const scrolled = scrollerOf(view.dom).scrollTop;
    const { head } = view.state.selection;
    const { top, bottom } = view.coordsAtPos(head);
    if (bottom > 0 && top < innerHeight) return { head, element: null, top, scrolled };
    const element = firstSeenBlock(view.dom);
    return element && { head: null, element, top: element.getBoundingClientRect().top, scrolled };
  }

  private makeUp(noted: Noted): void {
    const { view } = this;
    if (noted.element !== null && !view.dom.contains(noted.element)) return;
    const top = noted.element?.getBoundingClientRect().top ?? view.coordsAtPos(view.state.selection.head).top;
    const scroller = scrollerOf(view.dom);
    const hasMovedInText = Math.abs(top + scroller.scrollTop - (noted.top + noted.scrolled)) >= 1;
    if (hasMovedInText) scroller.scrollTop += top - noted.top;
  }
}

/** The outermost block of the text whose first line is the first that can be seen. */
function firstSeenBlock(text: Element): Element | null {
  let first = 0;
  let end = text.children.length;
  while (first < end) {
    const middle = (first + end) >> 1;
    if (text.children[middle]!.getBoundingClientRect().top >= 0) end = middle;
    else first = middle + 1;
  }
  return text.children[first] ?? text.lastElementChild;
}

/** What scrolls the text: the nearest element around it that can, or the page. */
function scrollerOf(text: Element): Element {
  for (let element = text.parentElement; element; element = element.parentElement) {
    const { overflowY } = getComputedStyle(element);
    const isScroller = overflowY === "auto" || overflowY === "scroll";
    if (isScroller && element.scrollHeight > element.clientHeight) return element;
  }
  return text.ownerDocument.scrollingElement ?? text.ownerDocument.documentElement;
}
