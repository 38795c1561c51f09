/** How the text is edited: the schema's extensions, the document they show, and what typing rules add or leave out. */
import { Extension, type Extensions } from "@tiptap/core";
import { Placeholder } from "@tiptap/extensions";
import type { RichText } from "@weft/richtext";
import { BlockMoves, Collaboration, editorExtensions } from "@weft/tiptap";
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

/** The extensions of a writing surface. */
export function writingExtensions(options: WritingOptions): Extensions {
  const { richText, typingRules, onRefused, onLink, onMenuKey } = options;
  return [
    ...editorExtensions().map((extension) =>
      extension.name === "link" && !typingRules
        ? extension.configure({ autolink: false, linkOnPaste: false })
        : extension,
    ),
    Collaboration.configure({ document: richText, onRefused }),
    BlockMoves,
    Pasting,
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
