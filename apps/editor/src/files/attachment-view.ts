/** An attachment on the screen: its name, how large it is, and a way to have it. It is never opened in the page. */
import type { Node } from "@tiptap/pm/model";
import { saveBlob } from "../design/save-blob.ts";
import { type FileBlockOptions, FileBlockView } from "./file-block-view.ts";
import { sizeWords } from "./file-words.ts";

/** The view of one attachment. */
export class AttachmentView extends FileBlockView {
  private readonly name: HTMLElement;
  private readonly size: HTMLElement;
  private readonly download: HTMLButtonElement;
  private isWanted = false;

  constructor(node: Node, options: FileBlockOptions) {
    super(node, document.createElement("div"), options);
    this.dom.className = "weft-attachment";
    this.name = document.createElement("span");
    this.name.className = "weft-attachment-name";
    this.size = document.createElement("span");
    this.size.className = "weft-attachment-size";
    this.download = document.createElement("button");
    this.download.type = "button";
    this.download.textContent = "Download";
    this.download.addEventListener("click", () => this.want());
    this.dom.append(this.name, this.size, this.download, this.line);
    this.draw();
  }

  stopEvent({ target }: Event): boolean {
    return target instanceof HTMLButtonElement;
  }

  protected draw(): void {
    const { name, size, hash } = this.named;
    this.drawLine();
    this.name.textContent = name;
    this.size.textContent = size === null ? "" : sizeWords(size);
    this.download.setAttribute("aria-label", `Download ${name}`);
    this.download.disabled = hash === null;
    if (this.isWanted) this.save();
  }

  private want(): void {
    this.isWanted = true;
    this.fetch();
    this.save();
  }

  private save(): void {
    const { view, named } = this;
    if (view.state !== "here") return;
    this.isWanted = false;
    // Its type says that it is to be kept, not opened, whatever it holds.
    saveBlob(new Blob([view.blob], { type: "application/octet-stream" }), named.name);
  }
}
