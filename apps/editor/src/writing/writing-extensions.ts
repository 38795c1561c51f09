/** How the text is edited: the schema's extensions, the document they show, and what typing rules add or leave out. */
import { type AnyExtension, Extension, type Extensions, Node } from "@tiptap/core";
import { Placeholder } from "@tiptap/extensions";
import type { RichText } from "@weft/richtext";
import { BlockMoves, Collaboration, editorExtensions } from "@weft/tiptap";
import { CodeBlockView } from "../code/code-block-view.ts";
import { Pasting } from "../exchange/pasting.ts";
import { blockQueryExtension } from "../formats/block-query.ts";

/** What a writing surface is made of. */
export interface WritingOptions {
  readonly richText: RichText;
  /** Off: nothing typed turns into something else, addresses into links and a `/` into a menu included. */
  readonly typingRules: boolean;
  /** Told when the document refused what was put in. */
  readonly onRefused: () => void;
  /** Asks for a link's address. */
  readonly onLink: () => void;
  /** Offered every key while the `/` menu is open; answers whether it was used. */
  readonly onMenuKey: (event: KeyboardEvent) => boolean;
}

/** An extension of the schema with what it has on the screen. */
function onScreen(extension: AnyExtension, typingRules: boolean): AnyExtension {
  if (extension.name === "link" && !typingRules) {
    return extension.configure({ autolink: false, linkOnPaste: false });
  }
  if (!(extension instanceof Node) || extension.name !== "codeBlock") return extension;
  return extension.extend({
    addNodeView:
      () =>
      ({ node, editor, getPos }) =>
        new CodeBlockView(node, editor, getPos),
  });
}

/** The extensions of a writing surface. */
export function writingExtensions(options: WritingOptions): Extensions {
  const { richText, typingRules, onRefused, onLink, onMenuKey } = options;
  return [
    ...editorExtensions().map((extension) => onScreen(extension, typingRules)),
    Collaboration.configure({ document: richText, onRefused }),
    BlockMoves,
    Pasting.configure({ linksSelection: typingRules }),
    Placeholder.configure({ placeholder: "Write here" }),
    Extension.create({
      name: "linkShortcut",
      addKeyboardShortcuts: () => ({
        "Mod-k": () => {
          onLink();
          return true;
        },
      }),
    }),
    ...(typingRules ? [blockQueryExtension(onMenuKey)] : []),
  ];
}
