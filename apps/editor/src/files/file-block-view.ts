/** What pictures and attachments have in common on the screen: their file's content, followed, and a line about it. */
import type { Editor } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import type { NodeView } from "@tiptap/pm/view";
import type { DocumentFiles, FileHash, FileView } from "@weft/sync";
import { describeFile } from "./file-words.ts";
import { type NamedFile, namedFile } from "./named-file.ts";

/** What a file block's view stands on. */
export interface FileBlockOptions {
  readonly editor: Editor;
  readonly getPos: () => number | undefined;
  readonly files: DocumentFiles;
}

/** How far below the window a file is fetched already. */
const fetchAhead = "800px 0px";

const nothing: FileView = { state: "loading" };

/** The view of a block that names a file: follows the file, and says how it stands. */
export abstract class FileBlockView implements NodeView {
  readonly dom: HTMLElement;
  /** The line about the file, empty if there is nothing to be said. */
  protected readonly line: HTMLElement;
  protected readonly options: FileBlockOptions;
  protected node: Node;
  private readonly words: HTMLElement;
  private readonly again: HTMLButtonElement;
  private readonly watch: IntersectionObserver;
  private file: NamedFile;
  private stop: () => void = () => {};
  private isNear = false;

  constructor(node: Node, dom: HTMLElement, options: FileBlockOptions) {
    this.node = node;
    this.dom = dom;
    this.dom.contentEditable = "false";
    this.options = options;
    this.file = namedFile(node);
    this.words = document.createElement("span");
    this.again = document.createElement("button");
    this.again.type = "button";
    this.again.textContent = "Try again";
    this.again.addEventListener("click", () => {
      if (this.file.hash !== null) options.files.retry(this.file.hash);
    });
    this.line = document.createElement("div");
    this.line.className = "weft-file-line";
    this.line.append(this.words, this.again);
    this.watch = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        this.isNear = true;
        this.fetch();
      },
      { rootMargin: fetchAhead },
    );
    this.watch.observe(dom);
    this.follow(this.file.hash);
  }

  protected get named(): NamedFile {
    return this.file;
  }

  protected get view(): FileView {
    const { hash } = this.file;
    return hash === null ? nothing : this.options.files.view(hash);
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    const before = this.file.hash;
    this.file = namedFile(node);
    if (this.file.hash !== before) this.follow(this.file.hash);
    this.draw();
    return true;
  }

  selectNode(): void {
    this.dom.classList.add("ProseMirror-selectednode");
  }

  deselectNode(): void {
    this.dom.classList.remove("ProseMirror-selectednode");
  }

  ignoreMutation(): boolean {
    return true;
  }

  destroy(): void {
    this.stop();
    this.watch.disconnect();
  }

  /** Shows what the block and its file are now. */
  protected abstract draw(): void;

  /** Fetches the file now, wherever the block is. */
  protected fetch(): void {
    if (this.file.hash !== null) this.options.files.want(this.file.hash);
  }

  /** Draws the line, and says in `data-state` how the file stands. */
  protected drawLine(): void {
    if (this.file.hash === null) {
      this.line.hidden = true;
      this.dom.dataset.state = "foreign";
      return;
    }
    const { state, words, canRetry } = describeFile(this.view, this.file.size);
    this.words.textContent = words;
    this.again.hidden = !canRetry || !this.options.editor.isEditable;
    this.line.hidden = words === null;
    this.dom.dataset.state = state;
  }

  private follow(hash: FileHash | null): void {
    this.stop();
    this.stop = hash === null ? () => {} : this.options.files.onView(hash, () => this.draw());
    if (this.isNear) this.fetch();
  }
}
