/** An attachment on the screen: its name, how large it is, and a way to have it. It is never opened in the page. */
import type { Node } from "@tiptap/pm/model";
import type { NodeView } from "@tiptap/pm/view";
import { FileFrame, type FileFrameOptions } from "./file-frame.ts";
import { sizeWords } from "./file-words.ts";

/** The view of one attachment. */
export class AttachmentView implements NodeView {
  readonly dom: HTMLElement;
  private readonly name: HTMLElement;
  private readonly size: HTMLElement;
  private readonly download: HTMLButtonElement;
  private readonly frame: FileFrame;
  private node: Node;
  private isWanted = false;

  constructor(node: Node, options: Omit<FileFrameOptions, "onChange">) {
    this.node = node;
    this.dom = document.createElement("div");
    this.dom.className = "weft-attachment";
    this.dom.contentEditable = "false";
    this.name = document.createElement("span");
    this.name.className = "weft-attachment-name";
    this.size = document.createElement("span");
    this.size.className = "weft-attachment-size";
    this.download = document.createElement("button");
    this.download.type = "button";
    this.download.textContent = "Download";
    this.download.addEventListener("click", () => this.want());
    this.frame = new FileFrame(node, this.dom, { ...options, onChange: () => this.draw() });
    this.dom.append(this.name, this.size, this.download, this.frame.line);
    this.draw();
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.frame.update(node);
    this.draw();
    return true;
  }

  selectNode(): void {
    this.dom.classList.add("ProseMirror-selectednode");
  }

  deselectNode(): void {
    this.dom.classList.remove("ProseMirror-selectednode");
  }

  stopEvent({ target }: Event): boolean {
    return target instanceof HTMLButtonElement;
  }

  ignoreMutation(): boolean {
    return true;
  }

  destroy(): void {
    this.frame.destroy();
  }

  private draw(): void {
    const { name, size } = this.frame.named;
    this.dom.dataset.state = this.frame.draw();
    this.name.textContent = name;
    this.size.textContent = size === null ? "" : sizeWords(size);
    this.download.setAttribute("aria-label", `Download ${name}`);
    this.download.disabled = this.frame.named.hash === null;
    if (this.isWanted) this.save();
  }

  private want(): void {
    this.isWanted = true;
    this.frame.fetch();
    this.save();
  }

  private save(): void {
    const { view, named } = this.frame;
    if (view.state !== "here") return;
    this.isWanted = false;
    // Its type says that it is to be kept, not opened, whatever it holds.
    const url = URL.createObjectURL(new Blob([view.blob], { type: "application/octet-stream" }));
    const anchor = document.createElement("a");
    anchor.href = url;
    anchor.download = named.name;
    anchor.click();
    URL.revokeObjectURL(url);
  }
}
