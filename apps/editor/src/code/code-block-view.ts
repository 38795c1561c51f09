/** A code block on the screen, with a picker for its language. */
import type { Editor } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import type { NodeView } from "@tiptap/pm/view";
import { codeLanguages } from "./code-language.ts";

/** The view of one code block. */
export class CodeBlockView implements NodeView {
  readonly dom: HTMLElement;
  readonly contentDOM: HTMLElement;
  private readonly picker: HTMLSelectElement;
  private node: Node;

  constructor(node: Node, editor: Editor, getPos: () => number | undefined) {
    this.node = node;
    this.dom = document.createElement("div");
    this.dom.className = "weft-code";
    const pre = document.createElement("pre");
    this.contentDOM = document.createElement("code");
    pre.append(this.contentDOM);
    this.picker = document.createElement("select");
    this.picker.className = "weft-code-language";
    this.picker.setAttribute("aria-label", "Language of the code");
    this.picker.contentEditable = "false";
    this.picker.addEventListener("change", () => {
      const position = getPos();
      if (position === undefined || !editor.isEditable) return this.showLanguage();
      const language = this.picker.value === "" ? null : this.picker.value;
      editor.view.dispatch(editor.state.tr.setNodeAttribute(position, "language", language));
      editor.view.focus();
    });
    this.dom.append(pre, this.picker);
    this.showLanguage();
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    const isOther = node.attrs.language !== this.node.attrs.language;
    this.node = node;
    if (isOther) this.showLanguage();
    return true;
  }

  /** The picker is the browser's, not the document's. */
  stopEvent(event: Event): boolean {
    return event.target === this.picker;
  }

  ignoreMutation(mutation: { readonly type: string; readonly target: globalThis.Node }): boolean {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }

  private showLanguage(): void {
    const { language }: { readonly language?: unknown } = this.node.attrs;
    const id = typeof language === "string" ? language : "";
    const known = codeLanguages.some((one) => one.id === id) || id === "";
    const options = [{ id: "", label: "Plain" }, ...codeLanguages, ...(known ? [] : [{ id, label: id }])];
    this.picker.replaceChildren(...options.map(({ id: value, label }) => new Option(label, value)));
    this.picker.value = id;
  }
}
