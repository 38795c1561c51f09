/** The ways in for files: picked, dropped, pasted. */
import { type Editor, Extension } from "@tiptap/core";
import { NodeSelection, Plugin } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import type { DocumentFiles } from "@weft/sync";
import { putCaret } from "../exchange/put-caret.ts";
import { insertFiles } from "./insert-files.ts";

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    fileInsertion: {
      /** Asks for files and puts them in. */
      pickFiles: () => ReturnType;
    };
  }
}

/** What files are put in with. */
export interface FileInsertionOptions {
  files: DocumentFiles | null;
  /** Told what was not put in. */
  onProblem: (sentence: string) => void;
}

/** Puts files in that are picked, dropped on the text, or pasted. Text that comes along with them counts more. */
export const FileInsertion = Extension.create<FileInsertionOptions>({
  name: "fileInsertion",
  // Before pasting: what is a file is no text.
  priority: 200,
  addOptions: () => ({ files: null, onProblem: () => {} }),
  addCommands() {
    return {
      pickFiles:
        () =>
        ({ editor, dispatch }) => {
          if (!editor.isEditable) return false;
          if (dispatch) pickFiles((chosen) => take(editor, this.options, chosen));
          return true;
        },
    };
  },
  addProseMirrorPlugins() {
    const { editor, options } = this;
    return [
      new Plugin({
        props: {
          handleKeyDown: (view, event) => event.key === "Enter" && view.editable && goToDescription(view),
          handleDOMEvents: {
            paste(view, event) {
              const chosen = filesAlone(event.clipboardData);
              if (!view.editable || chosen.length === 0) return false;
              event.preventDefault();
              take(editor, options, chosen);
              return true;
            },
            drop(view, event) {
              const chosen = [...(event.dataTransfer?.files ?? [])];
              if (chosen.length === 0) return false;
              // A browser opens what it is left with.
              event.preventDefault();
              if (view.editable && putCaret(view, event)) take(editor, options, chosen);
              return true;
            },
          },
        },
      }),
    ];
  },
});

function take(editor: Editor, { files, onProblem }: FileInsertionOptions, chosen: readonly File[]): void {
  if (files === null) return;
  void insertFiles(editor, files, chosen).then((problems) => {
    if (problems.length > 0) onProblem(problems.join(" "));
  });
}

/** From a selected picture into the field that describes it; false if none is selected. */
function goToDescription(view: EditorView): boolean {
  const { selection } = view.state;
  if (!(selection instanceof NodeSelection) || selection.node.type.name !== "image") return false;
  const shown = view.nodeDOM(selection.from);
  const field = shown instanceof HTMLElement ? shown.querySelector("input") : null;
  field?.focus();
  return field !== null;
}

/** The files of a clipboard that is not about text: a copied picture brings a page's tag of itself along. */
function filesAlone(data: DataTransfer | null): readonly File[] {
  const chosen = [...(data?.files ?? [])];
  if (data === null || chosen.length === 0 || data.getData("text/plain").trim() !== "") return [];
  const withoutTags = data.getData("text/html").replaceAll(/<!--[\s\S]*?-->|<[^>]*>/g, "");
  return withoutTags.trim() === "" ? chosen : [];
}

/** The field stands in the page until it is answered: one that nobody holds may be collected while a person looks. */
function pickFiles(onChosen: (chosen: readonly File[]) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.hidden = true;
  input.addEventListener("change", () => {
    input.remove();
    onChosen([...(input.files ?? [])]);
  });
  input.addEventListener("cancel", () => input.remove());
  document.body.append(input);
  input.click();
}
