/** Details on the screen: a button that opens and closes them, for this window alone. */
import type { Node } from "@tiptap/pm/model";
import type { EditorView, NodeView } from "@tiptap/pm/view";

const openEvent = "weft-open";

/** Shows what is below the summary of the details at a position. */
export function openDetails(view: EditorView, position: number): void {
  view.nodeDOM(position)?.dispatchEvent(new CustomEvent(openEvent));
}

/** The view of one such node. Those that one makes, or writes in, are open. */
export class DetailsView implements NodeView {
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement;
  private readonly toggle: HTMLButtonElement;
  private node: Node;

  constructor(node: Node, view: EditorView, getPos: () => number | undefined) {
    this.node = node;
    this.dom = document.createElement("div");
    this.dom.className = "weft-details";
    this.toggle = document.createElement("button");
    this.toggle.type = "button";
    this.toggle.className = "weft-details-toggle";
    this.toggle.contentEditable = "false";
    this.toggle.addEventListener("mousedown", (event) => event.preventDefault());
    this.toggle.addEventListener("click", () => this.show(!this.isOpen));
    this.contentDOM = document.createElement("div");
    this.contentDOM.className = "weft-details-content";
    this.dom.append(this.toggle, this.contentDOM);
    this.dom.addEventListener(openEvent, (event) => {
      if (event.target === this.dom) this.show(true);
    });
    const position = getPos();
    const { from } = view.state.selection;
    const isInside = position !== undefined && from > position && from < position + node.nodeSize;
    this.show(node.attrs.open === true || isInside);
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    // A line was put in below the summary: it is to be seen.
    if (node.childCount > this.node.childCount && !this.isOpen) this.show(true);
    this.node = node;
    return true;
  }

  /** What the button does is not the document's. */
  ignoreMutation(mutation: { readonly type: string; readonly target: globalThis.Node }): boolean {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }

  stopEvent(event: Event): boolean {
    return event.target instanceof globalThis.Node && this.toggle.contains(event.target);
  }

  private get isOpen(): boolean {
    return this.dom.dataset.open !== undefined;
  }

  private show(isOpen: boolean): void {
    if (isOpen) this.dom.dataset.open = "";
    else delete this.dom.dataset.open;
    this.toggle.setAttribute("aria-expanded", String(isOpen));
    this.toggle.setAttribute("aria-label", isOpen ? "Close details" : "Open details");
  }
}
