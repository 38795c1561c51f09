/** What pictures and attachments have in common on the screen: their file's content, followed, and a line about it. */
import type { Editor } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import type { DocumentFiles, FileHash, FileView } from "@weft/sync";
import { describeFile } from "./file-words.ts";
import { type NamedFile, namedFile } from "./named-file.ts";

/** What a file block's view stands on. */
export interface FileFrameOptions {
  readonly editor: Editor;
  readonly getPos: () => number | undefined;
  /** Null where there are none, as in a preview. */
  readonly files: DocumentFiles | null;
  /** Called whenever there is something else to show. */
  readonly onChange: () => void;
}

/** How far below the window a file is fetched already. */
const fetchAhead = "800px 0px";

const nothing: FileView = { state: "loading" };

/** Follows the file that a block names, and says how it stands. */
export class FileFrame {
  /** The line about the file, empty if there is nothing to be said. */
  readonly line: HTMLElement;
  private readonly words: HTMLElement;
  private readonly again: HTMLButtonElement;
  private readonly options: FileFrameOptions;
  private readonly watch: IntersectionObserver;
  private file: NamedFile;
  private stop: () => void = () => {};
  private isNear = false;

  constructor(node: Node, dom: HTMLElement, options: FileFrameOptions) {
    this.options = options;
    this.file = namedFile(node);
    this.words = document.createElement("span");
    this.again = document.createElement("button");
    this.again.type = "button";
    this.again.textContent = "Try again";
    this.again.addEventListener("click", () => {
      if (this.file.hash !== null) options.files?.retry(this.file.hash);
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

  get named(): NamedFile {
    return this.file;
  }

  get view(): FileView {
    const { hash } = this.file;
    return hash === null ? nothing : (this.options.files?.view(hash) ?? nothing);
  }

  /** The block says something else of its file. */
  update(node: Node): void {
    const before = this.file.hash;
    this.file = namedFile(node);
    if (this.file.hash !== before) this.follow(this.file.hash);
  }

  /** Fetches the file now, wherever the block is. */
  fetch(): void {
    if (this.file.hash !== null) this.options.files?.want(this.file.hash);
  }

  /** Draws the line; gives the state for the look of the whole. */
  draw(): string {
    if (this.file.hash === null) {
      this.line.hidden = true;
      return "foreign";
    }
    const { state, words, canRetry } = describeFile(this.view, this.file.size);
    this.words.textContent = words;
    this.again.hidden = !canRetry || !this.options.editor.isEditable;
    this.line.hidden = words === null;
    return state;
  }

  destroy(): void {
    this.stop();
    this.watch.disconnect();
  }

  private follow(hash: FileHash | null): void {
    this.stop();
    this.stop =
      hash === null ? () => {} : (this.options.files?.onView(hash, this.options.onChange) ?? (() => {}));
    if (this.isNear) this.fetch();
  }
}
