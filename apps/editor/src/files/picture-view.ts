/** A picture on the screen: its room from the beginning, the picture when it is there, and words for who cannot see it. */
import type { Node } from "@tiptap/pm/model";
import { type FileBlockOptions, FileBlockView } from "./file-block-view.ts";
import { pictureSize } from "./named-file.ts";

/** The part of the window's height that a picture takes at most. */
const heightMax = "75vh";

/** The view of one picture. */
export class PictureView extends FileBlockView {
  private readonly room: HTMLElement;
  private readonly picture: HTMLImageElement;
  private readonly elsewhere: HTMLAnchorElement;
  private readonly nowhere: HTMLElement;
  private readonly description: HTMLInputElement;
  private url: string | null = null;
  private blob: Blob | null = null;

  constructor(node: Node, options: FileBlockOptions) {
    super(node, document.createElement("figure"), options);
    this.dom.className = "weft-picture";
    this.room = document.createElement("div");
    this.room.className = "weft-picture-room";
    this.picture = document.createElement("img");
    this.picture.draggable = false;
    this.elsewhere = document.createElement("a");
    this.elsewhere.target = "_blank";
    this.elsewhere.rel = "noopener noreferrer nofollow";
    this.nowhere = document.createElement("span");
    this.room.append(this.picture);
    this.description = this.makeDescription();
    this.dom.append(this.room, this.line, this.description);
    this.draw();
  }

  /** What is done in the field and to the buttons is theirs. */
  stopEvent({ target }: Event): boolean {
    return target instanceof HTMLInputElement || target instanceof HTMLButtonElement;
  }

  override destroy(): void {
    super.destroy();
    this.show(null);
  }

  protected draw(): void {
    const alt = altOf(this.node);
    this.drawLine();
    const { view } = this;
    this.show(view.state === "here" ? view.blob : null);
    this.picture.alt = alt;
    this.picture.hidden = this.url === null;
    this.drawRoom();
    this.drawElsewhere(alt);
    this.description.hidden = !this.options.editor.isEditable;
    if (document.activeElement !== this.description) this.description.value = alt;
  }

  private drawRoom(): void {
    const size = pictureSize(this.node);
    this.room.classList.toggle("weft-picture-sized", size !== null);
    this.room.style.aspectRatio = size === null ? "" : `${size.width} / ${size.height}`;
    this.room.style.width =
      size === null ? "" : `min(100%, ${size.width}px, calc(${heightMax} * ${size.width / size.height}))`;
  }

  /** A picture of another program's, somewhere on the web: nothing is fetched from there without being asked to. */
  private drawElsewhere(alt: string): void {
    const { src } = this.node.attrs;
    const isElsewhere = this.named.hash === null;
    const address =
      isElsewhere && typeof src === "string" && /^https?:\/\//i.test(src) && URL.canParse(src) ? src : null;
    this.elsewhere.remove();
    this.nowhere.remove();
    if (address !== null) {
      this.elsewhere.href = address;
      this.elsewhere.textContent = `Picture elsewhere: ${alt || new URL(address).host}`;
      this.room.append(this.elsewhere);
    } else if (isElsewhere) {
      this.nowhere.textContent = `Picture without an address: ${alt || "nothing is said of it"}`;
      this.room.append(this.nowhere);
    }
  }

  private show(blob: Blob | null): void {
    if (blob === this.blob) return;
    if (this.url !== null) URL.revokeObjectURL(this.url);
    this.blob = blob;
    // Only pictures of pixels have a type; anything else has nothing to be shown.
    this.url = blob?.type.startsWith("image/") ? URL.createObjectURL(blob) : null;
    if (this.url === null) this.picture.removeAttribute("src");
    else this.picture.src = this.url;
  }

  private makeDescription(): HTMLInputElement {
    const field = document.createElement("input");
    field.type = "text";
    field.className = "weft-picture-description";
    field.maxLength = 1000;
    field.placeholder = "Describe the picture for those who cannot see it";
    field.setAttribute("aria-label", "Description of the picture");
    field.addEventListener("change", () => this.describe(field.value.trim()));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      if (event.key === "Escape") field.value = altOf(this.node);
      field.blur();
      this.options.editor.view.focus();
    });
    return field;
  }

  private describe(words: string): void {
    const { editor, getPos } = this.options;
    const place = getPos();
    if (place === undefined || !editor.isEditable || words === altOf(this.node)) return;
    editor.view.dispatch(editor.state.tr.setNodeAttribute(place, "alt", words === "" ? null : words));
  }
}

function altOf({ attrs }: Node): string {
  return typeof attrs.alt === "string" ? attrs.alt : "";
}
