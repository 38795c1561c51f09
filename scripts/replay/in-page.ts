/**
 * What runs inside the page of a browser writer. Each function stands alone: Playwright sends its source into
 * the page, so nothing of this module is in reach there.
 */

/** What these functions need of the editor that Tiptap leaves on its element. */
interface EditorElement extends Element {
  readonly editor: {
    readonly state: { readonly doc: PageNode };
    readonly commands: { setTextSelection(position: number): boolean; focus(): boolean };
    readonly storage: {
      readonly collaboration: {
        readonly document: {
          readonly richText: {
            readonly replica: string;
            text(): string;
            version(): ReadonlyMap<string, number>;
          };
        };
      };
    };
  };
}

interface PageNode {
  readonly isTextblock: boolean;
  readonly content: { readonly size: number };
  descendants(visit: (node: PageNode, position: number) => boolean): void;
  textBetween(from: number, to: number, blockSeparator: string): string;
}

/** The id of the replica that this page writes under. */
export function ownReplica(): string {
  const element: EditorElement | null = document.querySelector(".ProseMirror");
  return element?.editor.storage.collaboration.document.richText.replica ?? "";
}

/** How many counters of a replica the page's document knows. */
export function knownCounter(replica: string): number {
  const element: EditorElement | null = document.querySelector(".ProseMirror");
  return element?.editor.storage.collaboration.document.richText.version().get(replica) ?? 0;
}

/** Puts the caret at a UTF-16 index of the text, blocks counted as joined by line feeds. */
export function caretTo(index: number): void {
  const element: EditorElement | null = document.querySelector(".ProseMirror");
  if (!element) throw new Error("The page shows no editor.");
  let left = index;
  let target = -1;
  element.editor.state.doc.descendants((node, position) => {
    if (target >= 0 || !node.isTextblock) return target < 0;
    if (left <= node.content.size) target = position + 1 + left;
    left -= node.content.size + 1;
    return false;
  });
  if (target < 0) throw new Error(`The page shows no index ${index}.`);
  element.editor.commands.setTextSelection(target);
}

/** The text that the page shows; throws if the editor and the model under it do not agree. */
export function documentText(): string {
  const element: EditorElement | null = document.querySelector(".ProseMirror");
  if (!element) throw new Error("The page shows no editor.");
  const { doc } = element.editor.state;
  const shown = doc.textBetween(0, doc.content.size, "\n");
  const held = element.editor.storage.collaboration.document.richText.text();
  if (shown !== held) throw new Error("What the page shows is not what its document holds.");
  return shown;
}
