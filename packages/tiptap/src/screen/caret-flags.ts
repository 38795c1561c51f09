/** Keeps the names at other people's carets inside the window. */
import type { EditorView } from "@tiptap/pm/view";

const marginPx = 4;

/**
 * After carets moved or the text became wider or narrower, and before the next frame is drawn, every name that would reach over the right edge gets the
 * way back in `--flag-shift` (pixels, zero or less), and a caret whose name would be hidden above the window the
 * class `weft-caret-below`. What covers the window's top, such as a fixed bar, is told by the page's
 * `scroll-padding-top`.
 */
export class CaretFlags {
  private readonly view: EditorView;
  private readonly widths: ResizeObserver;
  private frame: number | null = null;

  constructor(view: EditorView) {
    this.view = view;
    this.widths = new ResizeObserver(() => this.place());
    this.widths.observe(view.dom);
  }

  /** To be called when carets were drawn. */
  place(): void {
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (!this.view.isDestroyed) this.placeNow();
    });
  }

  destroy(): void {
    this.widths.disconnect();
    if (this.frame !== null) cancelAnimationFrame(this.frame);
  }

  private placeNow(): void {
    const { documentElement } = this.view.dom.ownerDocument;
    const right = documentElement.clientWidth - marginPx;
    const covered = Number.parseFloat(getComputedStyle(documentElement).scrollPaddingTop) || 0;
    const carets = [...this.view.dom.querySelectorAll<HTMLElement>(".weft-caret")];
    // All is read before anything is written, so that the browser lays out once.
    const wanted = carets.map((caret) => {
      const { left, top } = caret.getBoundingClientRect();
      const flag = caret.firstElementChild?.getBoundingClientRect();
      const width = flag?.width ?? 0;
      const shift = Math.max(Math.min(0, right - left - width), marginPx - left);
      return { caret, shift: Math.min(0, shift), isBelow: top - (flag?.height ?? 0) < covered };
    });
    for (const { caret, shift, isBelow } of wanted) {
      // Most names stand well: what is as it was is not written, and the browser need not lay out again.
      const way = shift === 0 ? "" : `${Math.round(shift)}px`;
      if (caret.style.getPropertyValue("--flag-shift") !== way) caret.style.setProperty("--flag-shift", way);
      if (caret.classList.contains("weft-caret-below") !== isBelow)
        caret.classList.toggle("weft-caret-below");
    }
  }
}
